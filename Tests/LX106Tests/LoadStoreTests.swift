import LX106
import Testing

/// Loads and stores: widths, offsets, extension, alignment, L32R with and without LITBASE.
@Suite struct LoadStoreTests {
    private static let pattern: [UInt8] = [0x81, 0x92, 0x73, 0xF4, 0x05, 0x16, 0x27, 0xB8]

    /// What `word` loads into a2, with `pattern` at the start of DRAM and a3 = start of DRAM + `offset`.
    private func load(_ word: UInt32, offset: UInt32 = 0) -> UInt32 {
        var seen: Set<UInt32> = []
        Bench.run([word]) { machine in
            machine.load(Self.pattern, at: Bench.data)
            machine.core[register: 3] = Bench.data &+ offset
        } check: { machine in
            #expect(machine.core.pc == Bench.endOf([word]))
            seen.insert(machine.core[register: 2])
        }
        #expect(seen.count == 1)
        return seen.first ?? 0
    }

    @Test func `loads are little-endian; bytes and halves are zero-extended, L16SI sign-extends`() {
        #expect(load(op("l8ui", s: 3, t: 2)) == 0x81)
        #expect(load(op("l8ui", s: 3, t: 2, imm8: 3)) == 0xF4)
        #expect(load(op("l16ui", s: 3, t: 2)) == 0x9281)
        #expect(load(op("l16si", s: 3, t: 2)) == 0xFFFF_9281)
        #expect(load(op("l16si", s: 3, t: 2, imm8: 2)) == 0x1605)
        #expect(load(op("l32i", s: 3, t: 2)) == 0xF473_9281)
        #expect(load(op("l32i", s: 3, t: 2, imm8: 1)) == 0xB827_1605)
    }

    @Test func `offsets are 0…255 units of the width`() {
        #expect(load(op("l8ui", s: 3, t: 2, imm8: 255), offset: 0 &- 254) == 0x92)
        #expect(load(op("l16ui", s: 3, t: 2, imm8: 255), offset: 0 &- 508) == 0xF473)
        #expect(load(op("l32i", s: 3, t: 2, imm8: 255), offset: 0 &- 1016) == 0xB827_1605)
    }

    @Test func `the base register may be the destination`() {
        Bench.run([op("l32i", s: 2, t: 2, imm8: 1)]) { machine in
            machine.load(Self.pattern, at: Bench.data)
            machine.core[register: 2] = Bench.data
        } check: {
            #expect($0.core[register: 2] == 0xB827_1605)
        }
    }

    @Test(
        arguments: [
            ("s8i", 1, [0x81, 0x44, 0x73, 0xF4]), ("s16i", 1, [0x81, 0x92, 0x44, 0x33]),
            ("s32i", 0, [0x44, 0x33, 0x22, 0x11]),
        ] as [(String, Int32, [UInt8])]
    )
    func `a store changes the bytes of its width only`(name: String, offset: Int32, bytes: [UInt8]) {
        Bench.run([op(name, s: 3, t: 4, imm8: offset)]) { machine in
            machine.load(Self.pattern, at: Bench.data)
            machine.core[register: 3] = Bench.data
            machine.core[register: 4] = 0x1122_3344
        } check: { machine in
            #expect(machine.bytes(at: Bench.data, count: 8) == bytes + Self.pattern[4...])
        }
    }

    @Test func `the last word of DRAM can be reached, the word behind it cannot`() {
        let end = Bench.data + 0x1000
        Bench.run([op("s32i", s: 3, t: 4), op("l32i", s: 3, t: 2)]) { machine in
            machine.core[register: 3] = end - 4
            machine.core[register: 4] = 0x55AA_1234
        } check: {
            #expect($0.core[register: 2] == 0x55AA_1234)
        }
        Bench.run([op("s32i", s: 3, t: 4, imm8: 1)]) {
            $0.core[register: 3] = end - 4
        } check: {
            #expect($0.core[special: .exccause] == 29 && $0.core[special: .excvaddr] == end)
        }
    }

