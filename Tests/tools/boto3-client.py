"""The account's API by boto3, which checks each answer against the service model: what each step gave, a line each.
usage: boto3-client.py CONTROL-PORT FOLDER"""

import json
import sys

import boto3
from botocore.exceptions import ClientError

port, folder = sys.argv[1:]
keys = dict(aws_access_key_id="AKIAVESPDESKEXAMPLE0", aws_secret_access_key="vesp/on/the/desk/secret/access/key/EXAMPLE")
place = dict(endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1", **keys)
iot, data = boto3.client("iot", **place), boto3.client("iot-data", **place)
policy = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:*", "Resource": "*"}]}
)


def refused(call, **arguments):
    """The error's type, which boto3 takes from the header x-amzn-ErrorType."""
    try:
        call(**arguments)
    except ClientError as error:
        return f"{error.response['ResponseMetadata']['HTTPStatusCode']} {error.response['Error']['Code']}"
    return "nothing"


print("endpoint", iot.describe_endpoint(endpointType="iot:Data-ATS")["endpointAddress"])
print("code", iot.get_registration_code() == iot.get_registration_code() or "same",
      len(iot.get_registration_code()["registrationCode"]))
made = iot.create_keys_and_certificate(setAsActive=True)
for name, text in [("certificate", made["certificatePem"]), ("key", made["keyPair"]["PrivateKey"])]:
    with open(f"{folder}/{name}.pem", "w", encoding="ascii") as file:
        file.write(text)
arn, identifier = made["certificateArn"], made["certificateId"]
print("certificate", iot.describe_certificate(certificateId=identifier)["certificateDescription"]["status"])
iot.create_policy(policyName="all", policyDocument=policy)
for number in range(4):
    iot.create_policy_version(policyName="all", policyDocument=policy, setAsDefault=number == 1)
print("versions", refused(iot.create_policy_version, policyName="all", policyDocument=policy),
      iot.get_policy(policyName="all")["defaultVersionId"])
iot.attach_policy(policyName="all", target=arn)
print("policies", [each["policyName"] for each in iot.list_attached_policies(target=arn)["policies"]])
iot.create_thing(thingName="lamp", attributePayload={"attributes": {"room": "a"}})
iot.attach_thing_principal(thingName="lamp", principal=arn)
print("things", iot.list_principal_things(principal=arn)["things"])
for number in range(60):
    iot.create_thing(thingName=f"thing-{number:02}")
pages = list(iot.get_paginator("list_things").paginate(PaginationConfig={"PageSize": 25}))
print("pages", [len(page["things"]) for page in pages])
answer = iot.test_authorization(principal=arn, authInfos=[{"actionType": "PUBLISH", "resources": [f"{arn.rsplit(':', 1)[0]}:topic/x"]}])
print("authorization", answer["authResults"][0]["authDecision"])
print("absent", refused(iot.create_job, jobId="j", targets=[arn]))
print("missing", refused(iot.describe_thing, thingName="nobody"))
print("active", refused(iot.delete_certificate, certificateId=identifier))
update = {"state": {"desired": {"on": True}, "reported": {"on": False}}, "clientToken": "t"}
accepted = json.load(data.update_thing_shadow(thingName="lamp", payload=json.dumps(update))["payload"])
print("accepted", accepted["version"], accepted["clientToken"])
print("delta", json.load(data.get_thing_shadow(thingName="lamp")["payload"])["state"]["delta"])
print("conflict", refused(data.update_thing_shadow, thingName="lamp", payload=json.dumps(update | {"version": 9})))
data.update_thing_shadow(thingName="lamp", shadowName="night", payload=json.dumps(update))
print("named", data.list_named_shadows_for_thing(thingName="lamp")["results"])
data.delete_thing_shadow(thingName="lamp")
print("deleted", refused(data.get_thing_shadow, thingName="lamp"))
data.publish(topic="kept/here", qos=1, retain=True, payload=b"later")
print("retained", [each["topic"] for each in data.list_retained_messages()["retainedTopics"]],
      data.get_retained_message(topic="kept/here")["payload"])
print("nobody", refused(data.delete_connection, clientId="nobody"))
