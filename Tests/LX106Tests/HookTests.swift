import LX106
import Testing

/// Hooks at addresses: called once per entry, on every engine, at no cost in guest cycles.
@Suite struct HookTests {
    private static let main = Bench.code
    private static let leaf = Bench.code + 0x40

    private static func call(_ target: UInt32, at pc: UInt32) -> UInt32 {
        op("call0") | ((target &- (pc & ~3) &- 4) >> 2 & 0x3FFFF) << 6
    }

    /// Calls the leaf `count` times, adding up what it returns in a4; the leaf returns 7 in a2.
    private static func machine(_ path: ExecutionPath, count: Int32 = 3) -> Machine {
        let machine = Bench.machine(path)
        let words = [
            Encoding.movi(3, count), call(leaf, at: main + 3), Encoding.rst(0x800000, 4, 4, 2),
            op("addi", s: 3, t: 3, imm8: -1), op("bnez", s: 3) | (signed(-13) & 0xFFF) << 12, Bench.simcall,
        ]
        machine.load(words.flatMap(Encoding.bytes), at: main)
        machine.load([Encoding.movi(2, 7), op("ret")].flatMap(Encoding.bytes), at: leaf)
        machine.core.jump(to: main)
        machine.core[register: 1] = Bench.data + 0x800
        return machine
    }

    /// Cycles and instructions of the program without hooks.
    private static func plain(_ path: ExecutionPath) -> (Cycles, UInt64) {
        let machine = machine(path)
        #expect(machine.core.run() == .simcall)
        return (machine.core.now, machine.core.instructions)
    }

    @Test(arguments: ExecutionPath.allCases)
    func `who watches sees every entry before it happens, and costs nothing`(path: ExecutionPath) {
        let machine = Self.machine(path)
        var seen: [String] = []
        machine.core.watch(Self.leaf) {
            let isLeaf = $0.pc == Self.leaf && $0[register: 0] == Self.main + 6
            seen.append("\($0[register: 3]) \(isLeaf) \($0.callStack().count)")
        }
        #expect(machine.core.run() == .simcall)
        #expect(seen == ["3 true 2", "2 true 2", "1 true 2"])
        #expect(machine.core[register: 4] == 21)
        let plain = Self.plain(path)
        #expect(machine.core.now == plain.0 && machine.core.instructions == plain.1)
    }

    @Test(arguments: ExecutionPath.allCases)
    func `a replaced function costs what its hook says and at least a cycle`(path: ExecutionPath) {
        let unit = TimingModel.lx106
        for cost: Cycles in [0, 1, 100] {
            let machine = Self.machine(path)
            machine.core.replace(Self.leaf) { core in
                core[register: 2] = core[register: 3]
                return .return(cost: cost)
            }
            #expect(machine.core.run() == .simcall)
            #expect(machine.core[register: 4] == 6)
            let plain = Self.plain(path)
            let body = Cycles(2 * unit.issue + unit.returnPenalty)
            #expect(machine.core.now == plain.0 - 3 * body + 3 * max(1, cost))
            #expect(machine.core.instructions == plain.1 - 6)
        }
    }

    @Test(arguments: ExecutionPath.allCases)
    func `watchers come before the replacement, which may let the guest go on`(path: ExecutionPath) {
        let machine = Self.machine(path)
        var seen: [String] = []
        machine.core.replace(Self.leaf) { core in
            seen.append("r")
            return core[register: 3] == 2 ? .return(cost: 5) : .proceed
        }
        machine.core.watch(Self.leaf) { _ in seen.append("w") }
        #expect(machine.core.run() == .simcall)
        #expect(seen.joined() == "wrwrwr")
        #expect(machine.core[register: 4] == 21, "a2 keeps the 7 of the first call")
    }

    @Test(arguments: ExecutionPath.allCases)
    func `hooks outlive reset and forgotten code, and go when they are removed, from within too`(path: ExecutionPath) {
        let machine = Self.machine(path)
        let core = machine.core
        var count = 0
        var inner: Hook?
        let outer = core.watch(Self.leaf) { core in
            count += 1
            if inner == nil { inner = core.watch(Self.leaf + 3) { _ in count += 10 } }
        }
        #expect(core.run() == .simcall)
        #expect(count == 33)
        core.invalidateCode()
        core.reset(pc: Self.main)
        core[special: .ps] = 0
        core[register: 1] = Bench.data + 0x800
        #expect(core.run() == .simcall)
        #expect(count == 66)
        if let inner { core.remove(inner) }
        core.jump(to: Self.main)
        #expect(core.run() == .simcall)
        #expect(count == 69)
        core.remove(outer)
        core.jump(to: Self.main)
        #expect(core.run() == .simcall)
        #expect(count == 69)
    }

