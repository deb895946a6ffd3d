import LX106
import Testing
import TestSupport

/// Whichever way the core executes, everything software or a device can see is the same, to the cycle.
@Suite struct PathAgreementTests {
    /// A loop in IRAM that calls into flash, touches RAM and peripherals, rewrites itself and raises exceptions.
    ///
    /// a8 counts, a9 = -1, a10 is the patch, a11 where it goes, a12 a function in flash, a13 the peripheral, a14 data,
    /// a15 belongs to the handlers.
    private struct Program {
        var generator: SeededGenerator
        var code: [UInt8] = []

        init(seed: UInt64) { generator = SeededGenerator(state: seed) }

        private mutating func emit(_ words: UInt32...) { for word in words { code += Encoding.bytes(word) } }

        private mutating func free() -> UInt32 { 2 + generator.below(6) }

        private mutating func arithmetic() {
            let names = [
                "add", "sub", "addx4", "subx8", "and", "or", "xor", "mull", "mul16u", "mul16s", "src", "moveqz",
            ]
            emit(op(names[Int(generator.below(UInt32(names.count)))], r: free(), s: free(), t: free()))
        }

        private mutating func access() {
            let names = ["l8ui", "l16ui", "l16si", "l32i", "s8i", "s16i", "s32i"]
            let name = names[Int(generator.below(UInt32(names.count)))]
            emit(op(name, s: 14, t: free(), imm8: Int32(generator.below(64))))
        }

        private mutating func branch() {
            let names = ["beq", "bne", "blt", "bgeu", "bany", "ball", "bbs"]
            let name = names[Int(generator.below(UInt32(names.count)))]
            emit(op(name, s: free(), t: free(), imm8: 2), op("addi", s: free(), t: free(), imm8: 3))
        }

        private mutating func item() {
            switch generator.below(22) {
            case 0...3: arithmetic()
            case 4...6: access()
            case 7, 8: branch()
            case 9: emit(op("callx0", s: 12))
            case 10: emit(op("l32i", s: 13, t: free()))
            case 11: emit(op("s32i", s: 13, t: free(), imm8: Int32(1 + generator.below(4))))
            case 12: emit(op("l32i", s: 14, t: 10, imm8: Int32(252 + generator.below(2))), op("s32i", s: 11, t: 10))
            case 13: emit(generator.below(2) == 0 ? op("syscall") : op("l32i", s: 9, t: free()))
            case 14: emit(op("ssl", s: free()), op("rsr.ccount", t: free()))
            case 15: emit(op("rsil", s: generator.below(2), t: free()), op("rsr.interrupt", t: free()))
            case 16...18: emit(op("l32i", s: 12, t: free(), imm8: Int32(generator.below(256))))
            case 19: lock()
            case 20: emit(op("wsr.intclear", t: free()), op("wsr.excsave1", t: free()))
            default: emit(op("wsr.intenable", t: generator.below(4) == 0 ? free() : 9), op("rsr.ps", t: free()))
            }
        }

        /// Interrupts off, something, and on again, as firmware guards what handlers also touch.
        private mutating func lock() {
            let kept = free()
            emit(op("rsil", s: 1 + generator.below(2), t: kept))
            for _ in 0..<generator.below(3) { access() }
            emit(op("wsr.ps", t: kept), op("rsync"))
        }

        mutating func build() -> [UInt8] {
            emit(Encoding.movi(8, Int32(1 + generator.below(40))), op("nop.n"), op("nop"))
            // Where the patch goes: two 16-bit instructions in one word, 8 bytes in.
            emit(op("addi.n", r: 2, s: 2, t: 5), op("nop.n"))
            for _ in 0..<(4 + generator.below(28)) { item() }
            emit(op("addi", s: 8, t: 8, imm8: -1))
            let back = signed(8) &- UInt32(code.count) &- 4
            emit(op("bnez", s: 8) | (back & 0xFFF) << 12)
            let pc = Bench.code + UInt32(code.count)
            emit(Encoding.j(Bench.code, at: pc))
            return code
        }

        /// A function of some length, so that it crosses cache lines.
        mutating func function() -> [UInt8] {
            code = []
            for _ in 0..<generator.below(40) {
                switch generator.below(3) {
                case 0: access()
                case 1: branch()
                default: arithmetic()
                }
            }
            emit(op(generator.below(2) == 0 ? "ret" : "ret.n"))
            return code
        }
    }

    /// Exceptions are stepped over, interrupts acknowledged, the NMI returns at once.
    private static let rom: [UInt8] = {
        var bytes = [UInt8](repeating: 0, count: 0x140)
        func place(_ words: [UInt32], _ offset: Int) {
            let code = words.flatMap { Encoding.bytes($0) }
            bytes.replaceSubrange(offset..<offset + code.count, with: code)
        }
        for vector in [0x30, 0x50] as [UInt32] {
            place([Encoding.j(Bench.vectors + 0x100, at: Bench.vectors + vector)], Int(vector))
        }
        place([op("rfi", s: 3)], 0x20)
        place([op("rfde")], 0x70)
        place(
            [
                op("rsr.exccause", t: 15), op("beqi", r: 4, s: 15, imm8: 11), op("rsr.epc1", t: 15),
                op("addi", s: 15, t: 15, imm8: 3), op("wsr.epc1", t: 15), op("rfe"), op("wsr.intclear", t: 9),
                op("s32i", s: 13, t: 9, imm8: 6), op("rfe"),
            ],
            0x100
        )
        return bytes
    }()

