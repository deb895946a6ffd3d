import Testing

@testable import LX106

/// Corners of the generated code that random programs seldom reach. Every program runs on the three engines in slices;
/// registers, clocks and counters must agree after each slice.
struct GeneratedCodeTests {
    /// What the guest and its prices look like from outside.
    private struct Snapshot: Equatable {
        var pc: UInt32
        var registers: [UInt32]
        var now: Cycles
        var instructions: UInt64
        var hits: UInt64
        var misses: UInt64
        var callStack: [UInt32]
        var exccause: UInt32
    }

    private func snapshot(_ machine: Machine) -> Snapshot {
        let core = machine.core
        return Snapshot(
            pc: core.pc,
            registers: (0..<16).map { core[register: $0] } + [core[special: .sar]],
            now: core.now,
            instructions: core.instructions,
            hits: machine.cache.hits,
            misses: machine.cache.misses,
            callStack: core.callStack(limit: 1000),
            exccause: core[special: .exccause]
        )
    }

    /// Runs `code` from `address` on every engine, in slices of `slice` cycles.
    private func expectAgreement(
        _ code: [UInt32],
        at address: UInt32 = Machine.text,
        slice: Cycles = 5000,
        slices: Int = 40,
        prepare: (Machine) -> Void = { _ in }
    ) -> Machine {
        let machines = Engine.allCases.map { engine in
            let machine = Machine()
            machine.core.use(engine)
            if engine == .generated { machine.core.compileThreshold = 1 }
            machine.load(code.flatMap { Encoding.bytes($0) }, at: address)
            // Exceptions end in a loop at their vector.
            for vector: UInt32 in [0x30, 0x50, 0x70] {
                machine.load(
                    Encoding.bytes(Encoding.j(0x4000_0000 + vector, at: 0x4000_0000 + vector)),
                    at: 0x4000_0000 + vector
                )
            }
            machine.core.jump(to: address)
            machine.core[special: .ps] = 0
            prepare(machine)
            return machine
        }
        for index in 1...slices {
            let states = machines.map { machine in
                machine.signals.setDeadline(Cycles(index) * slice)
                _ = machine.core.run()
                return snapshot(machine)
            }
            #expect(states[0] == states[2], "generated differs from reference in slice \(index)")
            #expect(states[1] == states[2], "interpreted differs from reference in slice \(index)")
            if states[0] != states[2] || states[1] != states[2] { break }
        }
        return machines[0]
    }

    private enum Word {
        static let ret: UInt32 = 0x000080
        static func addi(_ t: UInt32, _ s: UInt32, _ value: Int32) -> UInt32 {
            Encoding.lsai(0x00C002, s: s, t: t, imm8: UInt32(bitPattern: value))
        }
        static func l32i(_ t: UInt32, _ s: UInt32, _ offset: UInt32) -> UInt32 {
            Encoding.lsai(0x002002, s: s, t: t, imm8: offset / 4)
        }
        static func s32i(_ t: UInt32, _ s: UInt32, _ offset: UInt32) -> UInt32 {
            Encoding.lsai(0x006002, s: s, t: t, imm8: offset / 4)
        }
        static func add(_ r: UInt32, _ s: UInt32, _ t: UInt32) -> UInt32 { Encoding.rst(0x800000, r, s, t) }
        static func xor(_ r: UInt32, _ s: UInt32, _ t: UInt32) -> UInt32 { Encoding.rst(0x300000, r, s, t) }
        static func bgeu(_ s: UInt32, _ t: UInt32, _ offset: Int32) -> UInt32 { branch(0x00B007, s, t, offset) }
        static func bne(_ s: UInt32, _ t: UInt32, _ offset: Int32) -> UInt32 { branch(0x009007, s, t, offset) }
        static func bltu(_ s: UInt32, _ t: UInt32, _ offset: Int32) -> UInt32 { branch(0x003007, s, t, offset) }
        /// `offset` is counted from the branch.
        static func branch(_ base: UInt32, _ s: UInt32, _ t: UInt32, _ offset: Int32) -> UInt32 {
            base | s << 8 | t << 4 | (UInt32(bitPattern: offset - 4) & 0xFF) << 16
        }
        static func call0(_ target: UInt32, at pc: UInt32) -> UInt32 {
            0x000005 | ((target &- (pc & ~3) &- 4) >> 2 & 0x3FFFF) << 6
        }
    }

    @Test func `a carry that is as good as random costs the same with and without the skipped instruction`() {
        // a2 += a3 (a pseudo-random walk), a4 += carry; a third of the skips goes the other way round.
        let code = [
            Word.add(2, 2, 3), Word.bgeu(2, 3, 6), Word.addi(4, 4, 1),
            Word.xor(3, 3, 2), Word.bltu(3, 2, 6), Word.add(5, 5, 4),
            Word.addi(3, 3, 77), Encoding.j(Machine.text, at: Machine.text + 21),
        ]
        let machine = expectAgreement(code) {
            $0.core[register: 2] = 0x1234_5678
            $0.core[register: 3] = 0x9E37_79B9
        }
        #expect(machine.core[register: 4] > 100)
        #expect(machine.core[register: 5] > 100)
    }

