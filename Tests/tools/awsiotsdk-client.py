"""awsiotsdk (awscrt): connects, works with a shadow, and says what happened.
usage: awsiotsdk-client.py WAY PORT ROOT CERTIFICATE KEY THING
WAY is mtls or websocket."""

import sys
from concurrent.futures import Future

from awscrt import auth, mqtt
from awsiot import iotshadow, mqtt_connection_builder

way, port, root, certificate, key, thing = sys.argv[1:]
patience = 20
common = dict(endpoint="localhost", port=int(port), ca_filepath=root, client_id=thing, clean_session=True)
if way == "mtls":
    connection = mqtt_connection_builder.mtls_from_path(cert_filepath=certificate, pri_key_filepath=key, **common)
else:
    credentials = auth.AwsCredentialsProvider.new_static(
        "AKIAVESPDESKEXAMPLE0", "vesp/on/the/desk/secret/access/key/EXAMPLE"
    )
    connection = mqtt_connection_builder.websockets_with_default_aws_signing(
        region="us-east-1", credentials_provider=credentials, **common
    )
try:
    print("connected", connection.connect().result(patience))
except Exception as error:
    print("refused", getattr(error, "name", type(error).__name__))
    sys.exit(1)

heard = Future()
subscribed, _ = connection.subscribe("sdk/echo", mqtt.QoS.AT_LEAST_ONCE,
                                     lambda topic, payload, **_: heard.set_result((topic, payload.decode())))
print("subscribed", subscribed.result(patience)["qos"])
published, _ = connection.publish("sdk/echo", "hello", mqtt.QoS.AT_LEAST_ONCE)
published.result(patience)
print("message", *heard.result(patience))

shadows = iotshadow.IotShadowClient(connection)
accepted, delta, rejected, got = Future(), Future(), Future(), Future()


def first(future, message):
    if not future.done():
        future.set_result(message)


def subscribe(operation, request, future):
    waits, _ = operation(request, mqtt.QoS.AT_LEAST_ONCE, lambda message: first(future, message))
    waits.result(patience)


subscribe(shadows.subscribe_to_update_shadow_accepted,
          iotshadow.UpdateShadowSubscriptionRequest(thing_name=thing), accepted)
subscribe(shadows.subscribe_to_update_shadow_rejected,
          iotshadow.UpdateShadowSubscriptionRequest(thing_name=thing), rejected)
subscribe(shadows.subscribe_to_shadow_delta_updated_events,
          iotshadow.ShadowDeltaUpdatedSubscriptionRequest(thing_name=thing), delta)
subscribe(shadows.subscribe_to_get_shadow_accepted,
          iotshadow.GetShadowSubscriptionRequest(thing_name=thing), got)
state = iotshadow.ShadowState(desired={"on": True}, reported={"on": False})
shadows.publish_update_shadow(
    iotshadow.UpdateShadowRequest(thing_name=thing, state=state, client_token="token"), mqtt.QoS.AT_LEAST_ONCE
).result(patience)
print("accepted", accepted.result(patience).client_token)
print("delta", delta.result(patience).state)
shadows.publish_get_shadow(iotshadow.GetShadowRequest(thing_name=thing), mqtt.QoS.AT_LEAST_ONCE).result(patience)
print("got", got.result(patience).state.delta)
shadows.publish_update_shadow(
    iotshadow.UpdateShadowRequest(thing_name=thing, state=state, version=99), mqtt.QoS.AT_LEAST_ONCE
).result(patience)
print("rejected", rejected.result(patience).code)
connection.disconnect().result(patience)
