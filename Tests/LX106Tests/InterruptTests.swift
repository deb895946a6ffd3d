import LX106
import Testing

/// The 15 interrupts, INTENABLE, levels, WAITI, the NMI, and CCOUNT/CCOMPARE0.
@Suite struct InterruptTests {
    private static let level1Vector = Bench.endOf(vector: Bench.user)

    /// A core in `j .` with PS.UM set, all interrupts of `enabled` enabled.
    private func waiting(_ path: ExecutionPath, enabled: UInt32, ps: UInt32 = 0x20) -> Machine {
        let machine = Bench.machine(path)
        machine.load(Encoding.bytes(Encoding.j(Bench.code, at: Bench.code)), at: Bench.code)
        machine.core.jump(to: Bench.code)
        machine.core[special: .ps] = ps
        machine.core[special: .intenable] = enabled
        machine.signals.setDeadline(1000)
        return machine
    }

    private func drive(_ machine: Machine, _ number: Int) {
        switch number {
        case 0...5: machine.signals.setLine(number, high: true)
        case 6: machine.core[special: .ccompare0] = 100
        case 7: machine.core[special: .interrupt] = 1 << 7
        default: machine.signals.pulse(number)
        }
    }

    @Test(arguments: Array(0..<14))
    func `each level-1 interrupt enters the user vector with cause 4 when enabled`(number: Int) {
        for path in ExecutionPath.allCases {
            let machine = waiting(path, enabled: 1 << UInt32(number))
            drive(machine, number)
            #expect(machine.core.run() == .simcall)
            let core = machine.core
            #expect(core.pc == Self.level1Vector && core[special: .exccause] == 4)
            #expect(core[special: .epc1] == Bench.code && core[special: .ps] == 0x30)
            #expect(core[special: .interrupt] == 1 << UInt32(number))
        }
    }

    @Test(arguments: Array(0..<14))
    func `each level-1 interrupt is held back by INTENABLE, PS INTLEVEL and PS EXCM`(number: Int) {
        let bit = UInt32(1) << UInt32(number)
        for path in ExecutionPath.allCases {
            for (enabled, ps) in [(~bit, 0x20), (bit, 0x21), (bit, 0x2F), (bit, 0x30)] as [(UInt32, UInt32)] {
                let machine = waiting(path, enabled: enabled, ps: ps)
                drive(machine, number)
                #expect(machine.core.run() == .deadline)
                #expect(machine.core.pc == Bench.code && machine.core[special: .interrupt] == bit)
            }
        }
    }

    @Test(arguments: [0, 0x20, 0x2F, 0x3F] as [UInt32], [0, 0x7FFF] as [UInt32])
    func `the NMI cannot be masked and saves PC and PS in EPC3 and EPS3`(ps: UInt32, enabled: UInt32) {
        for path in ExecutionPath.allCases {
            let machine = waiting(path, enabled: enabled, ps: ps)
            machine.signals.pulse(14)
            #expect(machine.core.run() == .simcall)
            let core = machine.core
            #expect(core.pc == Bench.endOf(vector: Bench.nmi))
            #expect(core[special: .epc3] == Bench.code && core[special: .eps3] == ps)
            #expect(core[special: .ps] == (ps & ~0xF) | 0x13)
            #expect(core[special: .exccause] == 0)
        }
    }

    @Test func `the NMI goes before a level-1 interrupt, which waits until RFI`() {
        for path in ExecutionPath.allCases {
            let machine = waiting(path, enabled: 0xFF)
            machine.load(Encoding.bytes(op("rfi", s: 3)), at: Bench.vectors + Bench.nmi)
            machine.signals.setLine(4, high: true)
            machine.signals.pulse(14)
            #expect(machine.core.run() == .simcall)
            #expect(machine.core.pc == Self.level1Vector)
            #expect(machine.core[special: .epc1] == Bench.code && machine.core[special: .epc3] == Bench.code)
        }
    }

