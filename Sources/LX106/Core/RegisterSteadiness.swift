/// What a register reads as while nothing happens: until the next event, interrupt or store.
public enum RegisterSteadiness: Sendable, Equatable {
    /// Nobody knows, or loads themselves change something.
    case changing
    /// The value it has, however often it is loaded, before that cycle; `.max` for ever.
    case steady(until: Cycles)
    /// It counts with time.
    case counting(RegisterClock)
}

/// A register that counts up at a constant pace.
public struct RegisterClock: Sendable, Equatable {
    /// What it reads in the step that begins at `since`.
    public let value: UInt32
    /// A cycle at which a step begins; may lie before the first one of the core.
    public let since: Int64
    /// CPU cycles per step, at least 1.
    public let cyclesPerStep: Int64

    /// A register that reads `value` at cycle `now`, `elapsed` cycles after that step began.
    public init(value: UInt32, now: Cycles, elapsed: Cycles, cyclesPerStep: Cycles) {
        self.value = value
        since = Int64(bitPattern: now &- elapsed)
        self.cyclesPerStep = max(1, Int64(clamping: cyclesPerStep))
    }

    /// Steps between `since` and `cycle`, negative before it.
    @inline(__always)
    func steps(at cycle: Int64) -> Int64 { Self.floor(cycle &- since, cyclesPerStep) }

    /// What it reads at `cycle`.
    func value(at cycle: Int64) -> UInt32 { value &+ UInt32(truncatingIfNeeded: steps(at: cycle)) }

    /// The quotient of `number` and `divisor`, at least 1, rounded down.
    @inline(__always)
    static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }
}
