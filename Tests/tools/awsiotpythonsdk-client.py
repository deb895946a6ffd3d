"""AWSIoTPythonSDK: connects, works with a shadow, and says what happened. It reads the region out of the host's name, so that the name
of AWS has to lead to this host.
usage: awsiotpythonsdk-client.py WAY PORT ROOT CERTIFICATE KEY THING
WAY is mtls or websocket."""

import json
import socket
import sys
import threading

from AWSIoTPythonSDK.MQTTLib import AWSIoTMQTTShadowClient

way, port, root, certificate, key, thing = sys.argv[1:]
host = "a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com"
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda name, *rest, **more: resolve("127.0.0.1" if name == host else name, *rest, **more)


def say(*words):
    """A line at once: answers come on threads of the library."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def make(name):
    client = AWSIoTMQTTShadowClient(name, useWebsocket=way == "websocket")
    client.configureEndpoint(host, int(port))
    if way == "websocket":
        client.configureCredentials(root)
        client.configureIAMCredentials("AKIAVESPDESKEXAMPLE0", "vesp/on/the/desk/secret/access/key/EXAMPLE")
    else:
        client.configureCredentials(root, key, certificate)
    client.configureConnectDisconnectTimeout(20)
    client.configureMQTTOperationTimeout(20)
    try:
        say("connected", client.connect())
    except Exception as error:
        say("refused", type(error).__name__)
        sys.exit(1)
    return client


client = make(thing)

heard = threading.Event()


def received(_, __, message):
    say("message", message.topic, message.payload.decode())
    heard.set()


plain = client.getMQTTConnection()
say("subscribed", plain.subscribe("v1/echo", 1, received))
say("published", plain.publish("v1/echo", "hello", 1))
if not heard.wait(20):
    sys.exit("nothing heard")

def handler(client):
    return client.createShadowHandlerWithName(thing, True)


answers, changed = threading.Semaphore(0), threading.Event()


def answered(payload, status, _):
    say("shadow", status, *([json.loads(payload)["state"]] if status == "accepted" else []))
    answers.release()


def differs(payload, _, __):
    say("delta", json.loads(payload)["state"])
    changed.set()


def update(shadow, document):
    shadow.shadowUpdate(json.dumps(document), answered, 20)
    if not answers.acquire(timeout=20):
        sys.exit("no answer")


# A client ignores the delta of an update of its own: its version is that of the update.
listener, author = handler(client), handler(make(f"{thing}-author"))
listener.shadowRegisterDeltaCallback(differs)
update(author, {"state": {"desired": {"on": True}, "reported": {"on": False}}})
if not changed.wait(20):
    sys.exit("no delta")
update(author, {"state": 7})
client.disconnect()
