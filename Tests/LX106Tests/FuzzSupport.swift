import Foundation
import LX106
import TestSupport

/// A bus with registers that have effects: what a driver of interrupts and stops looks like to the core.
final class WiredBus: PeripheralBus {
    static let base: UInt32 = 0x6000_0000
    weak var signals: CoreSignals?
    /// No deadline the guest sets lies behind this one, or it could put off its end for ever.
    var horizon: Cycles = 0
    private var words = [UInt32](repeating: 0, count: 64)

    func read(_ address: UInt32, width: AccessWidth, now: Cycles) -> UInt32? {
        let offset = address &- Self.base
        guard offset < 0x100 else { return nil }
        // Word 0 is time: a value that shows at which cycle the access happened.
        return offset < 4 ? UInt32(truncatingIfNeeded: now) : words[Int(offset >> 2)]
    }

    func write(_ address: UInt32, _ value: UInt32, width: AccessWidth, now: Cycles) -> Bool {
        let offset = address &- Self.base
        guard offset < 0x100 else { return false }
        words[Int(offset >> 2)] = value
        switch offset >> 2 {
        case 1: signals?.setLine(Int(value % 6), high: true)
        case 2: signals?.setLine(Int(value % 6), high: false)
        case 3: signals?.pulse(8 + Int(value % 6))
        case 4: signals?.setDeadline(min(horizon, now &+ Cycles(value & 0xFF)))
        case 5: signals?.requestStop()
        case 6: for number in 0..<6 { signals?.setLine(number, high: false) }
        default: break
        }
        return true
    }
}

/// What the outside does to a running core, at cycles of its own choosing.
struct OutsideEvent {
    enum Kind { case raise, lower, pulse, nmi, nothing }
    let at: Cycles
    let kind: Kind
    let number: Int

    static func schedule(_ generator: inout SeededGenerator, count: Int, within cycles: UInt32) -> [OutsideEvent] {
        let kinds: [Kind] = [.raise, .lower, .lower, .pulse, .nmi, .nothing, .nothing]
        return (0..<count).map { _ in
            OutsideEvent(
                at: Cycles(generator.below(cycles)),
                kind: kinds[Int(generator.below(UInt32(kinds.count)))],
                number: Int(generator.below(6))
            )
        }.sorted { $0.at < $1.at }
    }

    func apply(to signals: CoreSignals) {
        switch kind {
        case .raise: signals.setLine(number, high: true)
        case .lower: signals.setLine(number, high: false)
        case .pulse: signals.pulse(8 + number)
        case .nmi: signals.pulse(14)
        case .nothing: break
        }
    }
}

/// Everything a run leaves that software or a device could see.
struct Observation: Equatable {
    var registers: [UInt32] = []
    var specials: [UInt32] = []
    var pc: UInt32 = 0
    var now: Cycles = 0
    var idle: Cycles = 0
    var instructions: UInt64 = 0
    var hits: UInt64 = 0
    var misses: UInt64 = 0
    var stack: [UInt32] = []
    var memory: [UInt8] = []
    /// Why and where each slice ended.
    var stops: [String] = []
    /// What hooks saw.
    var calls: [String] = []

    /// The parts in which two observations differ.
    func difference(from other: Observation) -> String {
        var parts: [String] = []
        func compare<T: Equatable>(_ name: String, _ path: KeyPath<Observation, T>) {
            if self[keyPath: path] != other[keyPath: path] {
                parts.append("\(name): \(self[keyPath: path]) against \(other[keyPath: path])")
            }
        }
        if let index = zip(stops, other.stops).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset {
            parts.append("slice \(index): \(stops[index]) against \(other.stops[index])")
        }
        compare("pc", \.pc)
        compare("now", \.now)
        compare("instructions", \.instructions)
        compare("hits", \.hits)
        compare("misses", \.misses)
        compare("registers", \.registers)
        compare("specials", \.specials)
        compare("call stack", \.stack)
        if let index = zip(calls, other.calls).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset {
            parts.append("call \(index): \(calls[index]) against \(other.calls[index])")
        } else if calls.count != other.calls.count {
            parts.append("\(calls.count) calls against \(other.calls.count)")
        }
        if memory != other.memory { parts.append("memory") }
        return parts.joined(separator: "; ")
    }
}

/// What hooks saw, in the order of their calls.
final class HookNotes {
    var lines: [String] = []

    func add(_ what: String, _ core: Core) {
        let registers = (0..<16).reduce(UInt32(0)) { ($0 ^ core[register: $1]) &* 0x0100_0193 }
        lines.append(
            "\(what) at \(core.now), pc \(String(core.pc, radix: 16)), \(core.instructions) instructions, "
                + "registers \(registers), \(core.callStack(limit: 600).count) frames"
        )
    }
}

/// Runs `code` on one path, with the outside's events, until `cycles` have gone or the guest is lost.
struct PathRun {
    /// Bytes and where they go.
    let memory: [(address: UInt32, bytes: [UInt8])]
    let start: UInt32
    let registers: [UInt32]
    let specials: [(SpecialRegister, UInt32)]
    let events: [OutsideEvent]
    let cycles: Cycles
    /// The flash cache, instead of the usual one.
    var cache: () -> LineCache? = { nil }

    /// - Parameter hooks: sets hooks on the core before it runs; what they see goes into the list.
    func observe(_ path: ExecutionPath, hooks: (Machine, HookNotes) -> Void = { _, _ in }) -> Observation {
        let bus = WiredBus()
        let machine = Machine(isSmall: true, bus: bus, cache: cache())
        bus.signals = machine.signals
        path.apply(to: machine.core)
        for (address, bytes) in memory { machine.load(bytes, at: address) }
        let core = machine.core
        for (number, value) in registers.enumerated() { core[register: number] = value }
        for (register, value) in specials { core[special: register] = value }
        core.jump(to: start)
        let notes = HookNotes()
        hooks(machine, notes)
        var seen = Observation()
        var isLost = false
        for event in events + [OutsideEvent(at: cycles, kind: .nothing, number: 0)] where !isLost {
            bus.horizon = event.at
            isLost = run(machine, until: event.at, into: &seen)
            event.apply(to: machine.signals)
        }
        record(machine, into: &seen)
        seen.calls = notes.lines
        return seen
    }

    /// Runs to `deadline`, going on behind SIMCALLs and stops; whether the guest is lost.
    private func run(_ machine: Machine, until deadline: Cycles, into seen: inout Observation) -> Bool {
        let core = machine.core
        for _ in 0..<64 {
            machine.signals.setDeadline(deadline)
            let reason = core.run()
            machine.signals.clearStop()
            seen.stops.append("\(reason) at \(core.now), pc \(String(core.pc, radix: 16))")
            if case .lost = reason { return true }
            if core.now >= deadline || reason == .waiting { return false }
        }
        return true
    }

    private func record(_ machine: Machine, into seen: inout Observation) {
        let core = machine.core
        seen.registers = (0..<16).map { core[register: $0] }
        seen.specials = SpecialRegister.allCases.map { core[special: $0] }
        seen.pc = core.pc
        seen.now = core.now
        seen.idle = core.idleCycles
        seen.instructions = core.instructions
        seen.hits = machine.cache.hits
        seen.misses = machine.cache.misses
        seen.stack = core.callStack(limit: 600)
        seen.memory = machine.regions.flatMap { Array(UnsafeRawBufferPointer(start: $0.storage, count: Int($0.size))) }
    }
}
