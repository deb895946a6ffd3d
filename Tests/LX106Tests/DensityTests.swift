import LX106
import Testing

/// Each 16-bit form does what its wide form does.
@Suite struct DensityTests {
    private static let edges: [UInt32] = [0, 1, 31, 0x7FFF_FFFF, 0x8000_0000, .max, 0x1234_5678]

    private func agree(_ narrow: UInt32, _ wide: UInt32, _ what: String) {
        for value in Self.edges {
            for other in [1, .max, 0x8000_0000] as [UInt32] {
                let seen = Bench.value(narrow, a3: value, a4: other, a2: 99)
                #expect(seen == Bench.value(wide, a3: value, a4: other, a2: 99), "\(what)")
            }
        }
    }

    @Test func `ADD.N is ADD, MOV.N is OR with itself`() {
        agree(op("add.n", r: 2, s: 3, t: 4), op("add", r: 2, s: 3, t: 4), "add.n")
        agree(op("mov.n", s: 3, t: 2), op("or", r: 2, s: 3, t: 3), "mov.n")
        agree(op("nop.n"), op("nop"), "nop.n")
    }

    @Test func `ADDI.N adds -1 or 1…15; 0 encodes -1`() {
        for field in UInt32(0)..<16 {
            let immediate = field == 0 ? -1 : Int32(field)
            let narrow = Bench.value(op("addi.n", r: 2, s: 3, t: field), a3: 100)
            #expect(narrow == Bench.value(op("addi", s: 3, t: 2, imm8: immediate), a3: 100))
            #expect(narrow == signed(100 + immediate))
        }
    }

    @Test func `MOVI.N loads -32…95`() {
        for value in Int32(-32)...95 {
            let field = signed(value) & 0x7F
            #expect(Bench.value(op("movi.n", r: field & 15, s: 2, t: field >> 4)) == signed(value))
        }
    }

    @Test func `L32I.N and S32I.N reach 0…60 bytes`() {
        for index in [0, 1, 15] as [UInt32] {
            for (store, load) in [("s32i.n", "l32i"), ("s32i", "l32i.n")] {
                func access(_ name: String, _ register: UInt32) -> UInt32 {
                    name.hasSuffix(".n")
                        ? op(name, r: index, s: 3, t: register) : op(name, s: 3, t: register, imm8: Int32(index))
                }
                Bench.run([access(store, 4), access(load, 2)]) { machine in
                    machine.core[register: 3] = Bench.data
                    machine.core[register: 4] = 0xABCD_0000 + index
                } check: { machine in
                    #expect(machine.core[register: 2] == 0xABCD_0000 + index)
                    #expect(machine.bytes(at: Bench.data + 4 * index, count: 2) == [UInt8(index), 0])
                }
            }
        }
    }

    @Test func `BEQZ.N and BNEZ.N go 4…67 bytes ahead`() {
        for (name, value) in [("beqz.n", UInt32(0)), ("bnez.n", 5)] {
            for distance in [0, 1, 15, 16, 63] as [UInt32] {
                let word = op(name, r: distance & 15, s: 3) | (distance >> 4) << 4
                let target = Bench.code + 4 + distance
                for a3 in [value, 5 - value] {
                    Bench.run([word, op("nop.n")]) { machine in
                        machine.load(Encoding.bytes(Bench.simcall), at: distance < 4 ? Bench.code + 4 : target)
                        if distance == 1 { machine.load(Encoding.bytes(Bench.simcall), at: target) }
                        machine.core[register: 3] = a3
                    } check: { machine in
                        if a3 == value { #expect(machine.core.pc == target + 3, "\(name) by \(distance)") }
                        if a3 != value && distance > 3 { #expect(machine.core.pc == Bench.code + 7) }
                    }
                }
            }
        }
    }

    @Test func `RET.N is RET`() {
        for word in [op("ret"), op("ret.n")] {
            Bench.run([word]) { machine in
                machine.load(Encoding.bytes(Bench.simcall), at: Bench.code + 0x40)
                machine.core[register: 0] = Bench.code + 0x40
            } check: {
                #expect($0.core.pc == Bench.code + 0x43)
            }
        }
    }

    @Test func `ILL.N raises IllegalInstruction like ILL`() {
        Bench.expectIllegal(op("ill"), "ill")
        Bench.expectIllegal(op("ill.n"), "ill.n")
    }
}