    @Test func `INTCLEAR clears edge and software interrupts, not level ones nor the timer`() {
        Bench.run([op("wsr.intset", t: 3), op("wsr.intclear", t: 4), op("rsr.interrupt", t: 2)]) { machine in
            for number in 0...5 { machine.signals.setLine(number, high: true) }
            for number in 8...13 { machine.signals.pulse(number) }
            machine.core[register: 3] = .max
            machine.core[register: 4] = .max
        } check: {
            #expect($0.core[register: 2] == 0x3F)
        }
    }

    @Test func `INTSET sets the software interrupt only, INTCLEAR clears the bits it names`() {
        Bench.run([op("wsr.intset", t: 3), op("rsr.interrupt", t: 2)]) {
            $0.core[register: 3] = .max
        } check: {
            #expect($0.core[register: 2] == 0x80)
        }
        Bench.run([op("wsr.intclear", t: 3), op("rsr.interrupt", t: 2)]) { machine in
            machine.signals.pulse(8)
            machine.signals.pulse(9)
            machine.core[register: 3] = 1 << 9
        } check: {
            #expect($0.core[register: 2] == 1 << 8)
        }
    }

    @Test func `a level interrupt is gone with its line`() {
        for path in ExecutionPath.allCases {
            let machine = waiting(path, enabled: 0x10)
            machine.signals.setLine(4, high: true)
            machine.signals.setLine(4, high: false)
            #expect(machine.core.run() == .deadline)
            #expect(machine.core[special: .interrupt] == 0)
        }
    }

    @Test func `WSR INTENABLE lets a pending interrupt in before the next instruction`() {
        Bench.run([op("wsr.intenable", t: 3), op("addi", s: 2, t: 2, imm8: 1)]) { machine in
            machine.signals.setLine(4, high: true)
            machine.core[register: 3] = 0x10
            machine.core[special: .ps] = 0x20
        } check: { machine in
            #expect(machine.core.pc == Self.level1Vector && machine.core[special: .epc1] == Bench.code + 3)
            #expect(machine.core[register: 2] == 0)
        }
    }

    @Test func `RSIL gives the old PS, masks, and lets in when it lowers the level`() {
        Bench.run([op("rsil", s: 1, t: 2), op("nop"), op("rsil", s: 0, t: 4), op("nop")]) { machine in
            machine.core[special: .ps] = 0x2F
            machine.core[special: .intenable] = 0x10
            machine.signals.setLine(4, high: true)
        } check: { machine in
            #expect(machine.core[register: 2] == 0x2F && machine.core[register: 4] == 0x21)
            #expect(machine.core[special: .epc1] == Bench.code + 9)
        }
    }

    @Test func `an interrupt that comes back right after RFE is taken again, before the next instruction`() {
        // The handler counts in a2 and drops the enable bit after the third time.
        let handler = [
            op("addi", s: 2, t: 2, imm8: 1), op("bnei", r: 3, s: 2, imm8: 2), op("wsr.intenable", t: 4), op("rfe"),
        ]
        Bench.run([op("nop")]) { machine in
            machine.load(handler.flatMap { Encoding.bytes($0) }, at: Bench.vectors + 0x80)
            let jump = Encoding.j(Bench.vectors + 0x80, at: Bench.vectors + Bench.user)
            machine.load(Encoding.bytes(jump), at: Bench.vectors + Bench.user)
            machine.core[special: .ps] = 0x20
            machine.core[special: .intenable] = 0x10
            machine.signals.setLine(4, high: true)
        } check: { machine in
            #expect(machine.core[register: 2] == 3 && machine.core.pc == Bench.endOf([op("nop")]))
        }
    }

    @Test func `WAITI sets the level, idles until an interrupt and resumes behind itself`() {
        for path in ExecutionPath.allCases {
            let machine = Bench.machine(path)
            machine.load(Encoding.bytes(op("waiti", s: 0)), at: Bench.code)
            machine.core.jump(to: Bench.code)
            machine.core[special: .ps] = 0x2F
            machine.core[special: .intenable] = 1 << 9
            machine.signals.setDeadline(5000)
            #expect(machine.core.run() == .deadline)
            #expect(machine.core.now == 5000 && machine.core.idleCycles == 4999)
            #expect(machine.core[special: .ps] == 0x20)
            machine.signals.pulse(9)
            machine.signals.setDeadline(6000)
            #expect(machine.core.run() == .simcall)
            #expect(machine.core.pc == Self.level1Vector && machine.core[special: .epc1] == Bench.code + 3)
        }
    }

