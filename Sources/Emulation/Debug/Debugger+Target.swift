import ESP8266
import GDBRemote
import LX106

extension Debugger: DebugTarget {
    /// Only what can be done again can be gone back over.
    public var canReverse: Bool { isRepeatable }

    /// See `DebugTarget`.
    public func readRegister(_ number: Int) -> UInt32? {
        guard let core, RegisterLayout.entries.indices.contains(number) else { return nil }
        switch RegisterLayout.entries[number].register {
        case .address(let index): return core[register: index]
        case .pc: return shownException?.pc ?? core.pc
        case .special(let register): return shown(register, core)
        case .interruptSet: return core[special: .interrupt]
        case .field(let register, let shift, let bits): return shown(register, core) >> shift & (1 << bits - 1)
        }
    }

    /// At an exception, PS is that of the program: its handler has not begun for who looks.
    private func shown(_ register: SpecialRegister, _ core: Core) -> UInt32 {
        guard register == .ps, shownException != nil, core.handlerDepth == 1 else { return core[special: register] }
        return core.programState.ps
    }

    /// See `DebugTarget`. At an exception, pc and PS are the past's: they cannot be set.
    public func writeRegister(_ number: Int, _ value: UInt32) -> Bool {
        guard let core, RegisterLayout.entries.indices.contains(number) else { return false }
        let register = RegisterLayout.entries[number].register
        if shownException != nil, register == .pc || register == .special(.ps) { return false }
        noteChange()
        switch register {
        case .address(let index): core[register: index] = value
        case .pc:
            core.jump(to: value)
            stoppedAt = nil
        case .special(let special): core[special: special] = value
        case .interruptSet: core[special: .interrupt] = value
        case .field: return false
        }
        return true
    }

    /// See `DebugTarget`.
    public func readMemory(at address: UInt32, count: Int) -> [UInt8] {
        guard let core else { return [] }
        var bytes: [UInt8] = []
        for offset in 0..<max(0, count) {
            guard let byte = core.inspect(address &+ UInt32(truncatingIfNeeded: offset)) else { break }
            bytes.append(byte)
        }
        return bytes
    }

    private func noteChange() { (isRepeatable, hasWritten) = (false, true) }

    /// See `DebugTarget`. A store of what is there already changes nothing.
    public func writeMemory(_ bytes: [UInt8], at address: UInt32) -> Bool {
        guard let core else { return false }
        if core.memories.contains(where: { $0.isWritable && $0.contains(address) }),
            readMemory(at: address, count: bytes.count) == bytes
        {
            return true
        }
        guard core.inject(bytes, at: address) else { return false }
        noteChange()
        return true
    }

    /// The memories, and the windows of registers.
    public var memoryMap: [MemoryArea] {
        let memories = core?.memories ?? []
        let areas = memories.map { MemoryArea(base: $0.base, size: $0.size, isWritable: $0.isWritable) }
        let registers = Board.registerWindows.map { MemoryArea(base: $0.base, size: $0.size, isWritable: true) }
        return (areas + registers).sorted { $0.base < $1.base }
    }

    /// See `DebugTarget`.
    public func insert(_ point: Breakpoint) -> Bool {
        if points.contains(point) || watches.contains(point) { return true }
        guard (point.kind.isWatch ? watches : points).count < Self.mostPoints else { return false }
        if point.kind.isWatch { watches.append(point) } else { points.append(point) }
        return true
    }

    /// See `DebugTarget`.
    public func remove(_ point: Breakpoint) {
        watches.removeAll { $0 == point }
        points.removeAll { $0 == point }
    }

    /// See `DebugTarget`.
    public func monitor(_ command: String) -> String {
        let words = command.split(whereSeparator: \.isWhitespace).map(String.init)
        if let answer = machine?.answers.first(where: { [$0.name] == words }) { return answer.text() + "\n" }
        switch words.first {
        case "time" where words.count == 1: return (machine?.time() ?? "") + "\n"
        case "reset" where words.count == 1: return reset()
        case "stop": return setStop(Array(words.dropFirst()))
        default: return help
        }
    }

    private func reset() -> String {
        guard let reset = machine?.reset else { return "there is no chip to reset\n" }
        noteChange()
        reset()
        return "the chip restarts when it goes on\n"
    }

    private func setStop(_ words: [String]) -> String {
        let isOn = words.first == "on"
        if let word = words.last, words.count == 2, isOn || words.first == "off" {
            guard let condition = Condition(rawValue: word) else { return help }
            if isOn { conditions.insert(condition) } else { conditions.remove(condition) }
        } else if !words.isEmpty {
            return help
        }
        let lines = Condition.allCases.map { "\($0.rawValue): \(conditions.contains($0) ? "on" : "off")\n" }
        return lines.joined()
    }

    private var help: String {
        let names = (machine?.answers.map(\.name) ?? []) + (machine?.reset == nil ? [] : ["reset"])
        let conditions = Condition.allCases.map(\.rawValue).joined(separator: "|")
        return (["time"] + names + ["stop [on|off \(conditions)]"]).map { "monitor \($0)\n" }.joined()
    }
}
