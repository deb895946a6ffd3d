"""The two connections to a board: its controls, and its serial line. Each is read by a thread of its own, so that the board never
waits for a program that does something else."""

from __future__ import annotations

import collections
import json
import socket
import threading
import time
from typing import Any, Deque, Dict, Optional

from .errors import BoardEnded, Refused, Timeout

Message = Dict[str, Any]


class ControlLine:
    """Requests and events, as lines of JSON."""

    #: Events that wait for somebody; older ones are forgotten.
    MOST_EVENTS = 10_000

    def __init__(self, port: int):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._socket.settimeout(None)
        self._changed = threading.Condition()
        self._request = threading.Lock()
        self._answers: Deque[Message] = collections.deque()
        self._events: Deque[Message] = collections.deque(maxlen=self.MOST_EVENTS)
        self._is_open = True
        self._number = 0
        threading.Thread(target=self._read, daemon=True, name="vesp control").start()

    def _read(self) -> None:
        with self._socket.makefile("rb") as lines:
            try:
                for line in lines:
                    self._take(json.loads(line))
            except (OSError, ValueError):
                pass
        with self._changed:
            self._is_open = False
            self._changed.notify_all()

    def _take(self, message: Message) -> None:
        with self._changed:
            if "ok" in message:
                self._answers.append(message)
            elif "event" in message:
                self._events.append(message)
            self._changed.notify_all()

    def ask(self, do: str, timeout: float = 30, **keys: Any) -> Message:
        """The answer to a request; `Refused` when it was not done."""
        with self._request:
            self._number += 1
            number = self._number
            text = json.dumps({"do": do, "id": number, **keys}) + "\n"
            try:
                self._socket.sendall(text.encode())
            except OSError:
                raise BoardEnded(f"{do}: the board has ended") from None
            answer = self._answer(do, number, timeout)
        if not answer["ok"]:
            raise Refused(answer["error"])
        return answer

    def _answer(self, do: str, number: int, timeout: float) -> Message:
        end = time.monotonic() + timeout
        with self._changed:
            while True:
                while self._answers:
                    answer = self._answers.popleft()
                    # An older one belongs to somebody who has given it up.
                    if answer.get("id") == number:
                        return answer
                if not self._is_open:
                    raise BoardEnded(f"{do}: the board has ended")
                if not self._changed.wait(end - time.monotonic()) and time.monotonic() >= end:
                    raise Timeout(f"{do}: no answer in {timeout} s")

    def take_event(self, name: str, keys: Message, timeout: float) -> Optional[Message]:
        """The first event of that name with those values that nobody has taken; nothing after `timeout`.

        Those of the same name before it count as seen."""
        end = time.monotonic() + timeout
        with self._changed:
            while True:
                found = self._first(name, keys)
                if found is not None:
                    return found
                if not self._is_open:
                    raise BoardEnded(f"{name}: the board has ended")
                if not self._changed.wait(end - time.monotonic()) and time.monotonic() >= end:
                    return None

    def _first(self, name: str, keys: Message) -> Optional[Message]:
        for index, event in enumerate(self._events):
            if event["event"] == name and all(event.get(key) == value for key, value in keys.items()):
                rest = [other for place, other in enumerate(self._events) if place > index or other["event"] != name]
                self._events.clear()
                self._events.extend(rest)
                return event
        return None

    def close(self) -> None:
        """Hangs up."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()


class SerialLine:
    """The bytes of UART0."""

    #: Bytes that wait for somebody who expects something; older ones are forgotten.
    MOST_BYTES = 8 << 20

    def __init__(self, port: int):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._socket.settimeout(None)
        self.changed = threading.Condition()
        #: What nobody has expected yet.
        self.pending = bytearray()
        #: All that came, as far as it is kept.
        self.log = bytearray()
        self.is_open = True
        threading.Thread(target=self._read, daemon=True, name="vesp serial").start()

    def _read(self) -> None:
        while True:
            try:
                data = self._socket.recv(65536)
            except OSError:
                data = b""
            with self.changed:
                self.is_open = bool(data)
                for buffer in (self.pending, self.log):
                    buffer += data
                    del buffer[: max(0, len(buffer) - self.MOST_BYTES)]
                self.changed.notify_all()
            if not data:
                return

    def write(self, data: bytes) -> None:
        """Types `data`."""
        try:
            self._socket.sendall(data)
        except OSError:
            raise BoardEnded("serial: the board has ended") from None

    def close(self) -> None:
        """Hangs up."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()
