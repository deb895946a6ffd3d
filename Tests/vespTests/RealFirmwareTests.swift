import Emulation
import Foundation
import Inputs
import Testing
import TestSupport

/// Firmware that others built: what is said of it.
@Suite(
    .serialized,
    .timeLimit(.minutes(2)),
    .enabled(if: RealFirmware.isHere, "needs make test-firmware: firmware published on PyPI was not fetched")
)
struct RealFirmwareTests {
    private func lines(_ name: String) throws -> [String] {
        let result = try Tool.run(["identify", "\(RealFirmware.folder)/\(name)"])
        #expect(result.code == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    private func expect(_ wanted: [String], in lines: [String]) {
        for line in wanted { #expect(lines.contains(line), "\(line) is not in \(lines.joined(separator: "\n"))") }
    }

    @Test func `MicroPython on NONOS 2.0.0, as docs/identify.md shows it`() throws {
        let lines = try lines("micropython.bin")
        let document = try String(contentsOfFile: "\(Tool.packageRoot)/docs/identify.md", encoding: .utf8)
        let block = try #require(document.firstMatch(of: /```\nmicropython.bin.*\n((?s).*?)```/)?.1)
        let shown = block.split(separator: "\n").map(String.init)
        #expect(shown == Array(lines.dropFirst()))
        let facts = [
            "SDK        NONOS 2.0.0(5a875ba) of Aug  9 2016 15:12:27", "platform   MicroPython v1.9.4-113-g7d86ac6c",
            "TLS        axTLS", "symbols    none (stripped)", "flash      qio, 40 MHz, 512 KB by its header",
        ]
        expect(facts, in: lines)
    }

    @Test func `CircuitPython on the same SDK`() throws {
        let facts = [
            "SDK        NONOS 2.0.0(5a875ba) of Aug  9 2016 15:12:27",
            "platform   CircuitPython 3.0.0-beta.0-50-g9a6a5ea2d-dirty", "TLS        axTLS",
            "symbols    none (stripped)", "started by the boot ROM",
        ]
        expect(facts, in: try lines("circuitpython.bin"))
    }

    @Test func `an Arduino sketch behind eboot on NONOS 2.2.2`() throws {
        let facts = [
            "SDK        NONOS 2.2.2-dev(38a443e) of Jul  3 2019 15:53:05", "platform   Arduino",
            "TLS        none found",
            "started by eboot (Arduino)", "flash      dio, 40 MHz, 4096 KB by its header", "entry      0x401000c0",
            "0x000000       3,504  image: boot loader, eboot, checksum right",
        ]
        let lines = try lines("arduino.bin")
        expect(facts, in: lines)
        #expect(lines.contains { $0.contains("application, eboot's CRC right, checksum right for the bytes before") })
    }

    @Test func `an ESP32's flash is refused`() throws {
        let result = try Tool.run(["identify", "\(RealFirmware.folder)/esp32.bin"])
        #expect(result.code == 65 && result.output == "")
        let message = "vesp: \(RealFirmware.folder)/esp32.bin: an ESP32 image, not an ESP8266's (entry 0x400805a0)\n"
        #expect(result.errors == message)
    }

    /// The functions of the radio's calibration, which a run replaces by name, and the table that they are called through.
    private static let calibration = [
        "chip_v6_rxmax_ext", "chip_v6_set_chan_offset", "g_phyFuns", "noise_check_loop", "periodic_cal_top",
        "phy_adc_read_fast", "phy_afterwake_set_rfoption", "phy_change_channel", "phy_disable_agc", "phy_enable_agc",
        "phy_get_bb_evm", "phy_get_bb_freqoffset", "phy_get_vdd33", "phy_set_most_tpw", "phy_vdd33_set_tpw",
        "pm_open_rf", "pm_rtc_clock_cali", "pm_wait4wakeup", "pm_wakeup_init", "pm_wakeup_opt", "read_hw_noisefloor",
        "register_chipv6_phy", "sleep_reset_analog_rtcreg_8266", "test_tout", "tx_pwctrl_background",
    ]

    @Test(arguments: [
        ("micropython.bin", "NONOS 2.0.0(656edbf)", 0x3FFE_F008 as UInt32),
        ("circuitpython.bin", "NONOS 2.0.0(656edbf)", 0x3FFE_EFF8),
        ("arduino.bin", "NONOS 2.2.2-dev(38a443e)", 0x3FFE_9BE8),
    ])
    func `the functions of the radio's calibration are found by signatures`(
        name: String,
        library: String,
        table: UInt32
    ) throws {
        let locator = Locator(current: Tool.packageRoot, executable: Tool.executable.path)
        let findings = try SignatureSearch.symbols(
            ofFile: "\(RealFirmware.folder)/\(name)",
            tables: SignatureTable.shipped(by: locator)
        )
        #expect(findings.library == library && findings.matched > 700, "\(findings.description)")
        #expect(Self.calibration.filter { findings.symbols[$0] == nil } == [])
        #expect(findings.symbols["g_phyFuns"] == table)
    }
}
