import ESP8266

/// When the run is interrupted to look where the guest is: every 2 ms of simulated time, and less often while it waits or
/// while a look would tell nothing.
struct Sampling {
    /// The period decides no result but the functions named for a stall.
    static let period: Ticks = 2 * 1000 * Clock.ticksPerMicrosecond
    /// Most periods without a look: a run can be cancelled only then.
    private static let mostPeriods = 64

    /// The next moment to look at the guest.
    private(set) var next = Sampling.period
    /// The last moment.
    private var last: Ticks = 0
    /// Periods to the next moment, as long as nothing is measured.
    private var stretch = 1
    /// Whether every moment is kept, even those that tell nothing.
    let isFixed: Bool

    init(isFixed: Bool) { self.isFixed = isFixed }

    /// The first moment behind `ticks` that is a whole number of periods behind the last.
    func moment(after ticks: Ticks) -> Ticks {
        last &+ (max(ticks, last) &- last) / Self.period &* Self.period &+ Self.period
    }

    /// How many of the next moments to look at the guest find it where it is now: waiting, with nothing planned that could
    /// wake it. The last periods before `limit` are never among them, as they tell whether the run ends busy.
    func idlePeriods(_ board: Board, limit: Ticks) -> Int {
        guard let wake = board.waitsUntil else { return 0 }
        return Self.wholePeriods(from: board.now, to: min(wake, Self.end(limit)))
    }

    /// The guest was looked at, at `now`, and will be found there for `periods` more.
    mutating func go(on now: Ticks, periods: Int, limit: Ticks, isMeasuring: Bool) {
        stretch = isMeasuring || isFixed ? 1 : min(2 * stretch, Self.mostPeriods)
        let most = Self.wholePeriods(from: now, to: Self.end(limit))
        last = now
        next = now &+ Self.period &* Ticks(max(1 + periods, min(stretch, most)))
    }

    private static func end(_ limit: Ticks) -> Ticks { limit > 2 * period ? limit - 2 * period : 0 }

    private static func wholePeriods(from now: Ticks, to end: Ticks) -> Int {
        end > now ? Int((end - now - 1) / period) : 0
    }
}
