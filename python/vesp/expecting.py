"""Patterns, and waiting for them on a serial line."""

from __future__ import annotations

import re
import time
from typing import Callable, List, Optional, Sequence, Union

from .errors import BoardEnded, ExpectTimeout
from .lines import SerialLine

#: Regular expressions, as pytest-embedded has them: text, bytes, or compiled.
Pattern = Union[str, bytes, "re.Pattern[str]", "re.Pattern[bytes]"]


def compiled(pattern: Pattern) -> "re.Pattern[bytes]":
    """The pattern, to be searched for in bytes; a dot is any of them, as in pexpect."""
    if isinstance(pattern, str):
        return re.compile(pattern.encode(), re.DOTALL)
    if isinstance(pattern, bytes):
        return re.compile(pattern, re.DOTALL)
    if isinstance(pattern.pattern, str):
        return re.compile(pattern.pattern.encode(), pattern.flags & ~re.UNICODE)
    return pattern  # type: ignore[return-value]


def compiled_all(patterns: Union[Pattern, Sequence[Pattern]]) -> List["re.Pattern[bytes]"]:
    """One pattern, or several of which the one that is first on the line counts."""
    several = patterns if isinstance(patterns, (list, tuple)) else [patterns]
    return [compiled(pattern) for pattern in several]


class Clock:
    """Says when waiting is over: after seconds of the host, or of the chip."""

    #: Between two questions what time it is on the chip.
    PERIOD = 0.05

    def __init__(self, timeout: float, chip_seconds: Optional[float], now: Callable[[], float]):
        self._end = time.monotonic() + timeout
        self._now = now
        self._chip_end = None if chip_seconds is None else now() + chip_seconds
        self._limits = f"{timeout} s" if chip_seconds is None else f"{chip_seconds} s on the chip, or {timeout} s"

    def is_over(self) -> bool:
        """Whether it is too late."""
        return time.monotonic() >= self._end or (self._chip_end is not None and self._now() >= self._chip_end)

    def period(self) -> float:
        """How long to wait before it is asked again."""
        rest = max(0.0, self._end - time.monotonic())
        return rest if self._chip_end is None else min(rest, self.PERIOD)

    def __str__(self) -> str:
        return self._limits


def expect(line: SerialLine, patterns: List["re.Pattern[bytes]"], clock: Clock) -> "re.Match[bytes]":
    """The first match on the line; what stands before its end is taken off."""
    is_last = False
    while True:
        with line.changed:
            found = [match for match in (pattern.search(line.pending) for pattern in patterns) if match]
            if found:
                first = min(found, key=lambda match: match.start())
                # A match of a buffer that goes on changing would change, too.
                start, end = first.span()
                head = bytes(line.pending[:end])
                match = first.re.search(head, start) or first.re.search(bytes(line.pending), start)
                del line.pending[:end]
                assert match is not None
                return match
            if is_last or not line.is_open:
                raise _failure(patterns, clock, bytes(line.pending), line.is_open)
            line.changed.wait(clock.period())
        if clock.is_over():
            # What was said in time may still be on its way from the other thread.
            is_last = True
            with line.changed:
                line.changed.wait(Clock.PERIOD)


def _failure(patterns: List["re.Pattern[bytes]"], clock: Clock, output: bytes, is_open: bool) -> Exception:
    wanted = " or ".join(repr(pattern.pattern) for pattern in patterns)
    came = repr(output[-500:]) if output else "nothing"
    if not is_open:
        return BoardEnded(f"the board ended before {wanted} came; what came: {came}")
    return ExpectTimeout(f"{wanted} did not come in {clock}; what came: {came}", output)
