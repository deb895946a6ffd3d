"""The pytest plugin: fixtures `vesp_board` and `dut`, marker `vesp`, options `--vesp-…` and ini values `vesp_…`."""

from __future__ import annotations

import os
from typing import Any, Callable, Dict, Iterator, List

import pytest

from .board import Board

#: What options, ini values and the marker set, and what it means.
SETTINGS = {
    "firmware": "firmware of the board: ELF file, flash image or scenario",
    "flash": "file that is its flash chip",
    "wifi": "network that it knows: name or name:password",
    "pace": "simulated seconds per second, or max",
    "tool": "path of the tool; else VESP_TOOL, else the PATH",
}

_boards = pytest.StashKey[List[Board]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("vesp", "a virtual ESP8266")
    for name, meaning in SETTINGS.items():
        group.addoption(f"--vesp-{name}", default=None, help=meaning)
        parser.addini(f"vesp_{name}", meaning, default="")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "vesp(**settings): how the board of `dut` and `vesp_board` is started (vesp.Board)")


def _from_ini(config: pytest.Config, name: str, value: str) -> str:
    """A path of an ini file begins where that stands, as pytest's own do."""
    is_path = name in ("firmware", "flash") or (name == "tool" and os.sep in value)
    return os.path.join(config.rootpath, value) if is_path else value


def _settings(request: pytest.FixtureRequest) -> Dict[str, Any]:
    """Ini values, over them options, over those the marker."""
    config = request.config
    settings: Dict[str, Any] = {}
    for name in SETTINGS:
        value = config.getini(f"vesp_{name}")
        if value:
            settings[name] = _from_ini(config, name, value)
        option = config.getoption(f"--vesp-{name}")
        if option is not None:
            settings[name] = option
    for marker in reversed(list(request.node.iter_markers("vesp"))):
        settings.update(marker.kwargs)
    return settings


@pytest.fixture
def vesp_board(request: pytest.FixtureRequest) -> Iterator[Callable[..., Board]]:
    """Starts boards that end with the test: `vesp_board("firmware.bin", wifi="net")`. What is not given comes from the marker, the
    options and the ini file."""
    boards: List[Board] = []
    request.node.stash[_boards] = boards

    def start(firmware: Any = None, **settings: Any) -> Board:
        merged = {**_settings(request), **settings}
        if firmware is not None:
            merged["firmware"] = firmware
        board = Board(**merged)
        boards.append(board)
        return board

    yield start
    for board in boards:
        board.close()


@pytest.fixture
def dut(request: pytest.FixtureRequest, vesp_board: Callable[..., Board]) -> Board:
    """The board of this test, with the firmware that the marker, an option or the ini file names."""
    settings = _settings(request)
    if not settings.get("firmware") and not settings.get("flash"):
        pytest.fail("dut: no firmware: --vesp-firmware, vesp_firmware of the ini file, or @pytest.mark.vesp(firmware=…)", False)
    return vesp_board()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Shows what the boards of a failed test printed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if call.when != "call" or not report.failed:
        return
    for number, board in enumerate(item.stash.get(_boards, []), 1):
        text = board.output[-20_000:].decode("utf-8", "replace").replace("\r\n", "\n")
        report.sections.append((f"serial line of board {number}", text))
