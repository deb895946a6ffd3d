import Foundation
import Testing

/// The ROM's integer routines against the counts of the chip's machine code, path by path.
@Suite(.timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct ROMCostTests {
    private static let routines = [
        "__umulsidi3", "__muldi3", "__udivsi3", "__umodsi3", "__divsi3", "__udivdi3", "__umoddi3", "__divdi3",
    ]

    /// What `routine` of two operands has to give, and at which cost; nil for a division by zero.
    private static func expectation(_ routine: String, _ left: UInt64, _ right: UInt64) -> ROMPeer.Answer? {
        let a = UInt32(truncatingIfNeeded: left), b = UInt32(truncatingIfNeeded: right)
        let signed = (Int64(bitPattern: left), Int64(bitPattern: right))
        let narrow = (Int32(bitPattern: a), Int32(bitPattern: b))
        func answer(_ result: @autoclosure () -> UInt64, _ cycles: @autoclosure () -> Int) -> ROMPeer.Answer {
            ROMPeer.Answer(result: result(), cycles: cycles())
        }
        switch routine {
        case "__umulsidi3": return answer(UInt64(a) * UInt64(b), ROMCounts.umulsidi3(a, b))
        case "__muldi3": return answer(left &* right, ROMCounts.muldi3(left, right))
        case "__udivsi3": return b == 0 ? nil : answer(UInt64(a / b), ROMCounts.udivsi3(a, b))
        case "__umodsi3": return b == 0 ? nil : answer(UInt64(a % b), ROMCounts.umodsi3(a, b))
        case "__divsi3":
            let quotient = b == 0 ? 0 : narrow.0.dividedReportingOverflow(by: narrow.1).partialValue
            return b == 0
                ? nil : answer(UInt64(UInt32(bitPattern: quotient)), ROMCounts.divsi3(narrow.0, narrow.1))
        case "__udivdi3": return right == 0 ? nil : answer(left / right, ROMCounts.udivdi3(left, right))
        case "__umoddi3": return right == 0 ? nil : answer(left % right, ROMCounts.umoddi3(left, right))
        default:
            let quotient = right == 0 ? 0 : signed.0.dividedReportingOverflow(by: signed.1).partialValue
            return right == 0 ? nil : answer(UInt64(bitPattern: quotient), ROMCounts.divdi3(signed.0, signed.1))
        }
    }

    @Test(arguments: routines)
    func `a routine costs on every path what the chip's costs`(routine: String) throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        let operands = ROMPeer.operands(seed: seed, count: 2000)
        let answers = try ROMPeer(".build/firmware/rom-peer.elf", operands).answers(of: routine)
        var wrong = 0
        for (answer, (left, right)) in zip(answers, operands) {
            let expected = Self.expectation(routine, left, right)
            guard answer != expected else { continue }
            wrong += 1
            if wrong > 5 { break }
            let call = "\(routine)(\(String(left, radix: 16)), \(String(right, radix: 16)))"
            Issue.record("seed \(seed): \(call) is \(String(describing: answer)), not \(String(describing: expected))")
        }
    }

    @Test func `the clock changes none of it`() throws {
        let operands = ROMPeer.operands(seed: 1, count: 200)
        let slow = try ROMPeer(".build/firmware/rom-peer.elf", operands),
            fast = try ROMPeer(".build/firmware/rom-peer.elf", operands, clock: 160)
        for routine in Self.routines {
            #expect(try slow.answers(of: routine) == fast.answers(of: routine), "\(routine)")
        }
    }

    @Test func `the document states the two costs that decide bignum time`() throws {
        let result = try Tool.run(["exec", "\(Tool.firmware)/fidelity/gcc-12.2.0/rom_costs.elf"])
        let words = result.output.split { $0 == " " || $0 == "\n" }
        try #require(result.code == 0 && words.count == 2 && words[0] == "accumulate-256", "\(result.output)")
        let step = (Double(try #require(Int(words[1]))) / 256).rounded()
        let text = try String(contentsOfFile: "\(Tool.packageRoot)/docs/timing-model.md", encoding: .utf8)
        let costs = [(UInt64(0), UInt64(0)), (0xFFFF_FFFF, 0xFFFF_FFFF)].map(ROMCounts.muldi3)
        #expect(costs == [61, 59])
        #expect(text.contains("| `__muldi3` | 59–61 |"))
        #expect(text.contains("one 32-bit limb in C costs \(Int(step)) cycles"))
    }
}
