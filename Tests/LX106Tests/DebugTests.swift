import LX106
import Testing

/// The debug option: BREAK, BREAK.N, IBREAK, DBREAK and ICOUNT enter level 2.
@Suite struct DebugTests {
    private static let vector = Bench.endOf(vector: Bench.debug)

    @Test(arguments: [("break", UInt32(1) << 3), ("break.n", 1 << 4)])
    func `BREAK enters level 2 with its own address, at any PS INTLEVEL below 2`(name: String, cause: UInt32) {
        for ps in [0, 0x20, 0x21, 0x31] as [UInt32] {
            Bench.run([op("nop"), op(name)]) {
                $0.core[special: .ps] = ps
            } check: { machine in
                let core = machine.core
                #expect(core.pc == Self.vector && core[special: .debugcause] == cause)
                #expect(core[special: .epc2] == Bench.code + 3 && core[special: .eps2] == ps)
                #expect(core[special: .ps] == (ps & 0x20) | 0x12)
            }
        }
    }

    @Test(arguments: ["break", "break.n"], [UInt32(2), 3, 15])
    func `BREAK does nothing at level 2 and above`(name: String, level: UInt32) {
        Bench.run([op(name)]) {
            $0.core[special: .ps] = level
        } check: { machine in
            #expect(machine.core.pc == Bench.endOf([op(name)]) && machine.core[special: .debugcause] == 0)
        }
    }

    @Test func `BREAK with its two immediates is the same instruction`() {
        for (s, t) in [(0, 0), (1, 1), (15, 15)] as [(UInt32, UInt32)] {
            Bench.run([op("break", s: s, t: t)]) { _ in
            } check: {
                #expect($0.core.pc == Self.vector)
            }
        }
    }

    @Test func `RFI 2 goes back; the handler may step over the BREAK`() {
        let handler = [op("rsr.epc2", t: 5), op("addi", s: 5, t: 5, imm8: 3), op("wsr.epc2", t: 5), op("rfi", s: 2)]
        let program = [op("break"), op("addi", s: 2, t: 2, imm8: 9)]
        Bench.run(program) { machine in
            machine.load(handler.flatMap { Encoding.bytes($0) }, at: Bench.vectors + Bench.debug)
        } check: { machine in
            #expect(machine.core.pc == Bench.endOf(program) && machine.core[register: 2] == 9)
            #expect(machine.core[special: .ps] == 0)
        }
    }

    @Test func `IBREAK stops before the instruction at IBREAKA0, when enabled`() {
        let program = (0..<4).map { _ in op("addi", s: 2, t: 2, imm8: 1) }
        for isEnabled in [true, false] {
            Bench.run(program) { machine in
                machine.core[special: .ibreaka0] = Bench.code + 6
                machine.core[special: .ibreakenable] = isEnabled ? 1 : 0
            } check: { machine in
                #expect(machine.core[register: 2] == (isEnabled ? 2 : 4))
                #expect(machine.core.pc == (isEnabled ? Self.vector : Bench.endOf(program)))
                if isEnabled {
                    #expect(machine.core[special: .epc2] == Bench.code + 6)
                    #expect(machine.core[special: .debugcause] == 1 << 1)
                }
            }
        }
    }

    @Test func `IBREAK sleeps at level 2`() {
        let program = [op("nop"), op("addi", s: 2, t: 2, imm8: 1)]
        Bench.run(program) { machine in
            machine.core[special: .ps] = 2
            machine.core[special: .ibreaka0] = Bench.code + 3
            machine.core[special: .ibreakenable] = 1
        } check: {
            #expect($0.core[register: 2] == 1 && $0.core.pc == Bench.endOf(program))
        }
    }

    struct Watch: Sendable {
        let name: String
        let control: UInt32
        let address: UInt32
        let isHit: Bool
    }

    static let watches: [Watch] = [
        .init(name: "l32i", control: 1 << 30 | 0x3F, address: Bench.data + 8, isHit: true),
        .init(name: "l32i", control: 1 << 31 | 0x3F, address: Bench.data + 8, isHit: false),
        .init(name: "s32i", control: 1 << 31 | 0x3F, address: Bench.data + 8, isHit: true),
        .init(name: "s32i", control: 1 << 30 | 0x3F, address: Bench.data + 8, isHit: false),
        .init(name: "s32i", control: 3 << 30 | 0x3F, address: Bench.data + 12, isHit: false),
        .init(name: "l8ui", control: 3 << 30 | 0x38, address: Bench.data + 8, isHit: true),
        .init(name: "l16si", control: 3 << 30, address: Bench.data, isHit: true),
        .init(name: "l16si", control: 3 << 30, address: Bench.data + 64, isHit: false),
        .init(name: "s8i", control: 0x3F, address: Bench.data + 8, isHit: false),
        // One watched byte, in the middle, at the end and behind; two bytes, of which the first is in front.
        .init(name: "l32i", control: 1 << 30 | 0x3F, address: Bench.data + 9, isHit: true),
        .init(name: "s32i", control: 1 << 31 | 0x3F, address: Bench.data + 11, isHit: true),
        .init(name: "l16ui", control: 1 << 30 | 0x3F, address: Bench.data + 9, isHit: true),
        .init(name: "l16ui", control: 1 << 30 | 0x3F, address: Bench.data + 10, isHit: false),
        .init(name: "s8i", control: 1 << 31 | 0x3F, address: Bench.data + 9, isHit: false),
        .init(name: "s16i", control: 1 << 31 | 0x3E, address: Bench.data + 9, isHit: true),
        .init(name: "s32i", control: 1 << 31 | 0x3F, address: Bench.data + 7, isHit: false),
    ]

    @Test(arguments: watches)
    func `DBREAK stops before an access of its kind that has a byte at the masked address`(watch: Watch) {
        Bench.run([op("nop"), op(watch.name, s: 3, t: 4)]) { machine in
            machine.core[register: 3] = Bench.data + 8
            machine.core[register: 4] = 0xFF
            machine.core[special: .dbreaka0] = watch.address
            machine.core[special: .dbreakc0] = watch.control
        } check: { machine in
            #expect((machine.core.pc == Self.vector) == watch.isHit, "\(watch)")
            if watch.isHit {
                #expect(machine.core[special: .debugcause] == 1 << 2)
                #expect(machine.core[special: .epc2] == Bench.code + 3)
                #expect(machine.bytes(at: Bench.data + 8, count: 1) == [0])
                #expect(machine.core[register: 4] == 0xFF)
            }
        }
    }

    @Test(arguments: [UInt32(1), 2, 3, 5])
    func `ICOUNT counts instructions below ICOUNTLEVEL and stops when it would overflow`(count: UInt32) {
        let program = (0..<8).map { _ in op("addi", s: 2, t: 2, imm8: 1) }
        Bench.run(program) { machine in
            machine.core[special: .icount] = 0 &- count - 1
            machine.core[special: .icountlevel] = 2
        } check: { machine in
            #expect(machine.core.pc == Self.vector && machine.core[special: .debugcause] == 1)
            #expect(machine.core[register: 2] == count)
            #expect(machine.core[special: .epc2] == Bench.code + 3 * count)
        }
    }

    @Test func `ICOUNT stands still at or above ICOUNTLEVEL`() {
        let program = [op("nop"), op("nop"), op("rsr.icount", t: 2)]
        Bench.run(program) { machine in
            machine.core[special: .ps] = 1
            machine.core[special: .icount] = .max - 1
            machine.core[special: .icountlevel] = 1
        } check: {
            #expect($0.core[register: 2] == .max - 1 && $0.core.pc == Bench.endOf(program))
        }
    }
}
