"""What goes wrong, as exceptions."""

from __future__ import annotations

from typing import Optional


class VespError(Exception):
    """What the tool says went wrong, in its one line; `exit_code` is the tool's, where it ended with one."""

    def __init__(self, message: str, exit_code: Optional[int] = None):
        super().__init__(message)
        self.exit_code = exit_code


class Refused(VespError):
    """The board did not do what it was asked to, and says why."""


class BoardEnded(VespError):
    """There is no board any more."""


class Timeout(VespError):
    """What was waited for did not come in time."""


class ExpectTimeout(Timeout):
    """A pattern did not come in time; `output` is what came instead."""

    def __init__(self, message: str, output: bytes):
        super().__init__(message)
        self.output = output
