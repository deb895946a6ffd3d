import Foundation
import Record
import Reports
import Testing
import TestSupport

/// Where scripts/fetch-test-firmware.sh leaves what others built, and what else a run of it needs.
enum TestFirmware {
    static let folder = "\(Tool.packageRoot)/.build/test-firmware"
    static let micropython = "\(folder)/micropython.bin"
    static let missing: Comment = "needs make test-firmware: firmware published on PyPI was not fetched"
    static var isHere: Bool {
        Tool.hasFirmware && FileManager.default.fileExists(atPath: "\(folder)/esp32.bin")
    }
}

/// Unmodified firmware that others built, run as a user does.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: TestFirmware.isHere, TestFirmware.missing))
struct UserFirmwareTests {
    /// Not yet to the prompt, which comes when the network is up.
    private static let boot = ["run", TestFirmware.micropython, "--time-limit", "0.4"]

    private func record(_ arguments: [String], code: Int32 = 0) throws -> RunRecord {
        let result = try Tool.run(arguments + ["--json", "-"])
        #expect(result.code == code, "\(result.errors)")
        return try JSONReport.record(result.output)
    }

    @Test func `MicroPython, CircuitPython and an Arduino sketch do on the board what their scenarios expect`() throws {
        let result = try Tool.run(["check", "Fixtures/user-firmware"])
        #expect(result.code == 0, "\(result.output)\(result.errors)")
    }

    @Test func `the LED goes on and off as MicroPython writes its pin, active low`() throws {
        let record = try record(["run", "Fixtures/user-firmware/micropython.yml"])
        let pins = record.timeline.pins.filter { $0.pin == 2 }
        let on = try #require(record.led.firstIndex { $0.on })
        let lit = record.led[on]
        #expect(pins.contains { $0.at == lit.at && !$0.high })
        let off = try #require(record.led.dropFirst(on + 1).first)
        #expect(!off.on && off.at > lit.at && pins.contains { $0.at == off.at && $0.high })
        #expect(record.boots.count == 2 && record.trips.isEmpty)
    }

    @Test func `a loop that nothing feeds meanwhile is bitten by the SDK's watchdog, with a post-mortem`() throws {
        let record = try record(["run", "Fixtures/user-firmware/micropython-hang.yml"], code: 1)
        let trip = try #require(record.trips.first)
        #expect(record.trips.count == 1 && trip.watchdog == .soft)
        #expect(trip.registers.keys.sorted() == RunRecord.Trip.registerNames.sorted())
        // MicroPython calls the function through a13, and its only instruction behind the frame is a jump to itself.
        func value(_ name: String) throws -> UInt32 {
            try #require(UInt32(trip.registers[name]?.dropFirst(2) ?? "", radix: 16))
        }
        let pc = try value("pc"), function = try value("a13")
        #expect((0x4010_0000..<0x4010_8000).contains(pc) && pc >= function && pc < function + 32)
        #expect(trip.backtrace.first?.address == trip.registers["pc"])
        #expect(record.boots.count == 2 && record.boots.last?.romCause == 2 && record.boots.last?.sdkReason == 3)
    }

    @Test func `two runs give the same bytes of record and console`() throws {
        let arguments = ["run", "Fixtures/user-firmware/micropython.yml", "--json", "-", "--verbose"]
        let first = try Tool.run(arguments), second = try Tool.run(arguments)
        #expect(first.output == second.output && first.errors == second.errors)
        #expect(first.errors.contains("1267650600228229401496703205376"))
    }

    @Test func `three engines agree on MicroPython's boot`() throws {
        let outputs = try ["generated", "interpreted", "reference"].map {
            try Tool.run(["run", TestFirmware.micropython, "--time-limit", "5", "--json", "-", "--engine", $0])
        }
        #expect(outputs[0].code == 0 && outputs[0].output.contains(">>> "))
        #expect(outputs[1].output == outputs[0].output, "interpreted differs from generated")
        #expect(outputs[2].output == outputs[0].output, "reference differs from generated")
    }

