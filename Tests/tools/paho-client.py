"""paho-mqtt: connects, subscribes, publishes to itself at QoS 1, and says what happened.
usage: paho-client.py WAY PORT ROOT CERTIFICATE KEY [HOST-OF-THE-SIGNATURE [SECRET [SECONDS-OFF [TOKEN]]]]
WAY is mtls, alpn or websocket."""

import datetime
import hashlib
import hmac
import ssl
import sys
import threading
import urllib.parse

import paho.mqtt.client as mqtt

way, port, root, certificate, key, *rest = sys.argv[1:]
signed_host = rest[0] if rest else f"localhost:{port}"
secret = rest[1] if len(rest) > 1 else "vesp/on/the/desk/secret/access/key/EXAMPLE"
seconds_off = int(rest[2]) if len(rest) > 2 else 0
# Appended to what is signed, as the guide has it.
token = "&X-Amz-Security-Token=" + urllib.parse.quote(rest[3], safe="") if len(rest) > 3 else ""


def presigned_path():
    """As the developer guide of 2020 has a URL of MQTT over WebSocket signed."""
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds_off)
    time, date = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    scope = f"{date}/us-east-1/iotdevicegateway/aws4_request"
    query = urllib.parse.urlencode({
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": f"AKIAVESPDESKEXAMPLE0/{scope}",
        "X-Amz-Date": time, "X-Amz-SignedHeaders": "host",
    })
    empty = hashlib.sha256(b"").hexdigest()
    request = f"GET\n/mqtt\n{query}\nhost:{signed_host}\n\nhost\n{empty}"
    text = f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signing = ("AWS4" + secret).encode()
    for part in [date, "us-east-1", "iotdevicegateway", "aws4_request", text]:
        signing = hmac.new(signing, part.encode(), hashlib.sha256).digest()
    return f"/mqtt?{query}&X-Amz-Signature={signing.hex()}{token}"


heard = threading.Event()
client = mqtt.Client(
    mqtt.CallbackAPIVersion.VERSION2, "paho", transport="websockets" if way == "websocket" else "tcp"
)
if way == "websocket":
    client.ws_set_options(path=presigned_path())
    client.tls_set(ca_certs=root)
else:
    client.tls_set(
        ca_certs=root, certfile=certificate, keyfile=key, tls_version=ssl.PROTOCOL_TLS_CLIENT,
        alpn_protocols=["x-amzn-mqtt-ca"] if way == "alpn" else None,
    )


def connected(client, _, flags, code, __):
    print("connected", code)
    client.subscribe("paho/echo", qos=1)


def subscribed(client, _, __, codes, ___):
    print("subscribed", [str(code) for code in codes])
    client.publish("paho/echo", "hello", qos=1)


def received(client, _, message):
    print("message", message.topic, message.payload.decode(), message.qos)
    heard.set()


client.on_connect, client.on_subscribe, client.on_message = connected, subscribed, received
client.on_connect_fail = lambda *_: None
try:
    client.connect("localhost", int(port), keepalive=60)
except Exception as error:
    print("refused", type(error).__name__, error)
    sys.exit(1)
client.loop_start()
if not heard.wait(20):
    print("nothing heard")
    sys.exit(1)
client.disconnect()
client.loop_stop()
