import LX106
import Testing

/// Exceptions: causes, vectors, what they save, and the way back.
@Suite struct ExceptionTests {
    private static let um: UInt32 = 0x20
    private static let excm: UInt32 = 0x10

    struct Source: Sendable {
        let name: String
        let word: UInt32
        let a3: UInt32
        let cause: UInt32
        /// EXCVADDR, where the exception defines it.
        let address: UInt32?
    }

    /// Every cause the chip can raise, with an instruction that raises it.
    static let sources: [Source] = [
        .init(name: "ILL", word: 0x000000, a3: 0, cause: 0, address: nil),
        .init(name: "SYSCALL", word: 0x005000, a3: 0, cause: 1, address: nil),
        .init(name: "L8UI from IRAM", word: 0x000322, a3: Bench.code, cause: 3, address: Bench.code),
        .init(name: "S32I to flash", word: 0x006322, a3: Bench.flash, cause: 3, address: Bench.flash),
        .init(name: "L32I unaligned", word: 0x002322, a3: Bench.data + 1, cause: 9, address: Bench.data + 1),
        .init(name: "L32I from nowhere", word: 0x002322, a3: 0x1000_0000, cause: 28, address: 0x1000_0000),
        .init(name: "S32I to nowhere", word: 0x006322, a3: 0x1000_0000, cause: 29, address: 0x1000_0000),
    ]

    @Test(arguments: sources, [0, um])
    func `an exception goes to the vector PS UM selects, saves the PC in EPC1 and sets EXCM`(source: Source, ps: UInt32)
    {
        Bench.run([op("nop"), source.word]) { machine in
            machine.core[special: .ps] = ps
            machine.core[register: 3] = source.a3
            machine.core[special: .depc] = 0x1111
        } check: { machine in
            let core = machine.core
            #expect(core.pc == Bench.endOf(vector: ps == 0 ? Bench.kernel : Bench.user), "\(source.name)")
            #expect(core[special: .exccause] == source.cause, "\(source.name)")
            #expect(core[special: .epc1] == Bench.code + 3, "\(source.name)")
            #expect(core[special: .ps] == ps | Self.excm)
            #expect(core[special: .depc] == 0x1111)
            if let address = source.address { #expect(core[special: .excvaddr] == address, "\(source.name)") }
        }
    }

    @Test(arguments: sources, [excm, excm | um])
    func `an exception under EXCM is a double exception: DEPC, not EPC1`(source: Source, ps: UInt32) {
        Bench.run([source.word]) { machine in
            machine.core[special: .ps] = ps
            machine.core[register: 3] = source.a3
            machine.core[special: .epc1] = 0x2222
        } check: { machine in
            let core = machine.core
            #expect(core.pc == Bench.endOf(vector: Bench.double), "\(source.name)")
            #expect(core[special: .depc] == Bench.code && core[special: .epc1] == 0x2222, "\(source.name)")
            #expect(core[special: .exccause] == source.cause && core[special: .ps] == ps, "\(source.name)")
        }
    }

    @Test func `a fetch from where no code can be raises cause 20 with the address it was for`() {
        Bench.run([op("jx", s: 3)]) {
            $0.core[register: 3] = Bench.data
        } check: { machine in
            #expect(machine.core[special: .exccause] == 20)
            #expect(machine.core[special: .epc1] == Bench.data && machine.core[special: .excvaddr] == Bench.data)
        }
    }

    @Test func `VECBASE moves every vector`() {
        let base = Bench.code + 0x400
        for (ps, offset) in [(0, 0x30), (Self.um, 0x50), (Self.excm, 0x70)] as [(UInt32, UInt32)] {
            Bench.run([op("ill")]) { machine in
                machine.load(Encoding.bytes(Bench.simcall), at: base + offset)
                machine.core[special: .vecbase] = base
                machine.core[special: .ps] = ps
            } check: {
                #expect($0.core.pc == base + offset + 3)
            }
        }
    }

    @Test func `a vector that cannot be fetched leaves the guest lost`() {
        for path in ExecutionPath.allCases {
            let machine = Bench.machine(path)
            machine.load(Encoding.bytes(op("ill")), at: Bench.code)
            machine.core[special: .vecbase] = 0x2000_0000
            machine.core.jump(to: Bench.code)
            #expect(machine.core.run() == .lost(cause: 0, pc: Bench.code))
        }
    }

    @Test func `RFE clears EXCM and goes to EPC1`() {
        Bench.run([op("rfe"), op("ill"), op("ill")]) { machine in
            machine.core[special: .ps] = Self.excm | Self.um | 5
            machine.core[special: .epc1] = Bench.code + 9
        } check: { machine in
            #expect(machine.core.pc == Bench.code + 12 && machine.core[special: .ps] == Self.um | 5)
        }
    }

    @Test func `RFDE goes to DEPC and stays in exception mode`() {
        Bench.run([op("rfde"), op("ill"), op("ill")]) { machine in
            machine.core[special: .ps] = Self.excm | Self.um
            machine.core[special: .depc] = Bench.code + 9
        } check: { machine in
            #expect(machine.core.pc == Bench.code + 12 && machine.core[special: .ps] == Self.excm | Self.um)
        }
    }

    @Test(arguments: [UInt32(2), 3])
    func `RFI takes PC and PS of its level`(level: UInt32) {
        Bench.run([op("rfi", s: level), op("ill"), op("ill")]) { machine in
            machine.core[special: .ps] = Self.excm | level
            machine.core[special: level == 2 ? .epc2 : .epc3] = Bench.code + 9
            machine.core[special: level == 2 ? .eps2 : .eps3] = Self.um | 1
        } check: { machine in
            #expect(machine.core.pc == Bench.code + 12 && machine.core[special: .ps] == Self.um | 1)
        }
    }

    @Test func `a handler that steps over SYSCALL and returns continues the program`() {
        // rsr a5, epc1; addi a5, a5, 3; wsr epc1, a5; rfe
        let handler = [
            op("rsr.epc1", t: 5), op("addi", s: 5, t: 5, imm8: 3), op("wsr.epc1", t: 5), op("rfe"),
        ]
        let program = [op("syscall"), op("addi", s: 2, t: 2, imm8: 7)]
        Bench.run(program) { machine in
            machine.load(handler.flatMap { Encoding.bytes($0) }, at: Bench.vectors + Bench.kernel)
        } check: { machine in
            #expect(machine.core.pc == Bench.endOf(program) && machine.core[register: 2] == 7)
            #expect(machine.core[special: .ps] == 0)
        }
    }

    /// One ring: PS.UM selects a vector and nothing else, so cause 8 (Privileged) cannot arise.
    @Test func `privileged instructions work with PS UM set`() {
        let program = [op("rsil", s: 2, t: 2), op("wsr.excsave1", t: 3), op("rsr.excsave1", t: 4), op("rsr.ps", t: 5)]
        Bench.run(program) { machine in
            machine.core[special: .ps] = Self.um
            machine.core[register: 3] = 42
        } check: { machine in
            #expect(machine.core.pc == Bench.endOf(program))
            #expect(machine.core[register: 2] == Self.um && machine.core[register: 4] == 42)
            #expect(machine.core[register: 5] == Self.um | 2)
        }
    }

    @Test func `an exception costs its entry and does not count as an instruction completed`() {
        var seen: [[UInt64]] = []
        Bench.run([op("nop"), op("l32i", s: 3, t: 2)]) { _ in
        } check: { machine in
            seen.append([machine.core.now, machine.core.instructions])
        }
        #expect(Set(seen).count == 1)
        #expect(seen.first?.last == 2)
    }
}
