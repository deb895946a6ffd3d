"""Where the tool is, and what it says when it refuses."""

from __future__ import annotations

import os
import shutil
from typing import List, Mapping, Optional

from .errors import VespError


def find(tool: Optional[str] = None) -> str:
    """Path of the tool: `tool`, else VESP_TOOL, else the first `vesp` on the PATH."""
    wanted = tool or os.environ.get("VESP_TOOL")
    if wanted:
        found = shutil.which(wanted)
        if not found:
            raise VespError(f"{wanted}: is no program (tool, or VESP_TOOL)")
        return os.path.abspath(found)
    found = shutil.which("vesp")
    if not found:
        raise VespError("there is no vesp on the PATH; VESP_TOOL names it, too")
    return found


def options(values: Mapping[str, object]) -> List[str]:
    """Options of the command line: `on_trip="observe"` is `--on-trip observe`, True a flag, a list the option repeated."""
    arguments: List[str] = []
    for name, value in values.items():
        option = "--" + name.replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            arguments.append(option)
            continue
        for item in value if isinstance(value, (list, tuple)) else [value]:
            arguments += [option, os.fspath(item) if isinstance(item, os.PathLike) else str(item)]
    return arguments


def complaint(stderr: bytes, exit_code: int) -> VespError:
    """The error that the tool ended with."""
    lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.startswith("vesp: ")]
    message = lines[-1][len("vesp: "):] if lines else f"the tool ended with exit code {exit_code}"
    return VespError(message, exit_code)