    @Test func `a loop that walks out of DRAM raises at the same access`() {
        let code = [
            Word.l32i(4, 2, 0), Word.l32i(5, 2, 4), Word.s32i(4, 2, 8), Word.addi(2, 2, 4),
            Encoding.j(Machine.text, at: Machine.text + 12),
        ]
        let machine = expectAgreement(code, slices: 120) { $0.core[register: 2] = 0x3FFF_8000 }
        // The first access beyond: a load at the end of DRAM, where the ROM answers words; then the store of ROM.
        #expect(machine.core[special: .exccause] == 3)
    }

    @Test func `a misaligned base raises at the same access`() {
        let code = [
            Word.l32i(4, 2, 0), Word.addi(2, 2, 4), Word.addi(3, 3, 1), Word.bne(3, 6, -9 + 4 - 4 + 0),
            Word.addi(2, 2, 1), Word.l32i(4, 2, 0),
        ]
        let machine = expectAgreement(code) {
            $0.core[register: 2] = 0x3FFE_9000
            $0.core[register: 6] = 200
        }
        #expect(machine.core[special: .exccause] == 9)
    }

    @Test func `recursion deeper than the shadow stack keeps the same call stack`() {
        let text = Machine.text
        // Calls itself until a3 is a2, 700 deep, and returns through frames on the guest's stack.
        let code = [
            Word.addi(1, 1, -16), Word.s32i(0, 1, 0), Word.addi(3, 3, 1), Word.bgeu(3, 2, 6),
            Word.call0(text, at: text + 12), Word.l32i(0, 1, 0), Word.addi(1, 1, 16), Word.ret,
        ]
        let machine = expectAgreement(code, slice: 997, slices: 60) {
            $0.core[register: 1] = 0x3FFF_F000
            $0.core[register: 2] = 700
            $0.core[register: 0] = text + 0x100
            $0.load(Encoding.bytes(Encoding.j(text + 0x100, at: text + 0x100)), at: text + 0x100)
        }
        #expect(machine.core.pc == text + 0x100)
        #expect(machine.core[register: 1] == 0x3FFF_F000)
    }

    @Test func `code that rewrites itself in IRAM is decoded and compiled again`() {
        let iram: UInt32 = 0x4010_0000
        // Flips the immediate of the ADDI at the end between +1 and +3, in every round, by storing its word.
        let code = [
            Word.l32i(4, 2, 12), Word.xor(4, 4, 5), Word.s32i(4, 2, 12), Word.addi(6, 6, 1),
            Word.addi(6, 6, 1), Encoding.j(iram, at: iram + 15),
        ]
        let machine = expectAgreement(code, at: iram) {
            $0.core[register: 2] = iram
            // The ADDI at offset 12 has its immediate in the word's bits 23:16.
            $0.core[register: 5] = 2 << 16
        }
        #expect(machine.core[register: 6] > 400)
    }

    @Test func `more cache look-ups in a trace than its packed count takes at once`() {
        var code: [UInt32] = []
        let text = Machine.text
        // Literals of many different lines, in front of the code.
        for index in 0..<90 {
            let pc = text + UInt32(3 * index)
            code.append(Encoding.l32r(UInt32(2 + index % 8), from: text - 32 * UInt32(index + 1), at: pc))
        }
        for index in 90..<180 {
            let pc = text + UInt32(3 * index)
            code.append(Encoding.l32r(UInt32(2 + index % 8), from: text - 32 * UInt32(index + 1), at: pc))
        }
        code.append(Encoding.j(text, at: text + UInt32(3 * code.count)))
        let machine = expectAgreement(code, slice: 20_000)
        #expect(machine.cache.hits > 10_000)
    }

    @Test func `an arena that is always full still executes everything`() {
        let code = [
            Word.addi(2, 2, 1), Word.bne(2, 3, 6), Word.addi(4, 4, 1), Word.xor(5, 5, 2), Word.bltu(5, 2, 6),
            Word.addi(6, 6, 1), Encoding.j(Machine.text, at: Machine.text + 18),
        ]
        let machine = expectAgreement(code, slice: 1000, slices: 10) { $0.core.code.hostCode?.maxTraces = 1 }
        #expect(machine.core[register: 2] > 500)
    }

    @Test func `a cache of another size takes effect in code compiled before`() {
        let code = [Word.addi(2, 2, 1), Encoding.j(Machine.text + 0x4000, at: Machine.text + 3)]
        let back = [Word.addi(3, 3, 1), Encoding.j(Machine.text, at: Machine.text + 0x4003)]
        let states = Engine.allCases.map { engine in
            let machine = Machine()
            machine.core.use(engine)
            if engine == .generated { machine.core.compileThreshold = 1 }
            machine.load(back.flatMap { Encoding.bytes($0) }, at: Machine.text + 0x4000)
            machine.run(code, cycles: 10_000)
            machine.cache.reconfigure(size: 16 * 1024)
            machine.core.invalidateCode()
            machine.signals.setDeadline(20_000)
            _ = machine.core.run()
            return snapshot(machine)
        }
        #expect(states[0] == states[2])
        #expect(states[1] == states[2])
    }

    @Test func `many cores at once all run generated code where one does`() {
        let machines = (0..<12).map { _ in Machine(isSmall: true) }
        let isGenerated = machines.map { $0.core.code.hostCode != nil }
        #expect(Set(isGenerated).count == 1, "\(isGenerated.filter { $0 }.count) of \(isGenerated.count)")
    }
}
