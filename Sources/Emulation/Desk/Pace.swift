import ESP8266

extension Duration {
    /// For `poll`; none when it is negative.
    var wholeMilliseconds: Int64 {
        max(0, components.seconds &* 1000 &+ components.attoseconds / 1_000_000_000_000_000)
    }
}

/// How fast simulated time may pass beside the host's.
struct Pace {
    /// Simulated seconds per second of the host.
    let factor: Double
    private var start: ContinuousClock.Instant
    private var startTicks: Ticks = 0
    /// Who falls behind by more than this goes on from where he is: nothing is made up for.
    private static let mostBehind = Duration.milliseconds(100)

    init(factor: Double) {
        self.factor = factor
        start = .now
    }

    /// Begins anew at `ticks`.
    mutating func restart(at ticks: Ticks) {
        start = .now
        startTicks = ticks
    }

    /// How long the host has to wait until it is `ticks`; zero or less when it is late.
    mutating func wait(for ticks: Ticks) -> Duration {
        let simulated = Double(ticks &- startTicks) / Double(Clock.ticksPerSecond)
        let ahead = start + .seconds(simulated / factor) - .now
        if ahead < .zero - Self.mostBehind { restart(at: ticks) }
        return ahead
    }
}
