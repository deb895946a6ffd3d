import Foundation
import Testing
import TestSupport

/// The ROM's floating point, executed as LX106 code, against the host's IEEE 754 arithmetic and against QEMU.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct FloatingPointTests {
    private static let image = "\(Tool.firmware)/softfloat.elf"

    /// Zeros, infinities, NaNs, denormals and limits of both formats, of either sign.
    private static let special: [UInt64] = {
        let doubles: [Double] = [
            0, 1, .infinity, .nan, .leastNonzeroMagnitude, .leastNormalMagnitude, .leastNormalMagnitude.nextDown,
            .greatestFiniteMagnitude, 2_147_483_647, 2_147_483_648, 4_294_967_295.5, 0.5, 1.5,
        ]
        let floats: [Float] = [
            1, .infinity, .nan, .leastNonzeroMagnitude, .leastNormalMagnitude, .leastNormalMagnitude.nextDown,
            .greatestFiniteMagnitude, 16_777_215, 0.5,
        ]
        let patterns = doubles.map(\.bitPattern) + floats.map { UInt64($0.bitPattern) }
        let limits = [Double(Float.greatestFiniteMagnitude), Double(Float.leastNonzeroMagnitude) / 2].map(\.bitPattern)
        return patterns + limits.flatMap { [$0, $0 + 1] } + patterns.map { $0 | 0x8000_0000_8000_0000 }
    }()

    private static func operands(seed: UInt64, count: Int) -> [(UInt64, UInt64)] {
        var generator = SeededGenerator(state: seed)
        var pairs = special.flatMap { left in special.map { (left, $0) } }
        for index in 0..<count {
            let left = generator.next()
            // Every other pair is close together, so that subtraction cancels.
            let distance = generator.next() >> (generator.next() % 64)
            pairs.append((left, index % 2 == 0 ? generator.next() : left ^ distance))
        }
        return pairs
    }

    private static func bytes(_ pairs: [(UInt64, UInt64)]) -> [UInt8] {
        pairs.flatMap { [$0.0, $0.1] }.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    @Test func `every routine gives what IEEE 754 gives`() throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        let pairs = Self.operands(seed: seed, count: 4000)
        let folder = try Scratch()
        let input = try folder.file("operands", Self.bytes(pairs))
        let result = try Tool.shell("\(Tool.executable.path) exec \(Self.image) <\(input)", in: Tool.packageRoot)
        #expect(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        try #require(lines.count == pairs.count)
        var wrong = 0
        for (line, (left, right)) in zip(lines, pairs) {
            let found = line.split(separator: " ").map { UInt64($0, radix: 16) ?? 0 }
            let expected = Expectation.all(left, right)
            try #require(found.count == expected.count)
            for (value, expectation) in zip(found, expected) where !expectation.accepts(value) {
                wrong += 1
                if wrong > 10 { return }
                let operands = "\(String(left, radix: 16)) \(String(right, radix: 16))"
                Issue.record("seed \(seed): \(expectation.name) of \(operands) gives \(String(value, radix: 16))")
            }
        }
    }

    @Test func `QEMU computes the same`() throws {
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        let folder = try Scratch()
        let input = try folder.file("operands", Self.bytes(Self.operands(seed: seed, count: 500)))
        let here = try Tool.shell("\(Tool.executable.path) exec \(Self.image) <\(input)", in: Tool.packageRoot)
        let qemu = try Tool.shell(
            "qemu-system-xtensa -M sim -cpu lx106 -m 4M -semihosting -nographic -monitor none -serial none "
                + "-kernel \(Self.image) <\(input)",
            in: Tool.packageRoot
        )
        #expect(qemu.code == 0, "qemu-system-xtensa failed; is qemu-system-misc installed?")
        #expect(here.output == qemu.output, "seed \(seed)")
        #expect(!here.output.isEmpty)
    }
}

/// What one column of the guest's line must hold.
private struct Expectation {
    let name: String
    /// The only right result; nil for any NaN.
    var bits: UInt64?
    var isDouble = true
    /// Out of range: C leaves the result open.
    var isOpen = false

    func accepts(_ value: UInt64) -> Bool {
        if isOpen { return true }
        guard let bits else {
            return isDouble
                ? Double(bitPattern: value).isNaN : Float(bitPattern: UInt32(truncatingIfNeeded: value)).isNaN
        }
        return value == bits
    }

    private static func double(_ name: String, _ value: Double) -> Expectation {
        Expectation(name: name, bits: value.isNaN ? nil : value.bitPattern)
    }

    private static func float(_ name: String, _ value: Float) -> Expectation {
        Expectation(name: name, bits: value.isNaN ? nil : UInt64(value.bitPattern), isDouble: false)
    }

    private static func signed(_ name: String, _ value: Double) -> Expectation {
        let whole = Int32(exactly: value.rounded(.towardZero))
        return Expectation(name: name, bits: whole.map { UInt64(UInt32(bitPattern: $0)) }, isOpen: whole == nil)
    }

    private static func unsigned(_ name: String, _ value: Double) -> Expectation {
        let whole = UInt32(exactly: value.rounded(.towardZero))
        return Expectation(name: name, bits: whole.map { UInt64($0) }, isOpen: whole == nil)
    }

    /// The columns of the guest's line, in its order.
    static func all(_ left: UInt64, _ right: UInt64) -> [Expectation] {
        let a = Double(bitPattern: left), b = Double(bitPattern: right)
        let low = UInt32(truncatingIfNeeded: left)
        let c = Float(bitPattern: low), d = Float(bitPattern: UInt32(truncatingIfNeeded: right))
        let integer = Int32(bitPattern: low)
        return [
            double("adddf3", a + b), double("subdf3", a - b), double("muldf3", a * b), double("divdf3", a / b),
            float("addsf3", c + d), float("subsf3", c - d), float("mulsf3", c * d), float("divsf3", c / d),
            double("extendsfdf2", Double(c)), float("truncdfsf2", Float(a)),
            signed("fixdfsi", a), unsigned("fixunsdfsi", a), signed("fixsfsi", Double(c)),
            unsigned("fixunssfsi", Double(c)),
            double("floatsidf", Double(integer)), double("floatunsidf", Double(low)),
            float("floatsisf", Float(integer)), float("floatunsisf", Float(low)),
        ]
    }
}
