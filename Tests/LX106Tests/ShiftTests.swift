import LX106
import Testing

/// Shifts by SAR and by immediates.
///
/// The ISA defines SLL, SRL, SRA and SRC as bits SAR+31…SAR of a 64-bit value: the source above 32 zeros (SLL), below 32
/// zeros (SRL), below 32 copies of its sign (SRA), below the other source (SRC). SAR = 32 is defined and takes the upper
/// half; results above 32 are undefined, and here continue the same formula with zeros (SRA: signs) above bit 63.
@Suite struct ShiftTests {
    private static let value: UInt32 = 0x8123_4567
    private static let low: UInt32 = 0x89AB_CDEF

    private static func bits(_ high: UInt32, _ low: UInt32, from sar: UInt32) -> UInt32 {
        (UInt32(0)..<32).reduce(0) { result, bit in
            let source = bit + sar
            if source > 63 { return result }
            let isSet = source < 32 ? low >> source & 1 : high >> (source - 32) & 1
            return result | isSet << bit
        }
    }

    @Test(arguments: [0, 1, 8, 15, 16, 31, 32] as [UInt32])
    func `shifts by SAR take 32 bits of a 64-bit value`(sar: UInt32) {
        let (value, low) = (Self.value, Self.low)
        #expect(Bench.value(op("sll", r: 2, s: 3), a3: value, sar: sar) == Self.bits(value, 0, from: sar))
        #expect(Bench.value(op("srl", r: 2, t: 4), a4: value, sar: sar) == Self.bits(0, value, from: sar))
        #expect(Bench.value(op("sra", r: 2, t: 4), a4: value, sar: sar) == Self.bits(.max, value, from: sar))
        #expect(Bench.value(op("sra", r: 2, t: 4), a4: 0x7123_4567, sar: sar) == Self.bits(0, 0x7123_4567, from: sar))
        #expect(
            Bench.value(op("src", r: 2, s: 3, t: 4), a3: value, a4: low, sar: sar) == Self.bits(value, low, from: sar)
        )
    }

    @Test func `SAR of 32 gives the upper half: SLL and SRC the source, SRL 0, SRA the sign`() {
        let (value, low) = (Self.value, Self.low)
        #expect(Bench.value(op("sll", r: 2, s: 3), a3: value, sar: 32) == value)
        #expect(Bench.value(op("srl", r: 2, t: 4), a4: value, sar: 32) == 0)
        #expect(Bench.value(op("sra", r: 2, t: 4), a4: value, sar: 32) == .max)
        #expect(Bench.value(op("src", r: 2, s: 3, t: 4), a3: value, a4: low, sar: 32) == value)
    }

    @Test func `SSL of 0 sets SAR to 32 for whatever shift follows`() {
        let ssl = op("ssl", s: 5)
        #expect(Bench.value(ssl, op("sll", r: 2, s: 3), a3: Self.value) == Self.value)
        #expect(Bench.value(ssl, op("srl", r: 2, t: 4), a4: Self.value) == 0)
        #expect(Bench.value(ssl, op("sra", r: 2, t: 4), a4: Self.value) == .max)
        #expect(Bench.value(ssl, op("src", r: 2, s: 3, t: 4), a3: Self.value, a4: Self.low) == Self.value)
    }

    @Test func `SSL after a constant of 0 is 32, also where the constant is known`() {
        let zero = Encoding.movi(5, 0)
        #expect(Bench.value(zero, op("ssl", s: 5), op("srl", r: 2, t: 4), a4: Self.value) == 0)
        #expect(Bench.value(zero, op("ssl", s: 5), op("sra", r: 2, t: 4), a4: Self.value) == .max)
        #expect(Bench.value(zero, op("ssr", s: 5), op("sll", r: 2, s: 3), a3: Self.value) == 0)
    }

    @Test(arguments: [33, 40, 63] as [UInt32])
    func `a shift amount the ISA leaves undefined is the same on every path`(sar: UInt32) {
        #expect(Bench.value(op("srl", r: 2, t: 4), a4: Self.value, sar: sar) == 0)
        #expect(Bench.value(op("sra", r: 2, t: 4), a4: Self.value, sar: sar) == .max)
        #expect(Bench.value(op("sll", r: 2, s: 3), a3: Self.value, sar: sar) == Self.value >> (sar - 32))
    }

    private func sar(after words: UInt32..., a3: UInt32) -> UInt32 {
        var seen: Set<UInt32> = []
        Bench.run(words) {
            $0.core[register: 3] = a3
        } check: {
            seen.insert($0.core[special: .sar])
        }
        #expect(seen.count == 1)
        return seen.first ?? .max
    }

    @Test func `SSR, SSL, SSA8L, SSA8B and SSAI set SAR`() {
        for (amount, right, left) in [(0, 0, 32), (1, 1, 31), (31, 31, 1), (32, 0, 32), (33, 1, 31), (.max, 31, 1)]
            as [(UInt32, UInt32, UInt32)]
        {
            #expect(sar(after: op("ssr", s: 3), a3: amount) == right)
            #expect(sar(after: op("ssl", s: 3), a3: amount) == left)
        }
        for (address, little, big) in [(0, 0, 32), (1, 8, 24), (2, 16, 16), (3, 24, 8), (0x3FFE_8005, 8, 24)]
            as [(UInt32, UInt32, UInt32)]
        {
            #expect(sar(after: op("ssa8l", s: 3), a3: address) == little)
            #expect(sar(after: op("ssa8b", s: 3), a3: address) == big)
        }
        for amount in [0, 1, 15, 16, 31] as [UInt32] {
            #expect(sar(after: op("ssai", s: amount & 15, t: amount >> 4), a3: 0) == amount)
        }
    }

    @Test func `SSAI is followed by every shift at its edges`() {
        for amount in [0, 1, 31] as [UInt32] {
            let ssai = op("ssai", s: amount & 15, t: amount >> 4)
            let (value, low) = (Self.value, Self.low)
            #expect(Bench.value(ssai, op("sll", r: 2, s: 3), a3: value) == Self.bits(value, 0, from: amount))
            #expect(Bench.value(ssai, op("srl", r: 2, t: 4), a4: value) == value >> amount)
            #expect(Bench.value(ssai, op("sra", r: 2, t: 4), a4: value) == Self.bits(.max, value, from: amount))
            let funnel = Bench.value(ssai, op("src", r: 2, s: 3, t: 4), a3: value, a4: low)
            #expect(funnel == Self.bits(value, low, from: amount))
        }
    }

    @Test func `SLLI shifts by 1…31; its encoding holds 32 minus the amount`() {
        for amount in [1, 2, 15, 16, 17, 31] as [UInt32] {
            let field = 32 - amount
            let word = op("slli", r: 2, s: 3, t: field & 15) | (field >> 4) << 20
            #expect(Bench.value(word, a3: Self.value) == Self.value << amount)
        }
    }

    @Test func `SRLI shifts by 0…15, SRAI by 0…31`() {
        for amount in [0, 1, 7, 15] as [UInt32] {
            #expect(Bench.value(op("srli", r: 2, s: amount, t: 4), a4: Self.value) == Self.value >> amount)
        }
        for amount in [0, 1, 15, 16, 31] as [UInt32] {
            let word = op("srai", r: 2, s: amount & 15, t: 4) | (amount >> 4) << 20
            #expect(Bench.value(word, a4: Self.value) == Self.bits(.max, Self.value, from: amount))
        }
    }

    @Test func `EXTUI takes 1…16 bits from bit 0…31`() {
        for (shift, width, result) in [
            (0, 1, 1), (0, 16, 0x4567), (8, 8, 0x45), (31, 1, 1), (31, 16, 1), (16, 16, 0x8123), (24, 4, 1),
        ] as [(UInt32, UInt32, UInt32)] {
            let word = op("extui", r: 2, s: shift & 15, t: 4) | (shift >> 4) << 16 | (width - 1) << 20
            #expect(Bench.value(word, a4: Self.value) == result, "EXTUI \(shift), \(width)")
        }
    }
}
