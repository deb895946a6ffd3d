import LX106
import Testing

/// ADD, SUB, ADDX, SUBX, ABS, NEG, ADDI, ADDMI, MOVI: modulo 2^32, no flags.
@Suite struct ArithmeticTests {
    struct Case: Sendable {
        let name: String
        let s: UInt32
        let t: UInt32
        let result: UInt32
    }

    static let cases: [Case] = [
        .init(name: "add", s: 2, t: 3, result: 5),
        .init(name: "add", s: .max, t: 1, result: 0),
        .init(name: "add", s: 0x7FFF_FFFF, t: 1, result: 0x8000_0000),
        .init(name: "sub", s: 2, t: 3, result: .max),
        .init(name: "sub", s: 0x8000_0000, t: 1, result: 0x7FFF_FFFF),
        .init(name: "sub", s: 0, t: 0x8000_0000, result: 0x8000_0000),
        .init(name: "addx2", s: 5, t: 7, result: 17),
        .init(name: "addx2", s: 0x8000_0001, t: 0, result: 2),
        .init(name: "addx4", s: 5, t: 7, result: 27),
        .init(name: "addx4", s: 0xC000_0001, t: .max, result: 3),
        .init(name: "addx8", s: 5, t: 7, result: 47),
        .init(name: "addx8", s: 0x2000_0000, t: 9, result: 9),
        .init(name: "subx2", s: 5, t: 7, result: 3),
        .init(name: "subx2", s: 0, t: 1, result: .max),
        .init(name: "subx4", s: 5, t: 7, result: 13),
        .init(name: "subx8", s: 5, t: 7, result: 33),
        .init(name: "subx8", s: 0xF000_0000, t: 1, result: 0x7FFF_FFFF),
    ]

    @Test(arguments: cases)
    func `three-register arithmetic wraps at 32 bits`(sample: Case) {
        #expect(Bench.value(op(sample.name, r: 2, s: 3, t: 4), a3: sample.s, a4: sample.t) == sample.result)
    }

    @Test(arguments: cases)
    func `the destination may be either source`(sample: Case) {
        #expect(Bench.value(op(sample.name, r: 2, s: 2, t: 4), a4: sample.t, a2: sample.s) == sample.result)
        #expect(Bench.value(op(sample.name, r: 2, s: 3, t: 2), a3: sample.s, a2: sample.t) == sample.result)
    }

    @Test func `NEG and ABS of the smallest number leave it as it is`() {
        for (value, negative, absolute) in [
            (0, 0, 0), (1, .max, 1), (.max, 1, 1), (0x7FFF_FFFF, 0x8000_0001, 0x7FFF_FFFF),
            (0x8000_0000, 0x8000_0000, 0x8000_0000),
        ] as [(UInt32, UInt32, UInt32)] {
            #expect(Bench.value(op("neg", r: 2, t: 4), a4: value) == negative)
            #expect(Bench.value(op("abs", r: 2, t: 4), a4: value) == absolute)
        }
    }

    @Test func `ADDI adds -128…127`() {
        for (immediate, result) in [(127, 227), (1, 101), (0, 100), (-1, 99), (-128, -28)] as [(Int32, Int32)] {
            #expect(Bench.value(op("addi", s: 3, t: 2, imm8: immediate), a3: 100) == signed(result))
        }
        #expect(Bench.value(op("addi", s: 3, t: 2, imm8: 1), a3: .max) == 0)
    }

    @Test func `ADDMI adds -32768…32512 in steps of 256`() {
        for (immediate, result) in [(127, 32612), (1, 356), (0, 100), (-1, -156), (-128, -32668)] as [(Int32, Int32)] {
            #expect(Bench.value(op("addmi", s: 3, t: 2, imm8: immediate), a3: 100) == signed(result))
        }
    }

    @Test func `MOVI loads -2048…2047`() {
        for value in [0, 1, 95, 2047, -1, -32, -2048] as [Int32] {
            #expect(Bench.value(Encoding.movi(2, value), a2: 77) == signed(value))
        }
    }
}
