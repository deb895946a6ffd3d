import Foundation
import Testing

/// What the ROM's integer routines cost, against the counts of the chip's own instruction sequences.
@Suite(.timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct ROMCostTests {
    private static func costs(clock: Int = 80) throws -> [Substring: Int] {
        let result = try Tool.run(["exec", "\(Tool.firmware)/fidelity/rom_costs.elf", "--clock", "\(clock)"])
        try #require(result.code == 0, "\(result.errors)")
        return result.output.split(separator: "\n").reduce(into: [:]) { costs, line in
            let words = line.split(separator: " ")
            if words.count == 2 { costs[words[0]] = Int(words[1]) }
        }
    }

    @Test func `a product costs 32 to 34 cycles, 59 to 61 through the 64-bit routine`() throws {
        let costs = try Self.costs()
        #expect(costs["umulsidi3-least"] == 32)
        #expect(costs["umulsidi3-most"] == 34)
        #expect(costs["muldi3-least"] == 59)
        #expect(costs["muldi3-most"] == 61)
    }

    @Test func `a multiply-accumulate in C costs 85 to 95 cycles`() throws {
        let cycles = try #require(try Self.costs()["accumulate-256"])
        #expect((85...95).contains(cycles / 256), "\(cycles) cycles for 256")
    }

    /// Published: 12.5 + 9 k, 10.5 + 7.5 k (7 a step that subtracts, 8 any other), 17.5 + 9 k.
    @Test(arguments: 1..<30)
    func `division costs what the distance of its operands' top bits says`(bits: Int) throws {
        let costs = try Self.costs(), k = Double(bits)
        let unsigned = try #require(costs["udivsi3-\(bits)"].map(Double.init))
        let remainder = try #require(costs["umodsi3-\(bits)"].map(Double.init))
        let signed = try #require(costs["divsi3-\(bits)"].map(Double.init))
        #expect(abs(unsigned - (12.5 + 9 * k)) <= 2)
        #expect((10.5 + 7 * k - 2...10.5 + 8 * k + 2).contains(remainder))
        #expect(abs(signed - (17.5 + 9 * k)) <= 3)
    }

    @Test func `trivial divisions are quick`() throws {
        let costs = try Self.costs()
        #expect(costs["udivsi3-by-1"] == 7)
        #expect((12...14).contains(costs["udivsi3-smaller"] ?? 0))
        #expect((11...12).contains(costs["umodsi3-smaller"] ?? 0))
    }

    @Test func `64-bit division makes one digit or two, each of two pairs of short divisions`() throws {
        let costs = try Self.costs()
        let one = try #require(costs["udivdi3-one-digit"]), two = try #require(costs["udivdi3-two-digits"])
        #expect((650...750).contains(one))
        #expect((650...750).contains(try #require(costs["umoddi3-one-digit"])))
        // The first digit of these operands needs fewer steps than the published estimate takes, 1250 to 1450.
        #expect((900...1450).contains(two))
    }

    @Test func `the clock changes none of it`() throws {
        #expect(try Self.costs(clock: 160) == Self.costs(clock: 80))
    }

    @Test func `the document states the two costs that decide bignum time`() throws {
        let costs = try Self.costs()
        let text = try String(contentsOfFile: "\(Tool.packageRoot)/docs/timing-model.md", encoding: .utf8)
        let least = try #require(costs["muldi3-least"]), most = try #require(costs["muldi3-most"])
        let step = (Double(try #require(costs["accumulate-256"])) / 256).rounded()
        #expect(text.contains("| 32 × 32 → 64 product, `__muldi3` | \(least)–\(most) |"))
        #expect(text.contains("| multiply-accumulate of one 32-bit limb in C, `__muldi3` | \(Int(step)) |"))
    }
}
