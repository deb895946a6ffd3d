"""Boards with MicroPython on them, and runs of it."""

import os
import re

import pytest

import vesp

FIRMWARE = os.environ.get("VESP_TEST_FIRMWARE", "")
pytestmark = [
    pytest.mark.skipif(not FIRMWARE, reason="VESP_TEST_FIRMWARE names no MicroPython"),
    pytest.mark.vesp(firmware=FIRMWARE, pace="max"),
]
HANG = "exec('@micropython.asm_xtensa\\ndef f():\\n label(L)\\n j(L)'); f()\r"


def prompt(board):
    board.expect(">>> ", timeout=60)


def test_what_is_typed_is_answered(dut):
    prompt(dut)
    dut.write("'a', 6 * 7\r")
    assert dut.expect(r"\('a', (\d+)\)", chip_seconds=5)[1] == b"42"
    dut.write(b"print('b' * 3)\r")
    assert dut.expect_exact("\nbbb\r\n") == b"\nbbb\r\n"
    dut.write("print('se' + 'cond', 'fi' + 'rst')\r")
    assert dut.expect([re.compile(rb"\nfirst"), "\nsecond first"])[0] == b"\nsecond first"


def test_what_does_not_come_is_told_with_what_came(dut):
    prompt(dut)
    dut.write("print('some' + 'thing')\r")
    began = dut.seconds
    with pytest.raises(vesp.ExpectTimeout, match=r"b'else' did not come in 0.5 s on the chip.*something") as found:
        dut.expect("else", chip_seconds=0.5)
    assert b"something" in found.value.output and dut.seconds >= began + 0.5
    with pytest.raises(vesp.ExpectTimeout, match=r"b'x' or b'y' did not come in 0.1 s; what came"):
        dut.expect(["x", b"y"], timeout=0.1)


def test_pins_led_and_adc(dut):
    prompt(dut)
    dut.follow(pins=True)
    dut.write("from machine import Pin, ADC; led = Pin(2, Pin.OUT); led.value(0)\r")
    assert dut.wait_for("pin", pin=2, level=0)["seconds"] > 0
    assert dut.led and dut.pin(2) == 0 and dut.pin(6) is None
    for level, found in ((0, 0), (True, 1), (None, 1)):
        dut.drive(4, level)
        dut.write("'pin', Pin(4, Pin.IN).value()\r")
        dut.expect_exact(f"('pin', {found})")
    dut.adc(0.5)
    dut.write("'adc', ADC(0).read()\r")
    dut.expect_exact("('adc', 512)")
    with pytest.raises(vesp.Refused, match="adc: 'volts' must be a number from 0 to 1"):
        dut.adc(2)
    with pytest.raises(vesp.Refused, match="was given no network"):
        dut.access_point(False)
    with pytest.raises(ValueError, match="there is no GPIO17"):
        dut.pin(17)


def test_reset_and_power(dut, tmp_path):
    prompt(dut)
    dut.reset()
    assert dut.wait_for("boot")["cause"] == "external"
    prompt(dut)
    dut.power(False)
    assert dut.wait_for("power")["on"] is False
    assert not dut.state()["powered"]
    dut.power(True)
    assert dut.wait_for("boot")["cause"] == "power-on"
    prompt(dut)
    assert dut.state()["boots"] == 3


def test_a_bite_is_an_event(dut):
    prompt(dut)
    with pytest.raises(vesp.Timeout, match="no event 'bite' with"):
        dut.wait_for("bite", timeout=0.1, watchdog="software")
    dut.write(HANG)
    bite = dut.wait_for("bite", watchdog="software")
    assert dut.wait_for("boot")["seconds"] >= bite["seconds"]
    assert dut.state()["bites"] == 1


@pytest.mark.vesp(wifi="vesp:password")
def test_an_access_point_is_pulled_away(dut):
    prompt(dut)
    assert dut.state()["access_point"]
    dut.access_point(False)
    assert not dut.state()["access_point"]
    dut.access_point(True)
    assert dut.state()["access_point"]


def test_boards_side_by_side_end_when_they_are_closed(vesp_board, tmp_path):
    record = tmp_path / "record.json"
    first, second = vesp_board(json=record), vesp_board()
    prompt(first)
    prompt(second)
    assert first.close() == 0 and first.close() == 0
    assert '"repeatable" : false' in record.read_text()
    assert second.state()["powered"]
    with pytest.raises(vesp.BoardEnded):
        first.state()
    with pytest.raises(vesp.BoardEnded, match="the board ended before b'x' came"):
        first.expect("x")
    assert b">>> " in first.output


def test_a_board_ends_with_its_block_and_with_its_object():
    with vesp.Board(FIRMWARE) as board:
        process = board._process
    assert process.poll() == 0
    board = vesp.Board(FIRMWARE)
    process = board._process
    board._finalizer()
    assert process.poll() == 0


def test_a_run_has_a_record_and_an_exit_code():
    scenario = os.path.join(os.path.dirname(__file__), "../../Fixtures/user-firmware/micropython.yml")
    record = vesp.run(scenario)
    assert record.ok and record["verdict"]["ok"] and record.exit_code == 0
    record = vesp.run(scenario, time_limit=1)
    assert not record.ok and record.exit_code == 1 and record["verdict"]["reasons"]
    with pytest.raises(vesp.Timeout, match="the run took longer than 0.01 s"):
        vesp.run(scenario, timeout=0.01)
