import ESP8266
import LX106
import Record

/// Notes what happened when: phases, feeds and bites, heap, pins, UART. However long the run, no list grows without end.
struct TimelineCollector {
    /// Most entries of a list; longer ones are folded.
    static let limit = 2000

    private var phases = BoundedList<RunRecord.Phase>(limit: limit)
    /// What fell out of `phases`, by lane.
    private var foldedPhases: [RunRecord.Phase.Lane: (phase: RunRecord.Phase, count: Int)] = [:]
    /// The phase of each lane, in the order of `Lane.allCases`: a lane is looked up at every store to the probe.
    private var open = [(name: String, start: Ticks)?](repeating: nil, count: RunRecord.Phase.Lane.allCases.count)
    private var feeds = StretchCollector<RunRecord.WatchdogName>(gap: feedGap, limit: limit)
    private var uart = StretchCollector<Int>(gap: uartGap, limit: limit)
    private var bites = BoundedList<RunRecord.Bite>(limit: limit)
    private var pins = BoundedList<RunRecord.PinChange>(limit: limit)
    private var heapStates = BoundedList<RunRecord.HeapSample>(limit: limit)
    private var heap: (free: Int, largest: Int, since: Ticks)?

    /// Feeds of one watchdog closer together than this form one stretch.
    private static let feedGap: Ticks = 20 * 1000 * Clock.ticksPerMicrosecond
    /// Bytes of UART0 closer together than this form one stretch.
    private static let uartGap: Ticks = 1000 * Clock.ticksPerMicrosecond
    /// The guest tells of free bytes and largest block one after the other: one state of the heap.
    private static let heapGap: Ticks = 50 * Clock.ticksPerMicrosecond
    /// The only UART in the timeline.
    private static let uart0 = 0

    /// A phase of `lane` begins, and the one before it ends; nil when none follows.
    mutating func enter(_ lane: RunRecord.Phase.Lane, _ name: String?, at ticks: Ticks) {
        let place = Self.place(lane)
        if let (before, start) = open[place] {
            if before == name { return }
            // What lasted no time at all was no phase.
            if ticks > start { add(lane, before, start, ticks) }
        }
        open[place] = name.map { ($0, ticks) }
    }

    /// Ends the phase of `lane` if it is called `name`, and begins `next`.
    mutating func leave(_ lane: RunRecord.Phase.Lane, _ name: String, for next: String?, at ticks: Ticks) {
        if let phase = open[Self.place(lane)], phase.name == name { enter(lane, next, at: ticks) }
    }

    private static func place(_ lane: RunRecord.Phase.Lane) -> Int {
        switch lane {
        case .boot: 0
        case .wifi: 1
        case .tls: 2
        case .application: 3
        }
    }

    private mutating func add(_ lane: RunRecord.Phase.Lane, _ name: String, _ start: Ticks, _ end: Ticks) {
        let phase = RunRecord.Phase(lane: lane, name: name, start: Seconds(ticks: start), end: Seconds(ticks: end))
        guard let victim = phases.append(phase) else { return }
        var folded = foldedPhases[victim.lane] ?? (victim, 0)
        folded.phase.end = victim.end
        folded.count += 1
        foldedPhases[victim.lane] = folded
    }

    /// A watchdog was armed or fed.
    mutating func fed(_ watchdog: RunRecord.WatchdogName, at ticks: Ticks) { feeds.add(watchdog, at: ticks) }

    /// A watchdog was fed as often as `repetition` says.
    mutating func fed(_ watchdog: RunRecord.WatchdogName, _ repetition: Repetition) {
        feeds.add(watchdog, repetition)
    }

    /// A watchdog ran out.
    mutating func bit(_ watchdog: RunRecord.WatchdogName, at ticks: Ticks) {
        feeds.sever(watchdog)
        bites.append(RunRecord.Bite(watchdog: watchdog, at: Seconds(ticks: ticks)))
    }

    /// The guest told of its heap; nil for what it did not tell of.
    mutating func heap(free: Int? = nil, largest: Int? = nil, at ticks: Ticks) {
        let before = heap ?? (free ?? largest ?? 0, largest ?? free ?? 0, ticks)
        let isSame = heap != nil && ticks &- before.since < Self.heapGap
        let now = (free: free ?? before.free, largest: largest ?? before.largest, since: isSame ? before.since : ticks)
        heap = now
        let sample = RunRecord.HeapSample(at: Seconds(ticks: now.since), free: now.free, largest: now.largest)
        if isSame { heapStates.last = sample } else { heapStates.append(sample) }
    }

    /// A pin changed.
    mutating func pin(_ pin: Int, high: Bool, at ticks: Ticks) {
        pins.append(RunRecord.PinChange(pin: pin, at: Seconds(ticks: ticks), high: high))
    }

    /// A byte left UART0.
    mutating func uartSent(at ticks: Ticks) { uart.add(Self.uart0, at: ticks) }

    /// The chip reset or the run ended: everything open ends here.
    mutating func close(at ticks: Ticks) {
        for lane in RunRecord.Phase.Lane.allCases { enter(lane, nil, at: ticks) }
        for watchdog in RunRecord.WatchdogName.allCases { feeds.sever(watchdog) }
        uart.sever(Self.uart0)
        heap = nil
    }

    /// What was noted, each list in order of time; what is still open is not in it.
    func result() -> RunRecord.Timeline {
        var result = RunRecord.Timeline()
        let lanes = RunRecord.Phase.Lane.allCases
        func rank(_ phase: RunRecord.Phase) -> Int { lanes.firstIndex(of: phase.lane) ?? 0 }
        let folded = foldedPhases.values.map { phase, count in
            guard count > 1 else { return phase }
            return RunRecord.Phase(lane: phase.lane, name: "\(count) phases", start: phase.start, end: phase.end)
        }
        result.phases = Self.ordered(phases.elements + folded) {
            ($0.start, rank($0)) < ($1.start, rank($1))
        }
        let stretches = feeds.ended.map {
            RunRecord.FeedStretch(
                watchdog: $0.kind,
                first: Seconds(ticks: $0.first),
                last: Seconds(ticks: $0.last),
                count: $0.count
            )
        }
        result.feeds = Self.ordered(stretches) { $0.first < $1.first }
        result.uart = uart.ended.map {
            RunRecord.UARTStretch(start: Seconds(ticks: $0.first), end: Seconds(ticks: $0.last), bytes: $0.count)
        }
        result.bites = bites.elements
        result.heap = heapStates.elements
        result.pins = pins.elements
        return result
    }

    /// What the lists of the result hold no longer one by one.
    var folded: RunRecord.Folded {
        var folded = RunRecord.Folded()
        folded.phases = phases.dropped
        folded.feeds = feeds.folded
        folded.feedGap = feeds.gap == Self.feedGap ? nil : Seconds(ticks: feeds.gap)
        folded.uart = uart.folded
        folded.uartGap = uart.gap == Self.uartGap ? nil : Seconds(ticks: uart.gap)
        folded.bites = bites.dropped
        folded.heap = heapStates.dropped
        folded.pins = pins.dropped
        return folded
    }

    /// A stable sort.
    private static func ordered<Element>(_ list: [Element], _ before: (Element, Element) -> Bool) -> [Element] {
        list.enumerated().sorted { left, right in
            if before(left.element, right.element) { return true }
            return !before(right.element, left.element) && left.offset < right.offset
        }.map(\.element)
    }
}
