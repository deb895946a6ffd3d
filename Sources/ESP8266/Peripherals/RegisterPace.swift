/// What a register reads as while nothing happens: between events, and with no store to its block.
enum RegisterPace {
    /// Nothing is promised, or loads themselves change something.
    case changing
    /// The value it has, before that tick; `.max` for ever.
    case steady(until: Ticks)
    /// It counts up by one every `step` ticks; the number it shows was reached `elapsed` ticks ago.
    case counting(value: UInt32, elapsed: Ticks, step: Ticks)

    /// The value it has.
    static let steady = RegisterPace.steady(until: .max)
}