    @Test func `a next run finds in the flash what the last one left there`() throws {
        let scratch = try Scratch()
        let kept = "\(scratch.path)/kept.bin"
        let first = try Tool.run(["run", "Fixtures/user-firmware/micropython.yml", "--flash-out", kept])
        #expect(first.code == 0, "\(first.output)\(first.errors)")
        let scenario = try scratch.file(
            "next.yml",
            """
            firmware: kept.bin
            time_limit_s: 20
            serial:
              - {after: ">>> ", send: "open('a.txt').read()\\r"}
            expect: {serial_contains: ["'kept'"]}
            """
        )
        let second = try Tool.run(["check", scenario])
        #expect(second.code == 0, "\(second.output)\(second.errors)")
    }

    @Test func `flags change the chip that the firmware's header speaks of`() throws {
        let plain = try record(Self.boot)
        let changed = try record(Self.boot + ["--flash-mode", "dout", "--cache", "16", "--flash-size", "1MB"])
        func board(_ record: RunRecord) -> [String] {
            ["flash.mode", "cache.size"].compactMap { name in record.parameters.first { $0.name == name }?.value }
        }
        #expect(board(plain) == ["qio", "32"] && board(changed) == ["dout", "16"])
        #expect(changed.firmware?.flashSize == 1 << 20 && plain.firmware?.flashSize == 4 << 20)
        // A slower flash behind a smaller cache: less is done in the same time.
        #expect(changed.instructions < plain.instructions)
        #expect(!plain.parameters.contains { $0.group == "tls" || $0.group == "wifi" })
    }

    @Test func `the CPU clock is what the firmware chooses, or what the scenario has it choose`() throws {
        func run(_ flags: String...) throws -> RunRecord { try record(Array(Self.boot.dropLast()) + ["3.8"] + flags) }
        let plain = try run(), slow = try run("--clock", "80"), fast = try run("--clock", "160")
        for (record, clock) in [(plain, 80), (slow, 80), (fast, 160)] {
            #expect(
                record.clockMHz == clock && record.parameters.contains { $0.name == "clock" && $0.value == "\(clock)" }
            )
        }
        // The SDK computes a network's key at 160 MHz in any case.
        #expect(slow.cycles == plain.cycles && slow.longestStall == plain.longestStall)
        let ratio = Double(fast.instructions) / Double(plain.instructions)
        #expect(ratio > 1.05, "\(ratio)")
        #expect(fast.longestStall?.where == plain.longestStall?.where)
    }

    @Test func `firmware may come through a pipe or from standard input`() throws {
        let file = try record(Self.boot)
        let tool = "\(Tool.executable.path) run /dev/stdin --time-limit 0.4 --json -"
        let lines = ["\(tool) < \(TestFirmware.micropython)", "cat \(TestFirmware.micropython) | \(tool)"]
        for line in lines {
            let result = try Tool.shell("VESP_FIRMWARE=\(Tool.firmware) \(line)", in: Tool.packageRoot)
            #expect(result.code == 0, "\(result.errors)")
            let record = try JSONReport.record(result.output)
            #expect(record.cycles == file.cycles && record.console == file.console)
        }
    }

    @Test func `the flash that an ELF file was put into is one that identify reads`() throws {
        let scratch = try Scratch()
        let data: TinyImage.Segment = (0x3FFE_8000, Array("/Core:3.1.2=".utf8) + [0, 0, 0, 0])
        let text: TinyImage.Segment = (0x4020_1010, TinyImage.noise(0x400))
        let elf = TinyELF.bytes(segments: [(0x4010_0000, TinyELF.endless + [0]), text, data])
        let program = try scratch.file("f.elf", elf), flash = "\(scratch.path)/flash.bin"
        let run = try Tool.run(["run", program, "--time-limit", "0.1", "--flash-out", flash])
        #expect(run.code == 0, "\(run.errors)")
        #expect(try FileManager.default.attributesOfItem(atPath: flash)[.size] as? Int == 4 << 20)
        let identity = try Tool.run(["identify", flash])
        #expect(identity.code == 0 && identity.output.contains("Arduino 3.1.2"), "\(identity.output)\(identity.errors)")
        let arguments = ["--time-limit", "0.1", "--json", "-"]
        let first = try record(["run", program] + arguments.dropLast(2))
        let again = try record(["run", flash] + arguments.dropLast(2))
        #expect(again.cycles == first.cycles && again.console == first.console)
    }
}
