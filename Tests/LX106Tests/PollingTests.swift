import LX106
import Testing
import TestSupport

/// Registers as polling loops meet them: clocks, values that only stores and the outside change, one that is fed.
private final class PolledBus: PeripheralBus {
    static let base: UInt32 = 0x6000_0000
    /// Words 0 and 1 count every so many cycles; they began before cycle 0.
    static let steps: [Cycles] = [7, 80]
    /// Word 8 changes with every load; a store of `feed` to word 9 may be repeated; the others keep what they got.
    static let feed: UInt32 = 0x73
    weak var signals: CoreSignals?
    let mirror: RegisterMirror? = RegisterMirror(base: base, size: 0x80)
    private var words = [UInt32](repeating: 0, count: 32)
    /// Stores to word 9.
    private(set) var feeds = Occurrences()

    private func clock(_ number: Int, _ now: Cycles) -> RegisterClock {
        let step = Self.steps[number]
        let count = (now + 13) / step
        let value = 0xFFFF_FF00 &+ UInt32(truncatingIfNeeded: count)
        return RegisterClock(value: value, now: now, elapsed: (now + 13) % step, cyclesPerStep: step)
    }

    /// What the outside does to word `number`.
    func set(_ number: Int, to value: UInt32) {
        words[number] = value
        if number == 3 { mirror?.publish(value, at: Self.base + 12) }
        if number == 10 { mirror?.publish(nil, at: Self.base + 40) }
    }

    func read(_ address: UInt32, width: AccessWidth, now: Cycles) -> UInt32? {
        let offset = address &- Self.base
        guard offset < 0x80 else { return nil }
        switch offset >> 2 {
        case 0, 1: return clock(Int(offset >> 2), now).value >> (8 * (offset & 3))
        case 8: return UInt32(truncatingIfNeeded: now)
        case 10:
            mirror?.publish(words[10], at: Self.base + 40, until: now / 1000 * 1000 + 1000)
            return words[10] >> (8 * (offset & 3))
        default: return words[Int(offset >> 2)] >> (8 * (offset & 3))
        }
    }

    func write(_ address: UInt32, _ value: UInt32, width: AccessWidth, now: Cycles) -> Bool {
        let offset = address &- Self.base
        guard offset < 0x80 else { return false }
        if offset >> 2 == 9 {
            feeds.add(Repetition(at: now))
            signals?.setDeadline(signals?.deadline ?? .max)
        } else {
            set(Int(offset >> 2), to: value)
        }
        return true
    }

    func steadiness(of address: UInt32, now: Cycles) -> RegisterSteadiness {
        let offset = address &- Self.base
        switch offset >> 2 {
        case 0, 1: return .counting(clock(Int(offset >> 2), now))
        case 2...7: return .steady(until: .max)
        case 10: return .steady(until: now / 1000 * 1000 + 1000)
        default: return .changing
        }
    }

    func canRepeatStore(_ address: UInt32, _ value: UInt32, now: Cycles) -> Bool {
        address == Self.base + 36 && value == Self.feed
    }

    func repeatStore(_ address: UInt32, _ value: UInt32, width: AccessWidth, _ repetition: Repetition) {
        feeds.add(repetition)
    }
}

/// How often something happened, between which cycles, and how far apart.
private struct Occurrences: Equatable {
    private var all: Repetition?
    private var gap: Cycles = 0
    private var count: UInt64 = 0

    mutating func add(_ next: Repetition) {
        if let all { gap = max(gap, next.first - all.last) }
        gap = max(gap, next.longestGap)
        count += next.count
        all = Repetition(at: next.last)
    }

    var numbers: [UInt64] { [count, gap, all?.last ?? 0] }
}

/// Passes of polling loops that are counted instead of executed change nothing, to the cycle.
@Suite struct PollingTests {
    /// What a run leaves.
    private struct Result: Equatable {
        var state: [UInt64] = []
        var registers: [UInt32] = []
        var memory: [UInt8] = []
        var stops: [String] = []
    }

    /// Something the outside does at a cycle.
    private struct Event {
        let at: Cycles
        let kind: UInt32
        let value: UInt32
    }

