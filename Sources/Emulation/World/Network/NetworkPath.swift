import ESP8266

/// One direction of the way between a station and a host: latency, bandwidth, loss, reordering.
struct NetworkPath {
    /// What a way is like.
    struct Quality: Equatable, Sendable {
        /// One way, in ticks.
        var latency: Ticks
        /// Bits per second.
        var bandwidth: UInt64
        /// Frames lost in a thousand.
        var lossPermille = 0
        /// Frames in a thousand that others overtake.
        var reorderingPermille = 0
    }

    private let quality: Quality
    private var random: SplitMix64
    /// When the last bit of what was sent so far is on the wire.
    private var busyUntil: Ticks = 0

    /// Longest time for which frames wait to be sent; who comes later is dropped. Assumed: a home router's queue.
    private static let longestQueue: Ticks = 2 * Clock.ticksPerSecond
    /// Longest time that a frame is held back for others to overtake it. Assumed.
    private static let longestDelay: Ticks = 20_000 * Clock.ticksPerMicrosecond

    init(_ quality: Quality, seed: UInt64) {
        self.quality = quality
        random = SplitMix64(seed: seed)
    }

    /// When a frame of `count` bytes that is sent at `now` arrives; nil when it is lost.
    mutating func arrival(of count: Int, sentAt now: Ticks) -> Ticks? {
        let start = max(now, busyUntil)
        guard start - now <= Self.longestQueue || busyUntil == 0 else { return nil }
        busyUntil = start &+ UInt64(count) &* 8 &* Clock.ticksPerSecond / max(1, quality.bandwidth)
        guard !random.happens(permille: quality.lossPermille) else { return nil }
        let arrival = busyUntil &+ quality.latency
        guard random.happens(permille: quality.reorderingPermille) else { return arrival }
        return arrival &+ 1 &+ random.below(Self.longestDelay)
    }
}
