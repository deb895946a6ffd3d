import LX106
import Testing

/// Every branch, taken and not, at the edges of its condition, and how far it reaches.
@Suite struct BranchTests {
    /// Whether the branch `word`, aimed 3 bytes past its successor, skips the ADDI behind it.
    private func isTaken(_ word: UInt32, a3: UInt32, a4: UInt32 = 0) -> Bool {
        Bench.value(word, op("addi", s: 2, t: 2, imm8: 1), a3: a3, a4: a4) == 0
    }

    struct Comparison: Sendable {
        let name: String
        let s: UInt32
        let t: UInt32
        let taken: Bool
    }

    private static func both(_ name: String, _ inverse: String, _ s: UInt32, _ t: UInt32, _ taken: Bool) -> [Comparison]
    {
        [.init(name: name, s: s, t: t, taken: taken), .init(name: inverse, s: s, t: t, taken: !taken)]
    }

    static let comparisons: [Comparison] = [
        both("beq", "bne", 5, 5, true), both("beq", "bne", 5, 6, false), both("beq", "bne", 0, 0x8000_0000, false),
        both("blt", "bge", .max, 0, true), both("blt", "bge", 0, .max, false), both("blt", "bge", 7, 7, false),
        both("blt", "bge", 0x8000_0000, 0x7FFF_FFFF, true), both("bltu", "bgeu", .max, 0, false),
        both("bltu", "bgeu", 0, .max, true), both("bltu", "bgeu", 7, 7, false),
        both("bltu", "bgeu", 0x7FFF_FFFF, 0x8000_0000, true),
        both("bany", "bnone", 0xF0, 0x18, true), both("bany", "bnone", 0xF0, 0x0F, false),
        both("bany", "bnone", .max, 0, false), both("ball", "bnall", 0xF0, 0x30, true),
        both("ball", "bnall", 0xF0, 0x38, false), both("ball", "bnall", 0, 0, true),
        both("bbs", "bbc", 0x8000_0000, 31, true), both("bbs", "bbc", 0x8000_0000, 63, true),
        both("bbs", "bbc", 1, 32, true), both("bbs", "bbc", 1, 1, false),
    ].flatMap { $0 }

    @Test(arguments: comparisons)
    func `register branches compare`(sample: Comparison) {
        let seen = isTaken(op(sample.name, s: 3, t: 4, imm8: 2), a3: sample.s, a4: sample.t)
        #expect(seen == sample.taken, "\(sample)")
    }

    private static let b4const: [Int32] = [-1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256]
    private static let b4constu: [UInt32] = [32768, 65536, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256]

    @Test(arguments: Array(0..<16) as [UInt32])
    func `compare-immediate branches use the constant of their index`(index: UInt32) {
        let constant = Self.b4const[Int(index)]
        let unsigned = Self.b4constu[Int(index)]
        func branch(_ name: String, _ value: UInt32) -> Bool { isTaken(op(name, r: index, s: 3, imm8: 2), a3: value) }
        #expect(branch("beqi", signed(constant)) && !branch("beqi", signed(constant + 1)))
        #expect(!branch("bnei", signed(constant)) && branch("bnei", signed(constant + 1)))
        #expect(branch("blti", signed(constant - 1)) && !branch("blti", signed(constant)))
        #expect(!branch("bgei", signed(constant - 1)) && branch("bgei", signed(constant)))
        #expect(branch("blti", 0x8000_0000) && !branch("bgei", 0x8000_0000))
        #expect(branch("bltui", unsigned - 1) && !branch("bltui", unsigned) && !branch("bltui", .max))
        #expect(!branch("bgeui", unsigned - 1) && branch("bgeui", unsigned) && branch("bgeui", .max))
    }

    @Test(arguments: [0, 1, 15, 16, 31] as [UInt32])
    func `BBCI and BBSI test one bit of 32`(bit: UInt32) {
        func branch(_ name: String, _ value: UInt32) -> Bool {
            isTaken(op(name, s: 3, t: bit & 15, imm8: 2) | (bit >> 4) << 12, a3: value)
        }
        #expect(branch("bbsi", 1 << bit) && !branch("bbsi", ~(1 << bit)))
        #expect(!branch("bbci", 1 << bit) && branch("bbci", ~(1 << bit)))
    }

    @Test func `zero branches look at value and sign`() {
        for (value, isZero, isNegative) in [
            (0, true, false), (1, false, false), (0x7FFF_FFFF, false, false), (0x8000_0000, false, true),
            (.max, false, true),
        ] as [(UInt32, Bool, Bool)] {
            #expect(isTaken(op("beqz", s: 3) | 2 << 12, a3: value) == isZero)
            #expect(isTaken(op("bnez", s: 3) | 2 << 12, a3: value) == !isZero)
            #expect(isTaken(op("bltz", s: 3) | 2 << 12, a3: value) == isNegative)
            #expect(isTaken(op("bgez", s: 3) | 2 << 12, a3: value) == !isNegative)
        }
    }

    /// Where a taken `word` at `address` goes: SIMCALLs lie at `targets`.
    private func lands(_ word: UInt32, at address: UInt32, on target: UInt32) {
        Bench.run([word], at: address) {
            $0.load(Encoding.bytes(Bench.simcall), at: target)
        } check: {
            #expect($0.core.pc == target + 3)
        }
    }

    @Test func `branches reach pc + 4 - 128…127, zero branches nearly 2 KB`() {
        let address = Bench.code + 0x7FC
        // a3 = a4 = 0.
        for offset in [127, -128] as [Int32] {
            lands(op("beq", s: 3, t: 4, imm8: offset), at: address, on: address &+ 4 &+ signed(offset))
            lands(op("bnei", r: 1, s: 3, imm8: offset), at: address, on: address &+ 4 &+ signed(offset))
        }
        for offset in [2040, -2044] as [Int32] {
            let word = op("beqz", s: 3) | (signed(offset) & 0xFFF) << 12
            lands(word, at: address, on: address &+ 4 &+ signed(offset))
        }
    }

    @Test func `the farthest zero branches leave IRAM at - 2048 and reach its end at 2047`() {
        let back = op("beqz", s: 3) | 0x800 << 12
        Bench.run([back]) { _ in
        } check: {
            #expect($0.core[special: .exccause] == 20 && $0.core[special: .epc1] == Bench.code &+ 4 &- 2048)
        }
        let ahead = op("beqz", s: 3) | 0x7FF << 12
        Bench.run([ahead], at: Bench.code + 0x7FD) { _ in
        } check: {
            #expect($0.core[special: .exccause] == 20 && $0.core[special: .epc1] == Bench.code &+ 0x1000)
        }
    }

    @Test func `a loop runs as often as its counter says`() {
        // addi a2, a2, 1; addi a3, a3, -1; bnez a3, back to the start.
        let words = [
            op("addi", s: 2, t: 2, imm8: 1), op("addi", s: 3, t: 3, imm8: -1),
            op("bnez", s: 3) | (signed(-10) & 0xFFF) << 12,
        ]
        Bench.run(words) {
            $0.core[register: 3] = 1000
        } check: {
            #expect($0.core[register: 2] == 1000 && $0.core.instructions == 3001)
        }
    }
}