    private struct Guest {
        var code: [UInt32] = []
        var function: [UInt32] = []
        var events: [Event] = []
        var cycles: Cycles = 60_000
        var compare: UInt32 = 0
        /// What the handler adds to a word that loops look at, as a task's queue counts what is put in and taken out.
        var step: UInt32 = 1

        private var generator: SeededGenerator

        /// A loop that polls: `events` and an interrupt's handler change what it polls.
        ///
        /// a1 is a stack, a2, a3, a8 and a10 plain, a4…a6 hold moments, a7 PS, a9 a limit, a11 a flash function, a12 the
        /// registers, a13 the value of a feed, a14 data; a15 belongs to the handler.
        init(seed: UInt64) {
            generator = SeededGenerator(state: seed)
            let hasQueue = generator.below(2) == 0
            for _ in 0..<(1 + generator.below(8)) { hasQueue && generator.below(2) == 0 ? queue() : item() }
            end()
            for _ in 0..<generator.below(20) { function += [op("addi", s: 8, t: 8, imm8: 0)] }
            function += [op("l32i", s: 14, t: 8, imm8: Int32(generator.below(8))), op("ret")]
            if hasQueue { cycles = 150_000 }
            for _ in 0..<generator.below(hasQueue ? 30 : 8) {
                let at = Cycles(generator.below(UInt32(cycles)))
                let kind = hasQueue && generator.below(4) > 0 ? 3 : generator.below(6)
                events.append(Event(at: at, kind: kind, value: generator.below(4)))
            }
            step = [1, 1, 16, 17, 64][Int(generator.below(5))]
            events.sort { $0.at < $1.at }
            compare = generator.below(UInt32(cycles))
        }

        /// Goes back to the beginning of the code, at once or behind an instruction while the distance is short.
        private mutating func end() {
            let length = { (words: [UInt32]) in Int32(words.flatMap { Encoding.bytes($0) }.count) }
            if generator.below(3) == 0 {
                let back = 0 - length(code) - 4
                if back > -120 { code.append(op(generator.below(2) == 0 ? "bltu" : "bne", s: 6, t: 9, imm8: back)) }
                code.append(op("addi", s: 10, t: 10, imm8: 1))
            }
            code.append(Encoding.j(Bench.code, at: Bench.code + UInt32(length(code))))
        }

        private mutating func moment() -> UInt32 { 4 + generator.below(3) }

        private mutating func branch() -> UInt32 {
            let (a, b) = (moment(), moment())
            switch generator.below(7) {
            case 0: return op("bltu", s: a, t: b, imm8: 2)
            case 1: return op("bgeu", s: a, t: b, imm8: 2)
            case 2: return op("blt", s: a, t: 9, imm8: 2)
            case 3: return op("bltu", s: 6, t: 9, imm8: 2)
            case 4: return op("beq", s: 6, t: 8, imm8: 2)
            case 5: return op("bltui", r: generator.below(16), s: 6, imm8: 2)
            default: return op("bgei", r: generator.below(16), s: 6, imm8: 2)
            }
        }

        /// Looks at fields of a word that the handler changes.
        private mutating func queue() {
            let word = Int32(20 + generator.below(2))
            code += [op("l32i", s: 14, t: 8, imm8: word)]
            for _ in 0..<generator.below(5) { code += field(word) }
            let skipped = op("addi", s: 2, t: 2, imm8: Int32(generator.below(2)))
            switch generator.below(6) {
            case 0: code += [op("beq", s: 8, t: 10, imm8: 2), skipped]
            case 1: code += [op("bltu", s: 8, t: 10, imm8: 2), skipped]
            case 2:
                code += [op(generator.below(2) == 0 ? "bbci" : "bbsi", s: 8, t: generator.below(16), imm8: 2), skipped]
            case 3: code += [op(generator.below(2) == 0 ? "bany" : "bnone", s: 8, t: 10, imm8: 2), skipped]
            case 4: code += [op("s32i", s: 14, t: 8 + 2 * generator.below(2), imm8: Int32(generator.below(8)))]
            default: code += [op("moveqz", r: 6, s: moment(), t: 10)]
            }
        }

