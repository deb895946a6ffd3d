import Testing

@testable import LX106

/// Loads and stores of generated code that reach a peripheral.
@Suite struct BusAccessTests {
    /// 64 words at `base` that remember how they were accessed; some stores do what devices do.
    private final class NotingBus: PeripheralBus {
        static let base: UInt32 = 0x6000_0000

        struct Access: Equatable {
            let address: UInt32
            let value: UInt32
            let now: Cycles
            let pc: UInt32
            let registers: [UInt32]
            let callStack: [UInt32]
        }

        /// Word 16 is published unless its two lowest bits are 0.
        let mirror: RegisterMirror? = RegisterMirror(base: base, size: 0x100)
        /// Loads of word 16 that asked.
        private(set) var asked = 0
        weak var core: Core?
        private(set) var accesses: [Access] = []
        /// How many of them generated code made.
        private(set) var fromHostCode = 0
        private var words = [UInt32](repeating: 0, count: 64)

        private func note(_ address: UInt32, _ value: UInt32, _ now: Cycles) {
            guard let core else { return }
            if core.code.hostCode?.isRunning == true { fromHostCode += 1 }
            guard accesses.count < 20_000 else { return }
            let registers = (0..<16).map { core[register: $0] }
            accesses.append(
                Access(
                    address: address,
                    value: value,
                    now: now,
                    pc: core.pc,
                    registers: registers,
                    callStack: core.callStack()
                )
            )
        }

        func read(_ address: UInt32, width: AccessWidth, now: Cycles) -> UInt32? {
            guard address &- Self.base < 0x100 else { return nil }
            if address &- Self.base == 64 {
                asked += 1
                return words[16]
            }
            note(address, 0, now)
            return words[Int(address &- Self.base) >> 2] &+ UInt32(truncatingIfNeeded: now) &* 0x8421
        }

        func write(_ address: UInt32, _ value: UInt32, width: AccessWidth, now: Cycles) -> Bool {
            guard address &- Self.base < 0x100, let core else { return false }
            note(address, value, now)
            let number = Int(address &- Self.base) >> 2
            words[number] = value
            switch number {
            case 16: mirror?.publish(value & 3 == 0 ? nil : value, at: address)
            case 8 where value & 15 == 0: core.invalidateCode()
            case 9 where value & 7 == 0: core.signals.requestStop()
            case 10 where value & 7 == 0: core.busClockRatio = core.busClockRatio == 1 ? 2 : 1
            default: break
            }
            return true
        }
    }

    private enum Word {
        static func addi(_ t: UInt32, _ s: UInt32, _ value: Int32) -> UInt32 {
            Encoding.lsai(0x00C002, s: s, t: t, imm8: UInt32(bitPattern: value))
        }
        static func load(_ base: UInt32, _ t: UInt32, _ s: UInt32, _ units: UInt32 = 0) -> UInt32 {
            Encoding.lsai(base, s: s, t: t, imm8: units)
        }
        static let l8ui: UInt32 = 0x000002, l16si: UInt32 = 0x009002, l32i: UInt32 = 0x002002
        static let s8i: UInt32 = 0x004002, s32i: UInt32 = 0x006002
        static func xor(_ r: UInt32, _ s: UInt32, _ t: UInt32) -> UInt32 { Encoding.rst(0x300000, r, s, t) }
        static let ret: UInt32 = 0x000080
        static func call0(_ target: UInt32, at pc: UInt32) -> UInt32 {
            0x000005 | ((target &- (pc & ~3) &- 4) >> 2 & 0x3FFFF) << 6
        }
    }

    private func machine(_ engine: Engine, _ code: [UInt32], at address: UInt32) -> (Machine, NotingBus) {
        let bus = NotingBus()
        let machine = Machine(bus: bus)
        bus.core = machine.core
        machine.core.use(engine)
        if engine == .generated { machine.core.compileThreshold = 1 }
        machine.load(code.flatMap { Encoding.bytes($0) }, at: address)
        for vector: UInt32 in [0x30, 0x50] {
            machine.load(
                Encoding.bytes(Encoding.j(0x4000_0000 + vector, at: 0x4000_0000 + vector)),
                at: 0x4000_0000 + vector
            )
        }
        machine.core.jump(to: address)
        machine.core[special: .ps] = 0
        return (machine, bus)
    }

