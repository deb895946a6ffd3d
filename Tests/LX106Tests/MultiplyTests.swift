import LX106
import Testing

/// MUL16U, MUL16S, MULL, NSA, NSAU.
@Suite struct MultiplyTests {
    @Test func `MUL16U takes the low halves as unsigned`() {
        #expect(Bench.value(op("mul16u", r: 2, s: 3, t: 4), a3: 0xFFFF, a4: 0xFFFF) == 0xFFFE_0001)
        #expect(Bench.value(op("mul16u", r: 2, s: 3, t: 4), a3: 0xABCD_0003, a4: 0x1234_0005) == 15)
        #expect(Bench.value(op("mul16u", r: 2, s: 3, t: 4), a3: 0x8000, a4: 0x8000) == 0x4000_0000)
    }

    @Test func `MUL16S takes the low halves as signed`() {
        #expect(Bench.value(op("mul16s", r: 2, s: 3, t: 4), a3: 0xFFFF, a4: 0xFFFF) == 1)
        #expect(Bench.value(op("mul16s", r: 2, s: 3, t: 4), a3: 0x8000, a4: 0x7FFF) == signed(-1_073_709_056))
        #expect(Bench.value(op("mul16s", r: 2, s: 3, t: 4), a3: 0x8000, a4: 0x8000) == 0x4000_0000)
        #expect(Bench.value(op("mul16s", r: 2, s: 3, t: 4), a3: 0xFFFF_0002, a4: 0x0000_FFFF) == signed(-2))
    }

    @Test func `MULL gives the low 32 bits`() {
        #expect(Bench.value(op("mull", r: 2, s: 3, t: 4), a3: .max, a4: .max) == 1)
        #expect(Bench.value(op("mull", r: 2, s: 3, t: 4), a3: 0x1_0000, a4: 0x1_0000) == 0)
        #expect(Bench.value(op("mull", r: 2, s: 3, t: 4), a3: 0x8000_0001, a4: 3) == 0x8000_0003)
        #expect(Bench.value(op("mull", r: 2, s: 2, t: 2), a2: 12345) == 152_399_025)
    }

    @Test func `NSA counts the bits a signed number can be shifted left`() {
        for (value, count) in [
            (0, 31), (1, 30), (.max, 31), (0xFFFF_FFFE, 30), (0x7FFF_FFFF, 0), (0x8000_0000, 0), (0xC000_0000, 1),
            (0x0000_8000, 15),
        ] as [(UInt32, UInt32)] {
            #expect(Bench.value(op("nsa", s: 3, t: 2), a3: value) == count, "NSA of \(value)")
        }
    }

    @Test func `NSAU counts leading zeros, 32 for 0`() {
        for (value, count) in [
            (0, 32), (1, 31), (.max, 0), (0x7FFF_FFFF, 1), (0x8000_0000, 0), (0x0000_8000, 16),
        ] as [(UInt32, UInt32)] {
            #expect(Bench.value(op("nsau", s: 3, t: 2), a3: value) == count, "NSAU of \(value)")
        }
    }
}