        /// Makes a8 or a10 something that is computed of it.
        private mutating func field(_ word: Int32) -> [UInt32] {
            let result = 8 + 2 * generator.below(2), shift = generator.below(16)
            switch generator.below(9) {
            case 0: return [op("extui", r: result, s: shift, t: 8, imm8: Int32(generator.below(8) << 4))]
            case 1: return [op("srli", r: result, s: shift, t: 8)]
            case 2: return [op("slli", r: result, s: 10, t: 1 + generator.below(15))]
            case 3: return [op("srai", r: result, s: shift, t: 10)]
            case 4: return [op(["and", "or", "xor", "add"][Int(generator.below(4))], r: result, s: 8, t: 10)]
            case 5: return [op(["sub", "addx2", "addx4", "addx8"][Int(generator.below(4))], r: result, s: 10, t: 8)]
            case 6: return [op("l8ui", s: 14, t: result, imm8: 4 * word + Int32(generator.below(4)))]
            case 7:
                let name = generator.below(2) == 0 ? "l16ui" : "l16si"
                return [op(name, s: 14, t: result, imm8: 2 * word + Int32(generator.below(2)))]
            default:
                let operation = [op("srl", r: 10, t: 8), op("sra", r: 10, t: 8), op("sll", r: 10, s: 8)]
                return [op("ssa8l", s: 2), operation[Int(generator.below(3))]]
            }
        }

        private mutating func item() {
            let place = Int32(generator.below(8))
            switch generator.below(22) {
            case 0, 1: code += [op("l32i", s: 14, t: 8, imm8: place)]
            case 2: code += [op("l32i", s: 12, t: 8, imm8: Int32(2 + generator.below(6)))]
            case 3, 4: code += [op("l32i", s: 12, t: moment(), imm8: Int32(generator.below(2)))]
            case 5: code += [op("rsr.ccount", t: moment())]
            case 6, 7: code += [op("sub", r: 6, s: moment(), t: moment())]
            case 8: code += [op("add", r: moment(), s: moment(), t: generator.below(2) == 0 ? 8 : 9)]
            case 9: code += [op("s32i", s: 14, t: moment(), imm8: place), op("l32i", s: 14, t: moment(), imm8: place)]
            case 10, 11: code += [branch(), op("addi", s: 2, t: 2, imm8: Int32(generator.below(2)))]
            case 12: code += [op("s32i", s: 14, t: 2 + generator.below(2), imm8: place)]
            case 13: code += [op("s8i", s: 14, t: 3, imm8: place)]
            case 14: code += [op("rsil", s: 1, t: 7), op("l32i", s: 14, t: 8, imm8: place), op("wsr.ps", t: 7)]
            case 15: code += [op("callx0", s: 11)]
            case 16: code += [op("s32i", s: 12, t: 13, imm8: 9)]
            case 17: code += [op("moveqz", r: moment(), s: moment(), t: generator.below(2) == 0 ? 6 : 8)]
            case 18: code += [op("l32i", s: 12, t: 8, imm8: Int32(generator.below(8) == 0 ? 8 : 10))]
            case 19: code += [op("addi", s: 3, t: 3, imm8: generator.below(3) == 0 ? 1 : 0)]
            case 20: code += [op("extui", r: 8, s: generator.below(16), t: generator.below(2) == 0 ? 8 : 6, imm8: 0x70)]
            default: code += [op("rsr.interrupt", t: 8), op("l16ui", s: 12, t: 8, imm8: 5)]
            }
        }
    }

    /// Interrupts change what is polled now and then, and are acknowledged.
    private static func handler(_ step: UInt32) -> [UInt32] {
        [
            op("l32i", s: 14, t: 15, imm8: 20), op("addi", s: 15, t: 15, imm8: Int32(step)),
            op("s32i", s: 14, t: 15, imm8: 20), op("s32i", s: 12, t: 15, imm8: 4), Encoding.movi(15, -1),
            op("wsr.intclear", t: 15), op("rsr.ccompare0", t: 15), op("wsr.ccompare0", t: 15), op("rfe"),
        ]
    }

