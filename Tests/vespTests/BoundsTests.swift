import Foundation
import Testing
import TestSupport

/// `handshake.seconds_low` and `seconds_high`: how far the answer moves within what is assumed about the chip.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct BoundsTests {
    private struct Handshake: Decodable {
        var seconds: Double
        var seconds_low: Double?
        var seconds_high: Double?
    }

    private struct Record: Decodable { var handshake: Handshake }

    /// Every assumed parameter at one end, but for the cache's ways.
    private static let slow = [
        "instruction_memory_straddle_penalty: 1", "mull_occupancy: 1", "special_write_penalty: 1", "sync_penalty: 3",
        "instruction_memory_load_wait: 1", "flash_load_bus_cycles: 1", "exception_entry: 8", "interrupt_entry: 8",
        "background_load: 20",
    ]
    private static let quick = [
        "exception_entry: 3", "interrupt_entry: 3", "write_buffer_overlap: 3",
    ]

    private static func run(_ arguments: [String] = [], prices: [String] = [], ways: Int = 2) throws -> Handshake {
        let folder = try Scratch()
        let profile = try String(contentsOfFile: "\(Tool.packageRoot)/Profiles/esp-open-rtos.yml", encoding: .utf8)
        let changed = profile.replacing("ways: 2 ", with: "ways: \(ways) ")
        try #require(changed.contains("ways: \(ways)"))
        let timing = prices.isEmpty ? "" : "timing: { \(prices.joined(separator: ", ")) }\n"
        let file = try folder.file("profile.yml", changed + timing)
        let result = try Tool.run(
            ["run", "--profile", file, "--cert", "\(Tool.certificates)/device-p256.pem"]
                + ["--key", "\(Tool.certificates)/device-p256.key.pem", "--clock", "160", "--on-trip", "observe"]
                + ["--until", "handshake", "--quiet", "--json", "-"] + arguments
        )
        #expect(result.code == 0, "\(result.errors)")
        return try JSONDecoder().decode(Record.self, from: Data(result.output.utf8)).handshake
    }

    @Test func `the upper bound is the run with everything assumed at its slow end`() throws {
        let answer = try Self.run()
        let slow = try Self.run(["--no-bounds"], prices: Self.slow, ways: 1)
        let high = try #require(answer.seconds_high)
        #expect(abs(high - 1.02 * slow.seconds) < 0.000_002)
        #expect(slow.seconds > answer.seconds)
    }

    @Test func `no run with assumptions at their quick end is below the lower bound`() throws {
        let answer = try Self.run()
        let low = try #require(answer.seconds_low)
        #expect(low < answer.seconds)
        for ways in [2, 4] {
            let quick = try Self.run(["--no-bounds"], prices: Self.quick, ways: ways)
            #expect(0.98 * quick.seconds >= low - 0.000_002, "\(ways) ways")
        }
    }

    @Test func `a profile that raised an assumed price has the quick end of it below`() throws {
        let raised = try Self.run(prices: ["ram_store_wait: 1"]), plain = try Self.run(["--no-bounds"])
        let low = try #require(raised.seconds_low)
        #expect(low <= plain.seconds)
        #expect(raised.seconds > plain.seconds)
    }

    @Test func `without bounds the keys are null and the seconds the same`() throws {
        let answer = try Self.run(), plain = try Self.run(["--no-bounds"])
        #expect(plain.seconds_low == nil && plain.seconds_high == nil)
        #expect(plain.seconds == answer.seconds)
    }

    @Test func `the radio's share of the CPU makes a computing handshake longer by as much`() throws {
        let plain = try Self.run(["--no-bounds"]).seconds
        let shared = try Self.run(["--no-bounds"], prices: ["background_load: 50"]).seconds
        // 0.17 s of it waits for the network, and work in that time costs nothing.
        #expect((plain + 0.045 * (plain - 0.17)...plain * 1.055).contains(shared))
    }
}