    @Test func `WAITI tells when CCOMPARE0 may end it, as long as no interrupt has arrived`() {
        for path in ExecutionPath.allCases {
            let machine = waiting(path, enabled: 1 << 6 | 1 << 8)
            machine.load(Encoding.bytes(op("waiti", s: 0)), at: Bench.code)
            machine.core[special: .ccompare0] = 5000
            #expect(machine.core.waitsUntil == nil)
            #expect(machine.core.run() == .deadline)
            #expect(machine.core.now == 1000 && machine.core.waitsUntil == 5000)
            machine.signals.setLine(4, high: true)
            #expect(machine.core.waitsUntil == 5000)
            machine.signals.pulse(8)
            #expect(machine.core.waitsUntil == nil)
        }
    }

    @Test func `WAITI above the interrupt's level goes on waiting, but the NMI ends it`() {
        for path in ExecutionPath.allCases {
            let machine = Bench.machine(path)
            machine.load(Encoding.bytes(op("waiti", s: 1)), at: Bench.code)
            machine.core.jump(to: Bench.code)
            machine.core[special: .ps] = 0x2F
            machine.core[special: .intenable] = 0x3FFF
            machine.signals.setLine(3, high: true)
            machine.signals.setDeadline(.max)
            #expect(machine.core.run() == .waiting)
            machine.signals.pulse(14)
            #expect(machine.core.run() == .simcall)
            #expect(machine.core.pc == Bench.endOf(vector: Bench.nmi))
            #expect(machine.core[special: .epc3] == Bench.code + 3)
        }
    }

    // MARK: CCOUNT and CCOMPARE0

    @Test func `CCOUNT counts cycles and can be set`() {
        let program = [op("rsr.ccount", t: 2), op("nop"), op("nop"), op("rsr.ccount", t: 4)]
        Bench.run(program) {
            $0.core[special: .ccount] = 0xFFFF_FFFE
        } check: { machine in
            #expect(machine.core[register: 4] &- machine.core[register: 2] == 3)
            #expect(machine.core[register: 4] < 0x10)
        }
        Bench.run([op("wsr.ccount", t: 3), op("nop"), op("rsr.ccount", t: 2)]) {
            $0.core[register: 3] = 1000
        } check: {
            // WSR.CCOUNT and NOP take a cycle each; RSR reads at its own issue or at its end.
            #expect(1001...1002 ~= $0.core[register: 2])
        }
    }

    @Test(arguments: [10, 100, 777] as [UInt32])
    func `CCOMPARE0 raises interrupt 6 when CCOUNT gets there`(distance: UInt32) {
        for path in ExecutionPath.allCases {
            let machine = waiting(path, enabled: 1 << 6)
            machine.core[special: .ccount] = 0xFFFF_FF00
            machine.core[special: .ccompare0] = 0xFFFF_FF00 &+ distance
            #expect(machine.core.run() == .simcall)
            // At most one `j .` of 3 cycles late, plus the entry and the SIMCALL.
            let entry = Cycles(machine.core.timing.exceptionEntry)
            #expect(machine.core.now >= Cycles(distance) + entry && machine.core.now <= Cycles(distance) + entry + 4)
        }
    }

    @Test func `writing CCOMPARE0 acknowledges the timer, INTCLEAR does not`() {
        let program = [
            op("nop"), op("nop"), op("wsr.intclear", t: 4), op("rsr.interrupt", t: 5), op("wsr.ccompare0", t: 3),
            op("rsr.interrupt", t: 6),
        ]
        Bench.run(program) { machine in
            machine.core[special: .ccompare0] = 1
            machine.core[register: 3] = 100_000
            machine.core[register: 4] = .max
        } check: { machine in
            #expect(machine.core[register: 5] == 0x40 && machine.core[register: 6] == 0)
        }
    }
}
