import ESP8266

/// How long to wait for an acknowledgement (RFC 6298).
struct RetransmissionTimer {
    /// The time-out as it stands, in ticks.
    private(set) var timeout: Ticks = Clock.ticksPerSecond
    private var smoothed: Ticks?
    private var variation: Ticks = 0
    /// The segment whose round trip is measured: the sequence number behind it, and when it was sent. Never one that was
    /// sent twice (Karn's algorithm).
    private var measured: (behind: SequenceNumber, at: Ticks)?

    /// Least time-out. RFC 6298 recommends a second; 200 ms is what Linux does, which servers run on.
    static let least: Ticks = Clock.ticksPerSecond / 5
    private static let most: Ticks = 60 * Clock.ticksPerSecond

    /// A segment that ends at `behind` was sent for the first time.
    mutating func sent(behind: SequenceNumber, at now: Ticks) { measured = measured ?? (behind, now) }

    /// Something was sent again: no round trip can be measured by it.
    mutating func sentAgain() { measured = nil }

    /// Everything before `acknowledgement` has arrived.
    mutating func acknowledged(_ acknowledgement: SequenceNumber, at now: Ticks) {
        guard let (behind, sentAt) = measured, acknowledgement.distance(from: behind) >= 0 else { return }
        measured = nil
        take(now >= sentAt ? now - sentAt : 0)
    }

    private mutating func take(_ roundTrip: Ticks) {
        if let old = smoothed {
            let difference = old > roundTrip ? old - roundTrip : roundTrip - old
            variation = (3 * variation + difference) / 4
            smoothed = (7 * old + roundTrip) / 8
        } else {
            smoothed = roundTrip
            variation = roundTrip / 2
        }
        timeout = min(Self.most, max(Self.least, (smoothed ?? 0) + 4 * variation))
    }

    /// The time was up: the next one is twice as long.
    mutating func backOff() { timeout = min(Self.most, timeout * 2) }
}
