import LX106
import Testing

/// Cycles by call stack: every cycle counted once, in the function that spent it.
@Suite struct CallProfilerTests {
    private static let main = Bench.code
    private static let leaf = Bench.code + 0x40
    private static let relay = Bench.code + 0x80
    /// Functions of the programs below: 64 bytes each, all in IRAM.
    private static func start(of address: UInt32) -> UInt32? {
        (main..<main + 0xC0).contains(address) ? address & ~0x3F : nil
    }

    private static func call(_ target: UInt32, at pc: UInt32) -> UInt32 {
        op("call0") | ((target &- (pc & ~3) &- 4) >> 2 & 0x3FFFF) << 6
    }

    /// What is on the way from the root to a node.
    private static func path(_ index: Int, _ nodes: [CallProfiler.Node]) -> [CallProfiler.Place] {
        nodes[index].place == .root ? [] : path(nodes[index].parent, nodes) + [nodes[index].place]
    }

    private typealias Count = (cycles: Cycles, calls: UInt64)

    /// Cycles and entries of each call stack after `steps` on a machine made by `setUp`.
    private func profile(_ path: ExecutionPath, _ setUp: (Machine) -> Void, _ steps: (Machine) -> Void)
        -> [[CallProfiler.Place]: Count]
    {
        let machine = Bench.machine(path)
        setUp(machine)
        machine.core.reset(pc: Self.main)
        machine.core[special: .ps] = 0x20
        let profiler = CallProfiler(from: machine.core.now) { Self.start(of: $0) }
        machine.core.attach(profiler)
        let begin = machine.core.now
        steps(machine)
        profiler.settle(at: machine.core.now)
        let nodes = profiler.nodes
        #expect(nodes.reduce(0) { $0 + $1.cycles } == machine.core.now - begin, "every cycle, on \(path)")
        var counts: [[CallProfiler.Place]: Count] = [:]
        for index in nodes.indices { counts[Self.path(index, nodes)] = (nodes[index].cycles, nodes[index].calls) }
        return counts
    }

    private static let paths: [ExecutionPath] = [.generated, .interpreted, .reference]

    @Test(arguments: paths)
    func `a call costs its caller the call and its callee the rest`(path: ExecutionPath) {
        let timing = TimingModel.lx106
        let counts = profile(path) { machine in
            let words = [Self.call(Self.leaf, at: Self.main), Self.call(Self.leaf, at: Self.main + 3), Bench.simcall]
            machine.load(words.flatMap(Encoding.bytes), at: Self.main)
            machine.load(
                [Encoding.movi(2, 1), Encoding.movi(3, 2), op("ret")].flatMap(Encoding.bytes),
                at: Self.leaf
            )
        } _: {
            $0.core[register: 1] = Bench.data + 0x800
            #expect($0.core.run() == .simcall)
        }
        let leaf = counts[[.function(Self.main), .function(Self.leaf)]]
        #expect(leaf?.calls == 2)
        #expect(leaf?.cycles == Cycles(2 * (3 * timing.issue + timing.returnPenalty)))
        let main = counts[[.function(Self.main)]]
        #expect(main?.calls == 1)
        #expect(main?.cycles == Cycles(3 * timing.issue + 2 * timing.callPenalty))
    }

    @Test(arguments: paths)
    func `a jump into another function goes on in the frame of this one`(path: ExecutionPath) {
        let counts = profile(path) { machine in
            let words = [Self.call(Self.relay, at: Self.main), Bench.simcall]
            machine.load(words.flatMap(Encoding.bytes), at: Self.main)
            machine.load(Encoding.bytes(Encoding.j(Self.leaf, at: Self.relay)), at: Self.relay)
            machine.load([Encoding.movi(2, 1), op("ret")].flatMap(Encoding.bytes), at: Self.leaf)
        } _: {
            $0.core[register: 1] = Bench.data + 0x800
            #expect($0.core.run() == .simcall)
        }
        #expect(counts[[.function(Self.main), .function(Self.relay)]]?.calls == 1)
        #expect(counts[[.function(Self.main), .function(Self.leaf)]]?.calls == 1)
        #expect(counts[[.function(Self.main), .function(Self.relay), .function(Self.leaf)]] == nil)
        #expect(counts[[.function(Self.main)]]?.cycles == Cycles(2 + TimingModel.lx106.callPenalty))
    }