    @Test(arguments: ExecutionPath.allCases)
    func `an interrupt the hook itself raises does not make it a second entry`(path: ExecutionPath) {
        let machine = Self.machine(path)
        let maskAll: UInt32 = 0x130000 | 227 << 8 | 5 << 4
        let handler: [UInt32] = [Encoding.movi(5, -1), maskAll, op("rfe")]
        machine.load(handler.flatMap(Encoding.bytes), at: Bench.vectors + Bench.user)
        machine.core[special: .ps] = 0x20
        machine.core[special: .intenable] = 1 << 9
        var count = 0
        machine.core.watch(Self.leaf) { _ in
            count += 1
            machine.signals.pulse(9)
        }
        #expect(machine.core.run() == .simcall)
        #expect(count == 3 && machine.core.counts.interrupts == 3)
        #expect(machine.core[register: 4] == 21)
    }

    @Test(arguments: ExecutionPath.allCases)
    func `a stop from the hook comes before the instruction, which goes on without another call`(path: ExecutionPath) {
        let machine = Self.machine(path, count: 1)
        var count = 0
        machine.core.watch(Self.leaf) { _ in
            count += 1
            machine.signals.requestStop()
        }
        #expect(machine.core.run() == .requested)
        #expect(machine.core.pc == Self.leaf && machine.core[register: 2] == 0)
        machine.signals.clearStop()
        #expect(machine.core.run() == .simcall)
        #expect(count == 1 && machine.core[register: 4] == 7)
    }

    @Test(arguments: ExecutionPath.allCases)
    func `the return of a function is told with its result, whoever else was called meanwhile`(path: ExecutionPath) {
        let machine = Self.machine(path)
        var seen: [String] = []
        machine.core.watch(Self.leaf) { core in
            let began = core.now
            core.whenReturned { seen.append("\($0[register: 2]) \($0.pc == Self.main + 6) \($0.now - began)") }
        }
        #expect(machine.core.run() == .simcall)
        let cost = 2 * TimingModel.lx106.issue + TimingModel.lx106.returnPenalty
        #expect(seen == Array(repeating: "7 true \(cost)", count: 3))
        let plain = Self.plain(path)
        #expect(machine.core.now == plain.0 && machine.core.instructions == plain.1)
    }

    @Test(arguments: ExecutionPath.allCases)
    func `no return is told of what is left without one, or has no caller`(path: ExecutionPath) {
        let machine = Bench.machine(path)
        // main calls the leaf with a lower a1; the leaf raises a1 and jumps out to the end, as longjmp does.
        let away = Self.leaf + 0x20
        let words = [op("addi", s: 1, t: 1, imm8: -16), Self.call(Self.leaf, at: Self.main + 3)]
        machine.load(words.flatMap(Encoding.bytes), at: Self.main)
        let out = [op("addi", s: 1, t: 1, imm8: 32), Encoding.j(away, at: Self.leaf + 3)]
        machine.load(out.flatMap(Encoding.bytes), at: Self.leaf)
        let end = [Self.call(Self.leaf + 0x40, at: away), Bench.simcall]
        machine.load(end.flatMap(Encoding.bytes), at: away)
        machine.load(Encoding.bytes(op("ret")), at: Self.leaf + 0x40)
        var seen: [String] = []
        for (name, address) in [("main", Self.main), ("leaf", Self.leaf), ("last", Self.leaf + 0x40)] {
            machine.core.watch(address) { $0.whenReturned { _ in seen.append(name) } }
        }
        machine.core.jump(to: Self.main)
        machine.core[register: 1] = Bench.data + 0x800
        #expect(machine.core.run() == .simcall)
        #expect(seen == ["last"])
    }

    @Test func `where a block is split the next instruction waits for a late result as before`() {
        let words = [
            op("l32i", s: 3, t: 2), op("addi", s: 2, t: 2, imm8: 1), op("mull", r: 4, s: 2, t: 2), op("nop"),
            Encoding.rst(0x800000, 5, 4, 4), op("l32i", s: 3, t: 2), op("add", r: 2, s: 2, t: 2),
        ]
        var timing = TimingModel.lx106
        timing.mullUseStall = 3
        for path in ExecutionPath.allCases {
            let runs = (-1..<7).map { hooked in
                let machine = Machine(isSmall: true, timing: timing)
                path.apply(to: machine.core)
                machine.load((words + [Bench.simcall]).flatMap(Encoding.bytes), at: Bench.code)
                machine.core.jump(to: Bench.code)
                machine.core[special: .ps] = 0
                machine.core[register: 3] = Bench.data
                if hooked >= 0 { machine.core.watch(Bench.code + 3 * UInt32(hooked)) { _ in } }
                machine.signals.setDeadline(1000)
                #expect(machine.core.run() == .simcall)
                return machine.core.now
            }
            #expect(Set(runs).count == 1, "\(path): \(runs)")
        }
    }

    @Test func `a function that is not there can be replaced`() {
        for path in ExecutionPath.allCases {
            let machine = Bench.machine(path)
            let hole: UInt32 = 0x4060_0000
            machine.load([op("callx0", s: 3), Bench.simcall].flatMap(Encoding.bytes), at: Bench.code)
            machine.core.jump(to: Bench.code)
            machine.core[register: 3] = hole
            machine.core.replace(hole) { core in
                core[register: 2] = 42
                return .return(cost: 10)
            }
            #expect(machine.core.run() == .simcall)
            #expect(machine.core[register: 2] == 42 && machine.core.pc == Bench.code + 6)
        }
    }
}
