#!/usr/bin/env python3
"""Signs requests with botocore, for tests of the check: make.py SEED COUNT prints one JSON object a line.

requests.jsonl is what `make.py 1 40` printed. The keys, region and account are those of examples.
"""
import datetime
import json
import random
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.utils import percent_encode

KEY, SECRET = "AKIAVESPDESKEXAMPLE0", "vesp/on/the/desk/secret/access/key/EXAMPLE"
REGION = "us-east-1"
HOST = "a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com"
ARN = "arn:aws:iot:us-east-1:123456789012:cert/0123"


def text(choose, characters, longest):
    return "".join(choose.choice(characters) for _ in range(choose.randrange(1, longest)))


def made(request, when):
    botocore.auth.get_current_datetime = lambda *_: when
    headers = dict(request.headers)
    return {name: value for name, value in headers.items() if name.lower() != "content-length"}


def rest(choose, token, when):
    """A call of the control or the data plane, signed in its header."""
    service = choose.choice(["iot", "iotdata", "execute-api"])
    odd = "abcXYZ019 _-.~:/+=,@&%*'()äß$"
    paths = ["endpoint", "policies", "things", "attached-policies/" + percent_encode(ARN, safe="~")]
    path = "/" + choose.choice(paths) + choose.choice(["", "/" + percent_encode(text(choose, odd, 12), safe="-._~")])
    query = "&".join(
        percent_encode(text(choose, odd, 5), safe="-_.~") + "=" + percent_encode(text(choose, odd, 9), safe="-_.~")
        for _ in range(choose.randrange(3))
    )
    target = path + ("?" + query if query else "")
    host = choose.choice(["127.0.0.1:8080", "localhost:8443", "iot.us-east-1.amazonaws.com"])
    scheme = choose.choice(["http", "https"])
    body = choose.choice(["", "{}", json.dumps({"policyDocument": text(choose, odd, 40)})])
    headers = {"Content-Type": choose.choice(["application/json", "application/x-amz-json-1.1"])}
    if choose.randrange(2):
        headers["x-amzn-iot-principal"] = ARN + choose.choice(["", "  two   spaces"])
    method = choose.choice(["GET", "PUT", "POST", "PATCH", "DELETE"])
    request = AWSRequest(method=method, url=f"{scheme}://{host}{target}", headers=headers, data=body)
    made(request, when)
    botocore.auth.SigV4Auth(Credentials(KEY, SECRET, token), service, REGION).add_auth(request)
    sent = made(request, when)
    sent["Host"] = host
    return {"method": method, "target": target, "headers": sent, "body": body, "service": service}


def websocket(choose, token, when):
    """The URL of an MQTT connection over WebSocket, in the forms of the SDKs (host with a port; token not signed)."""
    signed_host = HOST + choose.choice(["", ":443"])
    is_token_signed = bool(choose.randrange(2))
    request = AWSRequest(method="GET", url=f"https://{HOST}/mqtt", headers={"host": signed_host}, data="")
    made(request, when)
    signer = botocore.auth.SigV4QueryAuth(
        Credentials(KEY, SECRET, token if is_token_signed else None), "iotdevicegateway", REGION, expires=86400
    )
    signer.add_auth(request)
    target = request.url[len(f"https://{HOST}"):]
    if token and not is_token_signed:
        target += "&X-Amz-Security-Token=" + percent_encode(token, safe="-_.~")
    sent = {"Host": HOST + choose.choice(["", ":443", ":8443"]), "Upgrade": "websocket"}
    if signed_host.endswith(":443"):
        sent["Host"] = HOST + choose.choice(["", ":443"])
    return {"method": "GET", "target": target, "headers": sent, "body": "", "service": "iotdevicegateway"}


def main():
    choose = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        when = datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=choose.randrange(10**8))
        token = choose.choice([None, "to/ken+with==ends"])
        request = choose.choice([rest, rest, websocket])(choose, token, when)
        request["time"] = int(when.replace(tzinfo=datetime.timezone.utc).timestamp() * 1000)
        request["token"] = token
        print(json.dumps(request, sort_keys=True))


main()
