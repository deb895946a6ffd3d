/// Registers, memory, breakpoints.
extension Conversation {
    static func register(_ command: UInt8, _ rest: ArraySlice<UInt8>, _ target: some DebugTarget) -> Outcome {
        switch UnicodeScalar(command) {
        case "g":
            return .reply(
                (0..<RegisterLayout.generalCount).flatMap { number in
                    target.readRegister(number).map { Hex.register($0) } ?? Array("xxxxxxxx".utf8)
                }
            )
        case "G": return writeAll(rest, target)
        case "p":
            guard let number = Hex.word(rest), let value = target.readRegister(Int(number)) else { return invalid }
            return .reply(Hex.register(value))
        default:
            let parts = rest.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard parts.count == 2, let number = Hex.word(parts[0]), let value = Hex.register(parts[1]),
                target.writeRegister(Int(number), value)
            else { return invalid }
            return ok
        }
    }

    /// Only what differs is written: not every register can be.
    private static func writeAll(_ rest: ArraySlice<UInt8>, _ target: some DebugTarget) -> Outcome {
        let count = min(rest.count / 8, RegisterLayout.generalCount)
        for number in 0..<count {
            let digits = rest.dropFirst(8 * number).prefix(8)
            if digits.elementsEqual("xxxxxxxx".utf8) { continue }
            guard let value = Hex.register(digits) else { return invalid }
            if target.readRegister(number) != value, !target.writeRegister(number, value) { return invalid }
        }
        return ok
    }

    static func memory(_ command: UInt8, _ rest: ArraySlice<UInt8>, _ target: some DebugTarget) -> Outcome {
        let parts = rest.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let place = parts.first, let (address, count) = pair(place) else { return invalid }
        guard command != UInt8(ascii: "m") else {
            let most = min(Int(count), (PacketDecoder.mostBytes - 4) / 2)
            let bytes = target.readMemory(at: address, count: most)
            return bytes.isEmpty && most > 0 ? fault : .reply(Hex.text(bytes))
        }
        guard parts.count == 2 else { return invalid }
        let bytes = command == UInt8(ascii: "X") ? Array(parts[1]) : Hex.bytes(parts[1])
        guard let bytes, bytes.count == Int(count) else { return invalid }
        return bytes.isEmpty || target.writeMemory(bytes, at: address) ? ok : fault
    }

    static func point(_ command: UInt8, _ rest: ArraySlice<UInt8>, _ target: some DebugTarget) -> Outcome {
        guard let digit = rest.first.flatMap(Hex.digit), rest.dropFirst().first == UInt8(ascii: ","),
            let kind = Breakpoint.Kind(rawValue: digit)
        else { return unknown }
        // Conditions and commands, behind a semicolon, are not announced as known.
        let place = rest.dropFirst(2).prefix { $0 != UInt8(ascii: ";") }
        guard let (address, length) = pair(place) else { return invalid }
        let point = Breakpoint(kind, at: address, length: kind.isWatch ? max(1, length) : 1)
        guard command == UInt8(ascii: "Z") else {
            target.remove(point)
            return ok
        }
        return target.insert(point) ? ok : invalid
    }

    /// "ADDRESS,NUMBER".
    private static func pair(_ text: some Collection<UInt8>) -> (UInt32, UInt32)? {
        let parts = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard parts.count == 2, let first = Hex.word(parts[0]), let second = Hex.word(parts[1]) else { return nil }
        return (first, second)
    }
}

/// Going on.
extension Conversation {
    /// `c`, `s`, and with a signal, which no firmware takes, `C` and `S`.
    static func resume(_ command: UInt8, _ rest: ArraySlice<UInt8>, _ target: some DebugTarget) -> Outcome {
        let hasSignal = command == UInt8(ascii: "C") || command == UInt8(ascii: "S")
        let address = hasSignal ? rest.drop { $0 != UInt8(ascii: ";") }.dropFirst() : rest
        if !address.isEmpty {
            let pc = RegisterLayout.entries.firstIndex { $0.register == .pc }
            guard let pc, let value = Hex.word(address), target.writeRegister(pc, value) else { return invalid }
        }
        let isStep = command == UInt8(ascii: "s") || command == UInt8(ascii: "S")
        return .resume(isStep ? .step : .proceed, reply: nil)
    }

    static func reverse(_ rest: ArraySlice<UInt8>, _ target: some DebugTarget) -> Outcome {
        guard target.canReverse else { return text("E01") }
        if rest.elementsEqual("c".utf8) { return .resume(.reverse, reply: nil) }
        return rest.elementsEqual("s".utf8) ? .resume(.reverseStep, reply: nil) : unknown
    }

    /// `vCont` and `vKill`. There is one thread, so that the first action is its.
    static func resume(named rest: ArraySlice<UInt8>) -> Outcome {
        if rest.elementsEqual("Cont?".utf8) { return text("vCont;c;C;s;S") }
        if rest.starts(with: "Kill".utf8) { return .resume(.kill, reply: Array("OK".utf8)) }
        guard rest.starts(with: "Cont;".utf8), let action = rest.dropFirst(5).first else { return unknown }
        switch UnicodeScalar(action) {
        case "c", "C": return .resume(.proceed, reply: nil)
        case "s", "S": return .resume(.step, reply: nil)
        default: return invalid
        }
    }
}

extension Breakpoint.Kind {
    /// Whether it is for data.
    public var isWatch: Bool { self != .software && self != .hardware }
}