    @Test(arguments: paths)
    func `handlers stand beside the program, waiting beside both`(path: ExecutionPath) {
        let vector = CallProfiler.Place.function(Bench.vectors + Bench.user)
        let counts = profile(path) { machine in
            // The handler masks the interrupt and returns; the program waits.
            let maskAll: UInt32 = 0x130000 | 228 << 8 | 2 << 4
            let handler: [UInt32] = [Encoding.movi(2, 0), maskAll, op("rfe")]
            machine.load(handler.flatMap(Encoding.bytes), at: Bench.vectors + Bench.user)
            let words = [op("waiti"), Encoding.movi(2, 1), Bench.simcall]
            machine.load(words.flatMap(Encoding.bytes), at: Self.main)
        } _: { machine in
            machine.core[register: 1] = Bench.data + 0x800
            machine.core[special: .intenable] = 1 << 4
            machine.signals.setDeadline(machine.core.now + 1000)
            #expect(machine.core.run() == .deadline)
            machine.signals.setLine(4, high: true)
            machine.signals.setDeadline(machine.core.now + 1000)
            #expect(machine.core.run() == .simcall)
        }
        let idle = counts[[.idle]]
        #expect((990...1000).contains(idle?.cycles ?? 0))
        #expect(counts[[.interrupt, vector]]?.calls == 1)
        #expect((counts[[.interrupt, vector]]?.cycles ?? 0) >= Cycles(TimingModel.lx106.exceptionEntry + 3))
        #expect((counts[[.function(Self.main)]]?.cycles ?? 100) < 10)
        #expect(counts[[.function(Self.main), .interrupt]] == nil)
    }

    @Test func `without end deeper calls end up at the limit, and none is lost`() {
        _ = profile(.interpreted) { machine in
            // Each call goes one frame deeper: a1 is lowered first.
            let words = [op("addi", s: 1, t: 1, imm8: -1), Self.call(Self.main, at: Self.main + 3)]
            machine.load(words.flatMap(Encoding.bytes), at: Self.main)
        } _: {
            $0.core[register: 1] = Bench.data + 0x800
            $0.signals.setDeadline($0.core.now + 20_000)
            #expect($0.core.run() == .deadline)
        }
    }

    @Test func `calls in a hot loop with carries between them are the same on every path`() {
        // main calls the relay, the relay the leaf, and each has an instruction that is skipped every other time.
        func carry(_ s: UInt32, _ t: UInt32, _ counter: UInt32) -> [UInt32] {
            [op("add", r: s, s: s, t: t), op("bgeu", s: s, t: t, imm8: 2), op("addi", s: counter, t: counter, imm8: 1)]
        }
        let loop = [Self.call(Self.relay, at: Self.main)] + carry(3, 4, 5)
        let main = loop + [Encoding.j(Self.main, at: Self.main + 12)]
        let inside = [op("or", r: 14, s: 0, t: 0)] + carry(6, 7, 8) + [Self.call(Self.leaf, at: Self.relay + 12)]
        let relay = inside + carry(9, 10, 11) + [op("or", r: 0, s: 14, t: 14), op("ret")]
        let counts = Self.paths.map { path in
            profile(path) { machine in
                machine.load(main.flatMap(Encoding.bytes), at: Self.main)
                machine.load((carry(12, 13, 15) + [op("ret")]).flatMap(Encoding.bytes), at: Self.leaf)
                machine.load(relay.flatMap(Encoding.bytes), at: Self.relay)
            } _: { machine in
                machine.core[register: 1] = Bench.data + 0x800
                for register in [3, 4, 6, 7, 9, 10, 12, 13] {
                    machine.core[register: register] = 0x9E37_79B9 &* UInt32(register)
                }
                // The end of a slice meets the loop in every place.
                for _ in 0..<40 {
                    machine.signals.setDeadline(machine.core.now + 997)
                    #expect(machine.core.run() == .deadline)
                }
            }.map { "\($0.key): \($0.value)" }.sorted()
        }
        #expect(counts[0] == counts[2])
        #expect(counts[1] == counts[2])
        #expect(counts[0].count == 4)
    }
}