    /// The run of a random program.
    static func make(_ seed: UInt64) -> PathRun {
        var program = Program(seed: seed)
        let code = program.build()
        let function = program.function()
        // A function that lies aligned can be loaded from, too.
        let offset = program.generator.below(2) == 0 ? program.generator.below(64) : 4 * program.generator.below(16)
        let cycles: Cycles = 6000
        var registers = (0..<16).map { _ in UInt32(truncatingIfNeeded: program.generator.next()) }
        registers.replaceSubrange(
            9...14,
            with: [.max, 0, Bench.code + 8, Bench.flash + offset, WiredBus.base, Bench.data]
        )
        let patches: [UInt32] = [op("addi.n", r: 2, s: 2, t: 1), op("mov.n", s: 2, t: 3)].map { $0 << 16 | 0xF03D }
        let words = patches.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } }
        return PathRun(
            memory: [
                (Bench.code, code), (Bench.flash + offset, function), (Bench.vectors, rom), (Bench.data + 1008, words),
            ],
            start: Bench.code,
            registers: registers,
            specials: [(.ps, 0x20), (.intenable, 0x3FFF), (.ccompare0, program.generator.below(4000))],
            events: OutsideEvent.schedule(&program.generator, count: 12, within: UInt32(cycles)),
            cycles: cycles,
            cache: cache(&program.generator)
        )
    }

    /// The usual cache, or one in which lines displace each other.
    private static func cache(_ generator: inout SeededGenerator) -> () -> LineCache? {
        let lines = 1 << generator.below(4), ways = 1 << Int(generator.below(3))
        let replacement: LineCache.Replacement = generator.below(3) == 0 ? .oldest : .leastRecentlyUsed
        guard generator.below(3) > 0 else { return { nil } }
        return { LineCache(size: 32 * lines * ways, ways: ways, replacement: replacement, fillCycles: 168) }
    }

    @Test func `random loops under random interrupts and deadlines agree on every path`() {
        let seed = Fuzz.seed
        let count = Fuzz.count(150)
        print("paths: \(count) programs, seed \(seed)")
        var interrupted = 0
        for index in 0..<count {
            let program = Self.make(seed &+ index &* 0x9E37_79B9)
            let reference = program.observe(.reference)
            if reference.registers[15] == 4 { interrupted += 1 }
            for path in [ExecutionPath.generated, .interpreted] {
                let seen = program.observe(path)
                guard seen == reference else {
                    Issue.record("seed \(seed), program \(index), \(path): \(seen.difference(from: reference))")
                    return
                }
            }
        }
        #expect(interrupted > 0)
    }

    /// Addresses of `program` that are likely to be entered: its beginning, its function, handlers, any byte of it.
    private static func hookAddresses(_ program: PathRun, _ generator: inout SeededGenerator) -> [UInt32] {
        let (code, function) = (program.memory[0], program.memory[1])
        let fixed = [program.start, program.start + 8, function.address, Bench.vectors + 0x50, Bench.vectors + 0x100]
        let inside = (0..<6).map { _ in code.address + generator.below(UInt32(code.bytes.count)) }
        let deeper = (0..<2).map { _ in function.address + generator.below(UInt32(function.bytes.count)) }
        return (fixed + inside + deeper).filter { _ in generator.below(3) > 0 }
    }

    @Test func `who watches changes nothing, and sees the same on every path`() {
        let seed = Fuzz.seed
        let count = Fuzz.count(50)
        print("watched paths: \(count) programs, seed \(seed)")
        var calls = 0
        for index in 0..<count {
            let program = Self.make(seed &+ index &* 0x9E37_79B9)
            var generator = SeededGenerator(state: seed ^ index)
            let addresses = Self.hookAddresses(program, &generator)
            let plain = program.observe(.reference)
            var reference: [String]?
            for path in ExecutionPath.allCases {
                var seen = program.observe(path) { machine, notes in
                    for address in addresses {
                        machine.core.watch(address) { core in
                            notes.add("entry", core)
                            core.whenReturned { notes.add("return", $0) }
                        }
                    }
                }
                #expect(seen.calls == reference ?? seen.calls, "seed \(seed), program \(index), \(path)")
                reference = seen.calls
                calls += seen.calls.count
                seen.calls = []
                guard seen == plain else {
                    Issue.record("seed \(seed), program \(index), \(path): \(seen.difference(from: plain))")
                    return
                }
            }
        }
        #expect(calls > 0)
    }

    /// Hooks that do whatever hooks may, decided by how often they were called.
    private static func meddle(_ machine: Machine, _ notes: HookNotes, _ addresses: [UInt32]) {
        var late: Hook?
        for (number, address) in addresses.enumerated() {
            machine.core.replace(address) { core in
                notes.add("entry", core)
                let turn = notes.lines.count &+ number
                switch turn % 9 {
                case 0: machine.signals.pulse(8 + turn % 6)
                case 1: machine.signals.requestStop()
                case 2:
                    if let hook = late { core.remove(hook) }
                    late = turn % 2 == 0 ? nil : core.watch(address &+ UInt32(turn % 8)) { notes.add("late", $0) }
                case 3: core[register: 2 + turn % 6] = UInt32(turn)
                case 4, 5: return .return(cost: Cycles(turn % 40))
                case 6: core.invalidateCode()
                default: core.whenReturned { notes.add("return", $0) }
                }
                return .proceed
            }
        }
    }

    @Test func `hooks that replace, interrupt, stop and come and go do the same on every path`() {
        let seed = Fuzz.seed
        let count = Fuzz.count(50)
        print("meddled paths: \(count) programs, seed \(seed)")
        for index in 0..<count {
            let program = Self.make(seed &+ index &* 0x9E37_79B9)
            var generator = SeededGenerator(state: seed ^ index)
            let addresses = Self.hookAddresses(program, &generator)
            let reference = program.observe(.reference) { Self.meddle($0, $1, addresses) }
            for path in [ExecutionPath.generated, .interpreted] {
                let seen = program.observe(path) { Self.meddle($0, $1, addresses) }
                guard seen == reference else {
                    Issue.record("seed \(seed), program \(index), \(path): \(seen.difference(from: reference))")
                    return
                }
            }
        }
    }

    /// Cycles and entries by call stack, functions being 32 bytes long; every cycle of `seen` in one of them.
    private static func profile(_ program: PathRun, _ path: ExecutionPath) -> [String] {
        let profiler = CallProfiler { $0 & ~0x1F }
        let seen = program.observe(path) { machine, _ in machine.core.attach(profiler) }
        profiler.settle(at: seen.now)
        let nodes = profiler.nodes
        #expect(nodes.reduce(0) { $0 + $1.cycles } == seen.now, "\(path)")
        var paths: [String] = []
        for node in nodes {
            paths.append(node.place == .root ? "" : "\(paths[node.parent])/\(node.place)")
        }
        return zip(paths, nodes).map { "\($0): \($1.cycles) cycles, \($1.calls) calls" }.sorted()
    }

    @Test func `cycles by call stack are the same on every path, and sum up to the run's`() {
        let seed = Fuzz.seed
        let count = Fuzz.count(100)
        print("profiled paths: \(count) programs, seed \(seed)")
        for index in 0..<count {
            let program = Self.make(seed &+ index &* 0x9E37_79B9)
            let reference = Self.profile(program, .reference)
            for path in [ExecutionPath.generated, .interpreted] {
                let seen = Self.profile(program, path)
                guard seen == reference else {
                    let first = zip(seen, reference).first { $0 != $1 }
                    Issue.record("seed \(seed), program \(index), \(path): \(String(describing: first))")
                    return
                }
            }
        }
    }

    @Test func `a timer that is due while an interrupt is entered lets no deadline pass`() {
        for path in ExecutionPath.allCases {
            for compare: UInt32 in 1...8 {
                let machine = Bench.machine(path)
                machine.load([UInt8](repeating: 0, count: 0x100), at: Bench.vectors)
                machine.load(
                    Encoding.bytes(Encoding.j(Bench.vectors + 0x50, at: Bench.vectors + 0x50)),
                    at: Bench.vectors + 0x50
                )
                machine.core[special: .ps] = 0x20
                machine.core[special: .intenable] = 0x3FFF
                machine.core[special: .ccompare0] = compare
                machine.signals.pulse(8)
                machine.core.jump(to: Bench.code)
                machine.signals.setDeadline(40)
                #expect(machine.core.run() == .deadline, "\(path), CCOMPARE0 \(compare)")
                #expect((40...42).contains(machine.core.now), "\(path), CCOMPARE0 \(compare)")
            }
        }
    }

    @Test func `a stop between the two cache lines of an instruction changes no count`() {
        // Line 0, line 3, line 0 again, and an instruction in lines 0 and 1.
        let start = Bench.flash + 24
        let across = Bench.flash + 30
        for path in ExecutionPath.allCases {
            for deadline: Cycles in stride(from: 1, to: 550, by: 7) {
                let machine = Bench.machine(path)
                machine.load(Encoding.bytes(Encoding.j(Bench.flash + 96, at: start)), at: start)
                machine.load(Encoding.bytes(Encoding.j(across, at: Bench.flash + 96)), at: Bench.flash + 96)
                machine.load([op("addi", s: 2, t: 2, imm8: 1), Bench.simcall].flatMap(Encoding.bytes), at: across)
                machine.core.jump(to: start)
                machine.signals.setDeadline(deadline)
                if machine.core.run() == .deadline {
                    machine.signals.setDeadline(2000)
                    #expect(machine.core.run() == .simcall)
                }
                #expect(machine.cache.misses == 3 && machine.cache.hits == 1, "\(path), deadline \(deadline)")
                #expect(machine.core[register: 2] == 1)
            }
        }
    }
}
