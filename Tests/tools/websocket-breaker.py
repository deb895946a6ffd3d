"""WebSockets that break RFC 6455 or MQTT 3.1.1 section 6, a connection each: the status of the server's close frame.
usage: websocket-breaker.py PORT ROOT"""

import base64
import os
import socket
import ssl
import struct
import sys
import urllib.parse

sys.argv, (port, root) = sys.argv[:1], sys.argv[1:]
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def opened():
    request = AWSRequest("GET", f"https://localhost:{port}/mqtt", headers={"host": f"localhost:{port}"})
    keys = Credentials("AKIAVESPDESKEXAMPLE0", "vesp/on/the/desk/secret/access/key/EXAMPLE")
    SigV4QueryAuth(keys, "iotdevicegateway", "us-east-1", expires=300).add_auth(request)
    target = urllib.parse.urlsplit(request.url)
    context = ssl.create_default_context(cafile=root)
    line = context.wrap_socket(socket.create_connection(("localhost", int(port)), 10), server_hostname="localhost")
    key = base64.b64encode(os.urandom(16)).decode()
    line.sendall((
        f"GET {target.path}?{target.query} HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: mqttv3.1, mqtt\r\n\r\n"
    ).encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += line.recv(1) or sys.exit(f"closed: {head}")
    fields = head.decode().lower()
    assert fields.startswith("http/1.1 101") and "sec-websocket-protocol: mqttv3.1\r\n" in fields, fields
    assert "sec-websocket-extensions" not in fields
    return line


def frame(opcode, payload, masked=True, final=True, length=None):
    length = len(payload) if length is None else length
    size = bytes([length]) if length < 126 else b"\x7e" + struct.pack(">H", length) if length < 65536 \
        else b"\x7f" + struct.pack(">Q", length)
    head = bytes([(0x80 if final else 0) | opcode, size[0] | (0x80 if masked else 0)]) + size[1:]
    mask = os.urandom(4) if masked else b""
    return head + mask + (bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload)) if masked else payload)


def answer(line):
    head = line.recv(2)
    return head[0] & 15, line.recv(head[1]) if head[1] else b""


def status(name, *frames):
    line = opened()
    line.sendall(b"".join(frames))
    opcode, payload = answer(line)
    print(name, struct.unpack(">H", payload)[0] if opcode == 8 else f"opcode {opcode}")


status("text", frame(1, b"hello"))
status("unmasked", frame(2, b"hello", masked=False))
status("too long", frame(2, b"x" * 1000, length=1 << 40))
status("continuation first", frame(0, b"hello"))
line = opened()
line.sendall(frame(9, b"here"))
print("ping", "pong" if answer(line) == (10, b"here") else "nothing")
status("close", frame(8, struct.pack(">H", 1000)))
line = opened()
connect = bytes.fromhex("101200044d5154540402003c0006") + b"parted"
for at in range(len(connect)):
    line.sendall(frame(0 if at else 2, connect[at:at + 1], final=at == len(connect) - 1))
opcode, payload = answer(line)
print("split", "CONNACK" if (opcode, payload[:1]) == (2, b"\x20") else "nothing", payload[-1])
