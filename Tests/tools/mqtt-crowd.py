"""MQTT clients by Python's ssl: mqtt-crowd.py PORT CERTIFICATES all COUNT | deaf MESSAGES

all: COUNT clients subscribe, the first publishes, all must get it; prints how many did.
deaf: one subscribes and stops to read, another publishes MESSAGES of 100 KB; prints whether the first was dropped.
"""

import socket
import ssl
import sys


def packet(kind, body):
    length, count = b"", len(body)
    while True:
        length += bytes([count % 128 | (128 if count > 127 else 0)])
        count //= 128
        if not count:
            return bytes([kind]) + length + body


def text(value):
    return len(value).to_bytes(2, "big") + value


class Client:
    def __init__(self, port, folder, name):
        context = ssl.create_default_context(cafile=f"{folder}/root-ca.pem")
        context.load_cert_chain(f"{folder}/device-p256.pem", f"{folder}/device-p256.key.pem")
        plain = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket = context.wrap_socket(plain, server_hostname="localhost")
        self.socket.sendall(packet(0x10, text(b"MQTT") + b"\x04\x02\x00\x3c" + text(name)))
        assert self.receive() == (0x20, b"\x00\x00")

    def exactly(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def receive(self):
        kind, length, shift = self.exactly(1)[0], 0, 0
        while True:
            byte = self.exactly(1)[0]
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return kind, self.exactly(length)

    def subscribe(self, topic):
        self.socket.sendall(packet(0x82, b"\x00\x01" + text(topic) + b"\x01"))
        assert self.receive() == (0x90, b"\x00\x01\x01")

    def publish(self, topic, payload):
        self.socket.sendall(packet(0x32, text(topic) + b"\x00\x02" + payload))

    def ping(self):
        self.socket.sendall(packet(0xC0, b""))


def everybody(port, folder, count):
    clients = [Client(port, folder, b"client-%d" % number) for number in range(count)]
    for client in clients:
        client.subscribe(b"all")
    clients[0].publish(b"all", b"hello")
    expected = text(b"all")
    heard = 0
    for client in clients:
        packets = [client.receive() for _ in range(2 if client is clients[0] else 1)]
        heard += any(kind & 0xF6 == 0x32 and body[:5] == expected and body[7:] == b"hello" for kind, body in packets)
    print(heard)


def deaf(port, folder, count):
    listener, speaker = Client(port, folder, b"deaf"), Client(port, folder, b"speaker")
    listener.socket.sendall(packet(0x82, b"\x00\x01" + text(b"noise") + b"\x00"))
    assert listener.receive() == (0x90, b"\x00\x01\x00")
    for _ in range(count):
        speaker.publish(b"noise", bytes(100_000))
        speaker.receive()
    try:
        while True:
            listener.receive()
            listener.ping()
    except (EOFError, OSError):
        print("dropped")


{"all": everybody, "deaf": deaf}[sys.argv[3]](int(sys.argv[1]), sys.argv[2], int(sys.argv[4]))
