import LX106
import TestSupport
import Testing

/// What a debugger does to a core: it sees everything between two instructions and changes nothing.
@Suite struct InspectionTests {
    /// Switches every kind of call on and off at random, and lets the alarm ring.
    private static func inspect(_ machine: Machine, seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        func willExecute(_ core: Core) {
            if generator.below(16) == 0 { core.attend() }
        }
        func didExecute(_ core: Core) { if generator.below(16) == 0 { core.attend() } }
        func accessed(_ core: Core, _ access: MemoryAccess) { if generator.below(16) == 0 { core.attend() } }
        machine.core.inspection.attended = { core in
            core.inspection.willExecute = generator.below(3) == 0 ? willExecute : nil
            core.inspection.didExecute = generator.below(3) == 0 ? didExecute : nil
            core.inspection.accessed = generator.below(3) == 0 ? accessed : nil
            core.inspection.alarm = core.now + Cycles(generator.below(400))
        }
        machine.core.attend()
    }

    @Test func `who inspects changes nothing, on no path`() {
        let seed = Fuzz.seed
        let count = Fuzz.count(60)
        print("inspected paths: \(count) programs, seed \(seed)")
        for index in 0..<count {
            let program = PathAgreementTests.make(seed &+ index &* 0x9E37_79B9)
            let plain = program.observe(.reference)
            for path in ExecutionPath.allCases {
                let seen = program.observe(path) { machine, _ in Self.inspect(machine, seed: seed ^ index) }
                guard seen == plain else {
                    Issue.record("seed \(seed), program \(index), \(path): \(seen.difference(from: plain))")
                    return
                }
            }
        }
    }

    /// Stores a3 at a14, loads it into a4, raises an exception, and stops.
    private static func machine(_ path: ExecutionPath) -> Machine {
        let machine = Bench.machine(path)
        let code = [
            Encoding.movi(3, 7), op("s32i", s: 14, t: 3, imm8: 1), op("l16ui", s: 14, t: 4, imm8: 2), op("syscall"),
            Bench.simcall,
        ]
        machine.load(code.flatMap(Encoding.bytes), at: Bench.code)
        let handler = [op("rsr.epc1", t: 2), op("addi", s: 2, t: 2, imm8: 3), op("wsr.epc1", t: 2), op("rfe")]
        machine.load(handler.flatMap(Encoding.bytes), at: Bench.vectors + 0x50)
        machine.core[special: .ps] = 0x20
        machine.core[register: 14] = Bench.data
        machine.core.jump(to: Bench.code)
        return machine
    }

    @Test(arguments: ExecutionPath.allCases)
    func `every instruction is told before and after it happens`(path: ExecutionPath) {
        let machine = Self.machine(path)
        var steps: [String] = []
        machine.core.inspection.willExecute = { core in
            steps.append("\(core.pc &- Bench.code)")
        }
        machine.core.inspection.didExecute = { core in steps.append("d\(core.handlerDepth)") }
        #expect(machine.core.run() == .simcall)
        #expect(steps.prefix(8) == ["0", "d0", "3", "d0", "6", "d0", "9", "d1"])
        #expect(steps.suffix(4).dropLast() == ["\(Bench.vectors &+ 0x59 &- Bench.code)", "d0", "12"])
    }

    @Test(arguments: ExecutionPath.allCases)
    func `every load and store is told, and attention comes right behind it`(path: ExecutionPath) {
        let machine = Self.machine(path)
        var seen: [String] = []
        machine.core.inspection.accessed = { core, access in
            seen.append("\(access.isStore) \(access.width) \(access.address &- Bench.data) \(core.pc &- Bench.code)")
            core.attend()
        }
        machine.core.inspection.attended = { seen.append("\($0.pc &- Bench.code)") }
        #expect(machine.core.run() == .simcall)
        #expect(seen.prefix(4) == ["true word 4 3", "6", "false half 4 6", "9"])
    }

    @Test(arguments: ExecutionPath.allCases)
    func `attention comes before the instruction of a hook, after an exception, and at the alarm`(path: ExecutionPath) {
        let machine = Self.machine(path)
        var places: [UInt32] = []
        machine.core.inspection.attended = { places.append($0.pc) }
        machine.core.watch(Bench.code + 6) { $0.attend() }
        #expect(machine.core.run() == .simcall)
        #expect(places == [Bench.code + 6, Bench.vectors + 0x50])
        #expect(machine.core[register: 4] == 7)
    }

    @Test(arguments: ExecutionPath.allCases)
    func `the alarm rings in the middle of WAITI, which goes on`(path: ExecutionPath) {
        let machine = Bench.machine(path)
        machine.load(Encoding.bytes(op("waiti")), at: Bench.code)
        machine.core.jump(to: Bench.code)
        machine.signals.setDeadline(1000)
        var rang: [Cycles] = []
        machine.core.inspection.alarm = 500
        machine.core.inspection.attended = { rang.append($0.now) }
        #expect(machine.core.run() == .deadline)
        #expect(rang == [500])
        machine.signals.setDeadline(.max)
        machine.core.inspection.alarm = 2000
        #expect(machine.core.run() == .waiting)
    }

    @Test func `a debugger reads and writes memory in any width, where it can be written`() {
        let machine = Bench.machine(.interpreted)
        #expect(machine.core.inject([1, 2, 3], at: Bench.code + 1))
        #expect(machine.core.inspect(Bench.code + 2) == 2 && machine.core.inspect(0x1000) == nil)
        #expect(!machine.core.inject([1], at: Bench.flash) && !machine.core.inject([1, 2, 3, 4], at: 0x1000))
        #expect(!machine.core.inject([1, 2], at: 0x3FFE_7FFF))
    }

    @Test func `code that a debugger writes is executed`() {
        for path in ExecutionPath.allCases {
            let machine = Self.machine(path)
            #expect(machine.core.run() == .simcall)
            #expect(machine.core.inject(Encoding.bytes(Encoding.movi(3, 9)), at: Bench.code))
            machine.core.jump(to: Bench.code)
            #expect(machine.core.run() == .simcall)
            #expect(machine.core[register: 4] == 9)
        }
    }
}