    @Test func `an address wraps around at 2^32`() {
        Bench.run([op("l32i", s: 3, t: 2, imm8: 2)]) {
            $0.core[register: 3] = 0xFFFF_FFFC
        } check: {
            #expect($0.core[special: .exccause] == 28 && $0.core[special: .excvaddr] == 4)
        }
    }

    @Test(arguments: [("l16ui", 1), ("l16si", 1), ("s16i", 3), ("l32i", 2), ("s32i", 1), ("s32i", 3)])
    func `a misaligned access raises cause 9 and has no effect`(name: String, offset: UInt32) {
        Bench.run([op(name, s: 3, t: 2)]) { machine in
            machine.load(Self.pattern, at: Bench.data)
            machine.core[register: 3] = Bench.data + offset
            machine.core[register: 2] = 77
        } check: { machine in
            let core = machine.core
            #expect(core[special: .exccause] == 9 && core[special: .excvaddr] == Bench.data + offset)
            #expect(core[special: .epc1] == Bench.code && core[register: 2] == 77)
            #expect(machine.bytes(at: Bench.data, count: 8) == Self.pattern)
        }
    }

    @Test func `IRAM takes aligned words in both directions`() {
        Bench.run([op("s32i", s: 3, t: 4), op("l32i", s: 3, t: 2)]) { machine in
            machine.core[register: 3] = Bench.code + 0x800
            machine.core[register: 4] = 0xCAFE_F00D
        } check: {
            #expect($0.core[register: 2] == 0xCAFE_F00D)
        }
    }

    /// L32R with the 16-bit offset field `field`, at `address`, from a memory with a word at `literal`.
    private func literal(_ field: UInt32, at address: UInt32, literal: UInt32, litbase: UInt32 = 0) -> UInt32 {
        var seen: Set<UInt32> = []
        Bench.run([op("l32r", t: 2) | field << 8], at: address) { machine in
            machine.load([0x78, 0x56, 0x34, 0x12], at: literal)
            machine.core[special: .litbase] = litbase
        } check: {
            seen.insert($0.core[register: 2])
        }
        #expect(seen.count == 1)
        return seen.first ?? 0
    }

    @Test(arguments: [0, 1, 2, 3] as [UInt32])
    func `L32R counts back from the next word boundary`(alignment: UInt32) {
        let address = Bench.code + 0x400 + alignment
        let origin = (address + 3) & ~3
        #expect(literal(0xFFFE, at: address, literal: origin - 8) == 0x1234_5678)
        #expect(literal(0xFFF0, at: address, literal: origin - 64) == 0x1234_5678)
        #expect(literal(0xFF00, at: address, literal: origin - 1024) == 0x1234_5678)
    }

    @Test func `L32R reaches 256 KB back and no further`() {
        // Field 0: 0x40000 below the boundary, where nothing answers.
        Bench.run([op("l32r", t: 2)]) { _ in
        } check: {
            #expect($0.core[special: .exccause] == 28 && $0.core[special: .excvaddr] == Bench.code - 0x4_0000)
        }
    }

    @Test func `an enabled LITBASE replaces the PC as the origin of L32R`() {
        let base = Bench.code + 0x1000
        #expect(literal(0xFFFE, at: Bench.code, literal: base - 8, litbase: base | 1) == 0x1234_5678)
        #expect(literal(0xFFFE, at: Bench.code + 0x80, literal: base - 8, litbase: base | 1) == 0x1234_5678)
        #expect(literal(0xFFF0, at: Bench.code + 0x80, literal: Bench.code + 0x40, litbase: base) == 0x1234_5678)
    }

    @Test func `L32R behind WSR LITBASE already uses it`() {
        let words = [op("wsr.litbase", t: 3), op("l32r", t: 2) | 0xFFFF << 8]
        Bench.run(words) { machine in
            machine.load([0x78, 0x56, 0x34, 0x12], at: Bench.code + 0xFFC)
            machine.core[register: 3] = (Bench.code + 0x1000) | 1
        } check: {
            #expect($0.core[register: 2] == 0x1234_5678)
        }
    }
}
