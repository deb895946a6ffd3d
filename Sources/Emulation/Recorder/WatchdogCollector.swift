import ESP8266
import LX106
import Record

/// Measures how close one watchdog came to its bite.
struct WatchdogCollector {
    private var record = RunRecord.Watchdog()
    private var lastFed: Ticks?
    private var longestGap: Ticks = 0
    private var lastBite: Ticks?
    /// When a bite is only observed, the firmware goes on as if fed: that is no feed.
    private static let consequence: Ticks = 1000 * Clock.ticksPerMicrosecond

    /// A watchdog that bites `timeout` after its last feed.
    init(timeout: Seconds) {
        self.timeout = timeout
    }

    /// Nominal time to the bite.
    var timeout: Seconds
    /// That time when the longest gap was, if the firmware set it.
    private var timeoutOfGap: Seconds?
    /// What the firmware set at its last feed.
    private var setTimeout: Seconds?

    /// Whether the firmware has ever armed it.
    var isKnown: Bool { record.enabled }

    /// How often it bit.
    var bites: Int { record.trips }

    /// Time to its bite; nil while it is off.
    func remaining(at ticks: Ticks) -> Seconds? { sinceFeed(at: ticks).map { max(.zero, timeout - $0) } }

    /// When the first bite came.
    var trippedAt: Seconds? { record.trippedAt }

    /// Time since it was armed or fed; nil while it is off.
    func sinceFeed(at ticks: Ticks) -> Seconds? { lastFed.map { Seconds(ticks: ticks &- $0) } }

    /// Armed or fed; `timeout` is what the firmware has set, where that is known.
    mutating func fed(at ticks: Ticks, timeout: Seconds? = nil) {
        record.enabled = true
        if let lastBite, ticks &- lastBite < Self.consequence { return }
        measure(ticks)
        lastFed = ticks
        setTimeout = timeout
    }

    /// Fed as often as `repetition` says.
    mutating func fed(_ repetition: Repetition, timeout: Seconds? = nil) {
        fed(at: repetition.first, timeout: timeout)
        measure(gap: repetition.longestGap)
        lastFed = repetition.last
    }

    /// Stopped, the chip reset, or the run ended: an open gap ends here.
    mutating func stopped(at ticks: Ticks) {
        measure(ticks)
        lastFed = nil
    }

    /// Bit. The gap goes on: when the trip is only observed, its whole length counts.
    mutating func bit(at ticks: Ticks, state: String?, where chain: [String]) {
        measure(ticks)
        record.trips += 1
        lastBite = ticks
        guard !record.tripped else { return }
        record.tripped = true
        record.trippedAt = Seconds(ticks: ticks)
        record.sinceFeed = lastFed.map { Seconds(ticks: ticks &- $0) }
        record.tlsState = state
        record.where = chain
    }

    private mutating func measure(_ ticks: Ticks) {
        if let lastFed { measure(gap: ticks &- lastFed) }
    }

    private mutating func measure(gap: Ticks) {
        guard gap > longestGap else { return }
        longestGap = gap
        timeoutOfGap = setTimeout
    }

    /// What was found.
    func result() -> RunRecord.Watchdog {
        var result = record
        guard result.enabled else { return result }
        let timeout = timeoutOfGap ?? timeout
        result.timeout = timeout
        result.longestGap = Seconds(ticks: longestGap)
        result.margin = timeout - result.longestGap
        return result
    }
}
