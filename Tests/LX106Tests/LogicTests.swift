import LX106
import Testing

/// AND, OR, XOR and the moves, plain and conditional.
@Suite struct LogicTests {
    @Test func `AND, OR, XOR work bit by bit`() {
        let (s, t): (UInt32, UInt32) = (0xFF00_F0CC, 0x0FF0_AAAA)
        #expect(Bench.value(op("and", r: 2, s: 3, t: 4), a3: s, a4: t) == 0x0F00_A088)
        #expect(Bench.value(op("or", r: 2, s: 3, t: 4), a3: s, a4: t) == 0xFFF0_FAEE)
        #expect(Bench.value(op("xor", r: 2, s: 3, t: 4), a3: s, a4: t) == 0xF0F0_5A66)
    }

    @Test func `OR of a register with itself moves, XOR clears`() {
        #expect(Bench.value(op("or", r: 2, s: 3, t: 3), a3: 0x8765_4321) == 0x8765_4321)
        #expect(Bench.value(op("xor", r: 2, s: 2, t: 2), a2: 0x8765_4321) == 0)
    }

    @Test(
        arguments: [
            ("moveqz", [true, false, false, false]), ("movnez", [false, true, true, true]),
            ("movltz", [false, false, true, true]), ("movgez", [true, true, false, false]),
        ] as [(String, [Bool])]
    )
    func `a conditional move looks at its third operand`(name: String, moves: [Bool]) {
        for (condition, isMoved) in zip([0, 0x7FFF_FFFF, 0x8000_0000, .max] as [UInt32], moves) {
            let seen = Bench.value(op(name, r: 2, s: 3, t: 4), a3: 111, a4: condition, a2: 222)
            #expect(seen == (isMoved ? 111 : 222), "\(name) with \(condition)")
        }
    }
}
