"""A board on the desk: `vesp board`, its controls and its serial line."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import tempfile
import threading
import time
import weakref
from typing import Any, Dict, IO, List, Optional, Sequence, Type, Union

from . import expecting
from . import tool as tools
from .errors import Timeout, VespError
from .lines import ControlLine, SerialLine

Path = Union[str, "os.PathLike[str]"]


class Board:
    """A virtual ESP8266 that runs until it is closed: `with vesp.Board("firmware.bin") as board:`.

    Whatever happens, the process ends with the object. Times are seconds of the host, unless they are called `chip_seconds`.
    """

    def __init__(
        self,
        firmware: Optional[Path] = None,
        *,
        flash: Optional[Path] = None,
        wifi: Optional[str] = None,
        pace: Union[float, str, None] = None,
        json: Optional[Path] = None,
        arguments: Sequence[str] = (),
        tool: Optional[str] = None,
        cwd: Optional[Path] = None,
        start_timeout: float = 60,
        **options: object,
    ):
        """Starts a board and waits until it can be used.

        `firmware`: an ELF file, a flash image or a scenario; none for what stands in `flash`, or a blank chip. `flash`: the file
        that is the flash chip. `wifi`: the network that the device knows, "name:password" or "name". `pace`: simulated seconds per
        second, or "max"; 1 without it. `json`: where the record goes at the end. Other options are those of `vesp board`:
        `crystal=40`, `download=True`, `seed=7`.
        """
        place: List[str] = [] if firmware is None else [os.fspath(firmware)]
        known = {"flash": flash, "wifi": wifi, "pace": pace, "json": json}
        command = [tools.find(tool), "board", *place, *tools.options({**known, **options}), *arguments]
        command += ["--serial", "tcp:0", "--control", "0"]
        self._errors: IO[bytes] = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._errors, cwd=cwd
        )
        self._finalizer = weakref.finalize(self, _end, self._process)
        try:
            serial, control = self._ports(start_timeout)
            self._serial = SerialLine(serial)
            self._control = ControlLine(control)
            self._control.ask("follow", events=True)
        except BaseException:
            self._finalizer()
            raise

    def _ports(self, timeout: float) -> List[int]:
        lines: "queue.Queue[bytes]" = queue.Queue()
        threading.Thread(target=_read_lines, args=(self._process.stdout, lines), daemon=True).start()
        ports: Dict[bytes, int] = {}
        end = time.monotonic() + timeout
        while not {b"serial", b"control"} <= ports.keys():
            try:
                line = lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise Timeout(f"the board was not ready in {timeout} s") from None
            if not line:
                raise self._complaint()
            match = re.fullmatch(rb"(serial socket|control).*:(\d+)\s*", line)
            if match:
                ports[match[1].split()[0]] = int(match[2])
        return [ports[b"serial"], ports[b"control"]]

    def _complaint(self) -> VespError:
        code = self._process.wait()
        self._errors.seek(0)
        return tools.complaint(self._errors.read(), code)

    def __enter__(self) -> "Board":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Any, trace: Any) -> None:
        self.close()

    def close(self) -> int:
        """Ends the board, by force if it must be; its exit code. Twice does no harm."""
        if self._process.poll() is None:
            try:
                self._control.ask("quit", timeout=5)
                self._process.wait(timeout=10)
            except (VespError, subprocess.TimeoutExpired):
                pass
        self._finalizer()
        self._control.close()
        self._serial.close()
        self._errors.close()
        return self._process.returncode

    # What it is like

    def state(self) -> Dict[str, Any]:
        """All that is known of the board now (docs/control.md of vesp)."""
        return self._control.ask("state")["state"]

    @property
    def seconds(self) -> float:
        """Time on the chip."""
        return self.state()["seconds"]

    @property
    def led(self) -> bool:
        """Whether the LED shines."""
        return self.state()["led"]

    def pin(self, number: int) -> Optional[int]:
        """Level of GPIO0 to GPIO16: 0, 1, or None where it is not known."""
        for pin in self.state()["pins"]:
            if pin["pin"] == number:
                return pin["level"]
        raise ValueError(f"there is no GPIO{number}")

    # What is done to it

    def drive(self, number: int, level: Optional[int]) -> None:
        """Holds GPIO0 to GPIO15 at 0 or 1 from outside; None lets go of it."""
        self._control.ask("drive", pin=number, level=None if level is None else int(level))

    def adc(self, volts: float) -> None:
        """The voltage at TOUT, 0 to 1."""
        self._control.ask("adc", volts=volts)

    def reset(self) -> None:
        """Presses and releases the reset button."""
        self._control.ask("reset")

    def power(self, on: bool) -> None:
        """Cuts the power, or gives it back: all but the flash is lost. While it is off, time on the chip stands still."""
        self._control.ask("power", on=bool(on))

    def access_point(self, present: bool) -> None:
        """Pulls the access point away, or brings it back."""
        self._control.ask("access_point", present=bool(present))

    # Its serial line

    def write(self, text: Union[str, bytes]) -> None:
        """Types at the serial line."""
        self._serial.write(text.encode() if isinstance(text, str) else bytes(text))

    def expect(
        self,
        pattern: Union[expecting.Pattern, Sequence[expecting.Pattern]],
        timeout: Optional[float] = None,
        *,
        chip_seconds: Optional[float] = None,
    ) -> "re.Match[bytes]":
        """Waits for a regular expression (text, bytes or compiled) on the serial line; its match, of bytes.

        Of several the one that is first counts. What stands before the end of the match is not looked at again. `chip_seconds`
        limits the time on the chip; `timeout` is 30 s then, too, unless it is given: 300 s. Raises `ExpectTimeout`, which says what
        came instead, or `BoardEnded`.
        """
        patterns = expecting.compiled_all(pattern)
        limit = timeout if timeout is not None else 30 if chip_seconds is None else 300
        return expecting.expect(self._serial, patterns, expecting.Clock(limit, chip_seconds, lambda: self.seconds))

    def expect_exact(
        self, text: Union[str, bytes], timeout: Optional[float] = None, *, chip_seconds: Optional[float] = None
    ) -> bytes:
        """Waits for that very text; returns it."""
        data = text.encode() if isinstance(text, str) else bytes(text)
        return self.expect(re.escape(data), timeout, chip_seconds=chip_seconds)[0]

    @property
    def output(self) -> bytes:
        """All that came on the serial line, the last 8 MiB of it."""
        with self._serial.changed:
            return bytes(self._serial.log)

    # What happens

    def follow(self, *, console: Optional[bool] = None, pins: Optional[bool] = None) -> None:
        """Has `wait_for` hear of lines of the console and of changes of pins, too. Boots, bites and exceptions it always does."""
        wanted = {"console": console, "pins": pins}
        self._control.ask("follow", **{key: value for key, value in wanted.items() if value is not None})

    def wait_for(self, event: str, timeout: float = 30, **values: Any) -> Dict[str, Any]:
        """Waits for an event that nobody has waited for yet: "boot", "bite", "exception", "power", after `follow` also "pin"
        and "console". `values` are what it must have: `wait_for("bite", watchdog="software")`. Raises `Timeout`."""
        found = self._control.take_event(event, values, timeout)
        if found is None:
            raise Timeout(f"no event '{event}' with {values} in {timeout} s" if values else f"no event '{event}' in {timeout} s")
        return found


def _read_lines(stream: IO[bytes], lines: "queue.Queue[bytes]") -> None:
    """Hands over every line, and an empty one at the end."""
    with stream:
        for line in stream:
            lines.put(line)
    lines.put(b"")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends a process: as Ctrl-C does, then by force."""
    for number in (signal.SIGINT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            continue
