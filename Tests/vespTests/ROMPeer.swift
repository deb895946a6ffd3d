import Foundation
import TestSupport
import Testing

/// What one build of `apps/rom-peer` says of every arithmetic routine.
struct ROMPeer {
    struct Answer: Equatable {
        var result: UInt64
        var cycles: Int
    }

    typealias Operands = (left: UInt64, right: UInt64)

    let routines: [String]
    /// By operands, then by routine; nil for a division by zero.
    let answers: [[Answer?]]

    /// Runs `program`, a path in the package, on `operands`.
    init(_ program: String, _ operands: [Operands], clock: Int = 80) throws {
        let bytes = operands.flatMap { [$0.left, $0.right] }
            .flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        let folder = try Scratch()
        let input = try folder.file("operands", bytes)
        let result = try Tool.shell(
            "\(Tool.executable.path) exec \(program) --clock \(clock) --output-limit none <\(input)",
            in: Tool.packageRoot
        )
        try #require(result.code == 0, "\(program): \(result.errors)")
        let lines = result.output.split(separator: "\n")
        try #require(lines.count == operands.count + 1)
        routines = lines[0].split(separator: " ").map(String.init)
        answers = lines.dropFirst().map { line in
            line.split(separator: " ").map { word in
                let parts = word.split(separator: "/")
                guard parts.count == 2, let value = UInt64(parts[0], radix: 16), let cycles = Int(parts[1], radix: 16)
                else { return nil }
                return Answer(result: value, cycles: cycles)
            }
        }
        try #require(answers.allSatisfy { $0.count == routines.count })
    }

    /// One routine's answers, in the order of the operands.
    func answers(of routine: String) throws -> [Answer?] {
        let column = try #require(routines.firstIndex(of: routine))
        return answers.map { $0[column] }
    }

    /// Pairs that are random, sparse, small, close together or special, and divisions that guess digits wrongly.
    static func operands(seed: UInt64, count: Int) -> [Operands] {
        var generator = SeededGenerator(state: seed)
        let limits = extremes.flatMap { left in extremes.map { (left, $0) } }
        return limits
            + (0..<count).map { index in
                let left = wide(&generator)
                switch index % 4 {
                case 0: return (left, left ^ generator.next() >> (generator.next() % 64))
                case 1: return hardDivision(&generator)
                default: return (left, wide(&generator))
                }
            }
    }

    private static let extremes: [UInt64] = [
        0, 1, 2, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 32, 1 << 63, (1 << 63) - 1, .max,
        0xFFFF_FFFF_8000_0000, 0x7F80_0000, 0x7FC0_0000, 0x7FF0 << 48, 0x3FF0 << 48,
    ]

    private static func wide(_ generator: inout SeededGenerator) -> UInt64 {
        let random = generator.next()
        switch generator.below(6) {
        case 0: return random
        case 1: return random >> (generator.next() % 64)
        case 2: return random & generator.next() & generator.next()
        case 3: return UInt64(generator.word()) << 32 | UInt64(generator.word())
        case 4: return UInt64(generator.word())
        default:
            let scale = Double(sign: .plus, exponent: generator.index(below: 128) - 64, significand: 1)
            return (Double(Int64(bitPattern: random)) / 0x1p63 * scale).bitPattern
        }
    }

    /// A divisor whose low half is large beside its high half, and a dividend near a multiple of it.
    private static func hardDivision(_ generator: inout SeededGenerator) -> Operands {
        let high = generator.next() & 0xFFFF | 0x8000
        let low = 0xFFFF - (generator.below(2) == 0 ? generator.next() & 0xFFFF : generator.next() & 15)
        let word = high << 16 | low, hasTwoWords = generator.below(3) == 0
        let divisor =
            hasTwoWords
            ? (word << 32 | generator.next() >> 32) >> UInt64(1 + generator.below(31))
            : word >> UInt64(generator.below(24))
        let quotients: [UInt64] = [0xFFFF, 0xFFFE, 0xFFFF_FFFF, 0xFFFE_FFFF, generator.next() >> 32]
        let quotient = quotients[generator.index(below: quotients.count)]
        let rests: [UInt64] = [0, 1, divisor - 1, generator.next() % divisor, .max]
        return (divisor &* quotient &+ rests[generator.index(below: rests.count)], divisor)
    }
}
