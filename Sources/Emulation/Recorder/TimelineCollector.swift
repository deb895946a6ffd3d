import ESP8266
import Record

/// Notes what happened when: phases, feeds and bites, heap, pins, UART.
struct TimelineCollector {
    private var timeline = RunRecord.Timeline()
    private var open: [RunRecord.Phase.Lane: (name: String, start: Ticks)] = [:]
    private var feeds: [RunRecord.WatchdogName: Stretch] = [:]
    private var uart: Stretch?
    private var heap: (free: Int, largest: Int, since: Ticks)?

    private struct Stretch {
        var first: Ticks
        var last: Ticks
        var count: Int
    }

    /// Feeds of one watchdog closer together than this form one stretch.
    private static let feedGap: Ticks = 20 * 1000 * Clock.ticksPerMicrosecond
    /// Bytes of UART0 closer together than this form one stretch.
    private static let uartGap: Ticks = 1000 * Clock.ticksPerMicrosecond
    /// The guest tells of free bytes and largest block one after the other: one state of the heap.
    private static let heapGap: Ticks = 50 * Clock.ticksPerMicrosecond
    /// A guest that does something without end fills no memory: later entries of a kind are dropped.
    private static let limit = 200_000

    /// A phase of `lane` begins, and the one before it ends; nil when none follows.
    mutating func enter(_ lane: RunRecord.Phase.Lane, _ name: String?, at ticks: Ticks) {
        if let (before, start) = open[lane] {
            if before == name { return }
            // What lasted no time at all was no phase.
            if ticks > start { add(lane, before, start, ticks) }
        }
        open[lane] = name.map { ($0, ticks) }
    }

    /// Ends the phase of `lane` if it is called `name`, and begins `next`.
    mutating func leave(_ lane: RunRecord.Phase.Lane, _ name: String, for next: String?, at ticks: Ticks) {
        if open[lane]?.name == name { enter(lane, next, at: ticks) }
    }

    private mutating func add(_ lane: RunRecord.Phase.Lane, _ name: String, _ start: Ticks, _ end: Ticks) {
        guard timeline.phases.count < Self.limit else { return }
        timeline.phases.append(
            RunRecord.Phase(lane: lane, name: name, start: Seconds(ticks: start), end: Seconds(ticks: end))
        )
    }

    /// A watchdog was armed or fed.
    mutating func fed(_ watchdog: RunRecord.WatchdogName, at ticks: Ticks) {
        if var stretch = feeds[watchdog], ticks &- stretch.last < Self.feedGap {
            stretch.last = ticks
            stretch.count += 1
            feeds[watchdog] = stretch
        } else {
            endFeeds(watchdog)
            feeds[watchdog] = Stretch(first: ticks, last: ticks, count: 1)
        }
    }

    private mutating func endFeeds(_ watchdog: RunRecord.WatchdogName) {
        guard let stretch = feeds.removeValue(forKey: watchdog), timeline.feeds.count < Self.limit else { return }
        timeline.feeds.append(
            RunRecord.FeedStretch(
                watchdog: watchdog,
                first: Seconds(ticks: stretch.first),
                last: Seconds(ticks: stretch.last),
                count: stretch.count
            )
        )
    }

    /// A watchdog ran out.
    mutating func bit(_ watchdog: RunRecord.WatchdogName, at ticks: Ticks) {
        endFeeds(watchdog)
        guard timeline.bites.count < Self.limit else { return }
        timeline.bites.append(RunRecord.Bite(watchdog: watchdog, at: Seconds(ticks: ticks)))
    }

    /// The guest told of its heap; nil for what it did not tell of.
    mutating func heap(free: Int? = nil, largest: Int? = nil, at ticks: Ticks) {
        let before = heap ?? (free ?? largest ?? 0, largest ?? free ?? 0, ticks)
        let isSame = heap != nil && ticks &- before.since < Self.heapGap
        let now = (free: free ?? before.free, largest: largest ?? before.largest, since: isSame ? before.since : ticks)
        heap = now
        let sample = RunRecord.HeapSample(at: Seconds(ticks: now.since), free: now.free, largest: now.largest)
        if isSame && !timeline.heap.isEmpty {
            timeline.heap[timeline.heap.count - 1] = sample
        } else if timeline.heap.count < Self.limit {
            timeline.heap.append(sample)
        }
    }

    /// A pin changed.
    mutating func pin(_ pin: Int, high: Bool, at ticks: Ticks) {
        guard timeline.pins.count < Self.limit else { return }
        timeline.pins.append(RunRecord.PinChange(pin: pin, at: Seconds(ticks: ticks), high: high))
    }

    /// A byte left UART0.
    mutating func uartSent(at ticks: Ticks) {
        if var stretch = uart, ticks &- stretch.last < Self.uartGap {
            stretch.last = ticks
            stretch.count += 1
            uart = stretch
        } else {
            endUART()
            uart = Stretch(first: ticks, last: ticks, count: 1)
        }
    }

    private mutating func endUART() {
        guard let stretch = uart, timeline.uart.count < Self.limit else { return }
        timeline.uart.append(
            RunRecord.UARTStretch(
                start: Seconds(ticks: stretch.first),
                end: Seconds(ticks: stretch.last),
                bytes: stretch.count
            )
        )
        uart = nil
    }

    /// The chip reset or the run ended: everything open ends here.
    mutating func close(at ticks: Ticks) {
        for lane in RunRecord.Phase.Lane.allCases { enter(lane, nil, at: ticks) }
        for watchdog in RunRecord.WatchdogName.allCases { endFeeds(watchdog) }
        endUART()
        heap = nil
    }

    /// What was noted, each list in order of time; what is still open is not in it.
    func result() -> RunRecord.Timeline {
        var result = timeline
        let lanes = RunRecord.Phase.Lane.allCases
        func rank(_ phase: RunRecord.Phase) -> Int { lanes.firstIndex(of: phase.lane) ?? 0 }
        result.phases = Self.ordered(timeline.phases) {
            ($0.start, rank($0)) < ($1.start, rank($1))
        }
        result.feeds = Self.ordered(timeline.feeds) { $0.first < $1.first }
        return result
    }

    /// A stable sort.
    private static func ordered<Element>(_ list: [Element], _ before: (Element, Element) -> Bool) -> [Element] {
        list.enumerated().sorted { left, right in
            if before(left.element, right.element) { return true }
            return !before(right.element, left.element) && left.offset < right.offset
        }.map(\.element)
    }
}
