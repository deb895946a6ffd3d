"""What needs no board."""

import re

import pytest

import vesp
from vesp import expecting, tool


def test_a_tool_that_is_none_is_named(monkeypatch):
    with pytest.raises(vesp.VespError, match="nowhere/vesp: is no program"):
        vesp.run("a.yml", tool="nowhere/vesp")
    monkeypatch.setenv("VESP_TOOL", "nowhere/other")
    with pytest.raises(vesp.VespError, match="nowhere/other: is no program"):
        tool.find()
    monkeypatch.delenv("VESP_TOOL")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(vesp.VespError, match="there is no vesp on the PATH"):
        tool.find()


def test_options_are_those_of_the_command_line():
    assert tool.options({"on_trip": "observe", "verbose": True, "quiet": False, "seed": None, "clock": 160}) == [
        "--on-trip", "observe", "--verbose", "--clock", "160",
    ]
    assert tool.options({"serial": ["pty", "tcp:0"]}) == ["--serial", "pty", "--serial", "tcp:0"]


@pytest.mark.parametrize("pattern", ["(é|x).y", "(é|x).y".encode(), re.compile("(é|x).y", re.DOTALL)])
def test_patterns_are_searched_for_in_bytes(pattern):
    match = expecting.compiled(pattern).search("aé\ny".encode())
    assert match and match[1] == "é".encode()


def test_what_the_tool_refuses_is_an_exception_with_its_line():
    with pytest.raises(vesp.VespError, match=r"^none\.bin: no such file$") as found:
        vesp.Board("none.bin")
    assert found.value.exit_code == 66
    with pytest.raises(vesp.VespError, match="--pace 'slow' is neither max nor a number"):
        vesp.Board("none.bin", pace="slow")
    with pytest.raises(vesp.VespError, match=r"^none\.yml: no such file$"):
        vesp.run("none.yml")