    private static func run(
        _ guest: Guest,
        _ path: ExecutionPath,
        skips: Bool,
        hook: UInt32? = nil
    ) -> (result: Result, skipped: Cycles) {
        let bus = PolledBus()
        let machine = Bench.machine(path, bus: bus)
        let core = machine.core
        bus.signals = machine.signals
        core.skipsPolling = skips
        machine.load(guest.code.flatMap { Encoding.bytes($0) }, at: Bench.code)
        machine.load(guest.function.flatMap { Encoding.bytes($0) }, at: Bench.flash + 20)
        for vector: UInt32 in [0x30, 0x50] {
            let jump = Encoding.j(Bench.vectors + 0x100, at: Bench.vectors + vector)
            machine.load(Encoding.bytes(jump), at: Bench.vectors + vector)
        }
        machine.load(handler(guest.step).flatMap { Encoding.bytes($0) }, at: Bench.vectors + 0x100)
        let registers: [Int: UInt32] = [
            1: Bench.data + 0x800, 9: 700, 11: Bench.flash + 20, 12: PolledBus.base, 13: PolledBus.feed, 14: Bench.data,
        ]
        for (number, value) in registers { core[register: number] = value }
        core[special: .ps] = 0x20
        core[special: .intenable] = 0x3FFF
        core[special: .ccompare0] = guest.compare
        core.jump(to: Bench.code)
        var calls = Occurrences()
        if let hook {
            core.watch(hook) { _, repetition in
                calls.add(repetition)
            } _: { core in
                calls.add(Repetition(at: core.now))
            }
        }
        var result = Result()
        for event in guest.events + [Event(at: guest.cycles, kind: 9, value: 0)] {
            machine.signals.setDeadline(event.at)
            for _ in 0..<4 where core.now < event.at { result.stops.append("\(core.run()) \(core.now) \(core.pc)") }
            switch event.kind {
            case 0: bus.set(2 + Int(event.value), to: event.value)
            case 1: bus.set(10, to: event.value)
            case 2: machine.load([UInt8(event.value), 0, 0, 0], at: Bench.data + 4 * event.value)
            case 3: machine.signals.pulse(8 + Int(event.value))
            case 4: machine.cache.flush()
            default: break
            }
        }
        result.state =
            [
                core.now, core.instructions, core.idleCycles, machine.cache.hits, machine.cache.misses, UInt64(core.pc),
                core.counts.interrupts, core.counts.peripheralStores,
            ] + bus.feeds.numbers + calls.numbers
        result.registers = (0..<16).map { core[register: $0] } + SpecialRegister.allCases.map { core[special: $0] }
        result.memory = machine.regions.flatMap {
            Array(UnsafeRawBufferPointer(start: $0.storage, count: Int($0.size)))
        }
        return (result, core.skippedCycles)
    }

    @Test func `random polling loops under interrupts end as if every pass had been executed`() {
        let seed = Fuzz.seed
        let count = Fuzz.count(120)
        print("polling: \(count) programs, seed \(seed)")
        var skipped: [ExecutionPath: Cycles] = [:]
        var total: Cycles = 0
        for index in 0..<count {
            let guest = Guest(seed: seed &+ index &* 0x9E37_79B9)
            let hook: UInt32? = index % 4 == 0 ? Bench.flash + 20 : nil
            let plain = Self.run(guest, .reference, skips: false, hook: hook).result
            total += plain.state[0]
            for path in ExecutionPath.allCases {
                let seen = Self.run(guest, path, skips: true, hook: hook)
                skipped[path, default: 0] += seen.skipped
                guard seen.result == plain else {
                    Issue.record(
                        """
                        seed \(seed), program \(index), \(path): \(seen.result.state), \(seen.result.registers) \
                        instead of \(plain.state), \(plain.registers)
                        """
                    )
                    return
                }
            }
        }
        for (path, cycles) in skipped.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            print("polling: \(path) skipped \(cycles) of \(total) cycles")
            #expect(cycles > total / 20, "\(path)")
        }
    }
}