    /// Runs `code` on every engine in slices; what the bus saw and the clocks must be the same.
    @discardableResult
    private func expectAgreement(
        _ code: [UInt32],
        at address: UInt32 = Machine.text,
        registers: [Int: UInt32]
    ) -> NotingBus {
        let machines = Engine.allCases.map { engine in
            let made = machine(engine, code, at: address)
            for (number, value) in registers { made.0.core[register: number] = value }
            return made
        }
        for slice in 1...40 {
            let states = machines.map { machine, bus in
                machine.signals.setDeadline(Cycles(slice) * 7777)
                while machine.core.run() == .requested { machine.signals.clearStop() }
                return [
                    machine.core.now, machine.core.instructions, machine.cache.hits, machine.cache.misses,
                    UInt64(machine.core.pc), UInt64(machine.core[special: .exccause]),
                ]
            }
            #expect(states[0] == states[2], "generated differs from reference in slice \(slice)")
            #expect(states[1] == states[2], "interpreted differs from reference in slice \(slice)")
        }
        let seen = machines.map(\.1.accesses)
        for other in [seen[0], seen[1]] where other != seen[2] {
            let index = zip(other, seen[2]).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            Issue.record("\(other.count) and \(seen[2].count) accesses differ first at \(String(describing: index))")
        }
        return machines[0].1
    }

    @Test func `a register polled in a loop is read from generated code, again and again`() {
        let code = [
            Word.load(Word.l32i, 4, 3), Word.load(Word.s32i, 4, 3, 1), Encoding.j(Machine.text, at: Machine.text + 6),
        ]
        let bus = expectAgreement(code, registers: [3: NotingBus.base])
        #if arch(x86_64) && os(Linux)
            #expect(bus.accesses.count > 3000)
            #expect(bus.fromHostCode > bus.accesses.count * 9 / 10)
        #endif
    }

    @Test func `one instruction reaches DRAM and a peripheral in turn`() {
        // a3 ^= a5 between a word of DRAM and one of the bus; loads and stores of every width.
        let code = [
            Word.load(Word.l32i, 4, 3), Word.load(Word.s32i, 4, 3, 1), Word.load(Word.l8ui, 6, 3, 1),
            Word.load(Word.l16si, 7, 3, 3), Word.load(Word.s8i, 6, 3, 8), Word.xor(3, 3, 5), Word.addi(2, 2, 1),
            Encoding.j(Machine.text, at: Machine.text + 21),
        ]
        let dram: UInt32 = 0x3FFE_9000
        let bus = expectAgreement(code, registers: [3: dram, 5: dram ^ NotingBus.base])
        #if arch(x86_64) && os(Linux)
            #expect(bus.fromHostCode > bus.accesses.count / 2)
        #endif
    }

    @Test func `a published register is loaded without asking, and reads what it would have answered`() {
        // a2 goes to word 16, is loaded twice, and shows in word 2; every fourth value is not published.
        let code = [
            Word.load(Word.s32i, 2, 3, 16), Word.load(Word.l32i, 4, 3, 16), Word.load(Word.l32i, 5, 3, 16),
            Word.xor(4, 4, 5), Word.load(Word.s32i, 4, 3, 2), Word.load(Word.s32i, 5, 3, 2), Word.addi(2, 2, 1),
            Encoding.j(Machine.text, at: Machine.text + 21),
        ]
        let bus = expectAgreement(code, registers: [3: NotingBus.base])
        #if arch(x86_64) && os(Linux)
            #expect(bus.asked > 0 && bus.asked < bus.accesses.count / 2)
        #endif
    }

    @Test func `a store that drops the code it is part of, stops the core or changes the bus clock`() {
        let code = [
            Word.load(Word.s32i, 2, 3, 8), Word.addi(2, 2, 1), Word.load(Word.s32i, 2, 3, 9),
            Word.load(Word.l32i, 4, 3),
            Word.load(Word.s32i, 2, 3, 10), Encoding.j(Machine.text, at: Machine.text + 15),
        ]
        expectAgreement(code, registers: [3: NotingBus.base])
        expectAgreement(
            code.dropLast() + [Encoding.j(0x4010_0000, at: 0x4010_000F)],
            at: 0x4010_0000,
            registers: [3: NotingBus.base]
        )
    }

    @Test func `a device sees the call stack and registers of the access, also inside a call of the trace`() {
        // Two levels of calls, a store on each; all but a1 and a3 change.
        let text = Machine.text
        let code = [
            Word.addi(1, 1, -16), Word.load(Word.s32i, 0, 1), Word.call0(text + 24, at: text + 6),
            Word.load(Word.l32i, 0, 1), Word.addi(1, 1, 16), Encoding.j(text, at: text + 15), Word.ret, Word.ret,
            Word.load(Word.s32i, 2, 3, 2), Word.addi(2, 2, 3), Word.load(Word.l32i, 10, 3), Word.ret,
        ]
        expectAgreement(code, registers: [1: 0x3FFF_8000, 3: NotingBus.base])
    }

    @Test func `an access that nothing answers, or that is unaligned, raises at the same cycle`() {
        for step: Int32 in [4, 1] {
            let code = [
                Word.load(Word.l32i, 4, 3), Word.addi(3, 3, step), Encoding.j(Machine.text, at: Machine.text + 6),
            ]
            expectAgreement(code, registers: [3: NotingBus.base])
        }
    }
}
