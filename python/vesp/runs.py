"""Runs in simulated time."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Optional, Sequence, Union

from . import tool as tools
from .errors import Timeout, VespError


class Record(dict):
    """The record of a run (docs/json-report.md of vesp), with the tool's exit code: 0 for a good verdict, 1 for a bad one."""

    exit_code: int = 0

    @property
    def ok(self) -> bool:
        """Whether the verdict is good."""
        return self.exit_code == 0


def run(
    scenario: Union[str, "os.PathLike[str]", None] = None,
    *arguments: str,
    tool: Optional[str] = None,
    timeout: Optional[float] = None,
    cwd: Union[str, "os.PathLike[str]", None] = None,
    **options: object,
) -> Record:
    """Runs a scenario, an ELF file or a flash image by `vesp run`; its record.

    Options are those of the tool: `run("firmware.elf", clock=160, on_trip="observe", wifi="net:password")`. A trip or a failed
    handshake is no exception but a record whose `ok` is False. Raises `VespError` with the tool's line when there is no record,
    `Timeout` after `timeout` seconds of the host.
    """
    place: Sequence[str] = [] if scenario is None else [os.fspath(scenario)]
    command = [tools.find(tool), "run", *place, *arguments, *tools.options(options), "--json", "-"]
    try:
        result = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, cwd=cwd
        )
    except subprocess.TimeoutExpired:
        raise Timeout(f"the run took longer than {timeout} s") from None
    if result.returncode not in (0, 1):
        raise tools.complaint(result.stderr, result.returncode)
    try:
        record = Record(json.loads(result.stdout))
    except ValueError:
        raise VespError("the tool wrote no record", result.returncode) from None
    record.exit_code = result.returncode
    return record
