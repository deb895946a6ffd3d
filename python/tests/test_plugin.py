"""The plugin, in a pytest of its own."""

import os

import pytest

pytest_plugins = ["pytester"]
FIRMWARE = os.environ.get("VESP_TEST_FIRMWARE", "")
pytestmark = pytest.mark.skipif(not FIRMWARE, reason="VESP_TEST_FIRMWARE names no MicroPython")
TEST = "def test(dut):\n    dut.expect('>>> ', timeout=60)\n"
PLUGIN = ("-p", "vesp.pytest_plugin", "-p", "no:cacheprovider")


def test_firmware_comes_from_the_ini_file_as_seen_from_there(pytester):
    os.symlink(FIRMWARE, pytester.path / "firmware.bin")
    pytester.makeini("[pytest]\nvesp_firmware = firmware.bin\nvesp_pace = max\n")
    folder = pytester.mkdir("tests")
    (folder / "test_it.py").write_text(TEST)
    pytester.runpytest_subprocess(*PLUGIN, "tests").assert_outcomes(passed=1)


def test_an_option_goes_before_the_ini_file_and_a_marker_before_both(pytester):
    pytester.makeini("[pytest]\nvesp_firmware = none.bin\nvesp_pace = max\n")
    pytester.makepyfile(
        TEST + "import pytest\n@pytest.mark.vesp(firmware='other.bin')\ndef test_marked(dut):\n    pass\n"
    )
    result = pytester.runpytest_subprocess(*PLUGIN, f"--vesp-firmware={FIRMWARE}")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*VespError: other.bin: no such file*"])


def test_without_firmware_it_says_how_to_name_one(pytester):
    pytester.makepyfile(TEST)
    result = pytester.runpytest_subprocess(*PLUGIN)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["dut: no firmware: --vesp-firmware*"])


def test_a_failed_test_shows_what_the_board_printed(pytester):
    pytester.makepyfile(TEST + "    assert False\n")
    result = pytester.runpytest_subprocess(*PLUGIN, f"--vesp-firmware={FIRMWARE}", "--vesp-pace=max")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*serial line of board 1*", "MicroPython v1.9.4*"])
