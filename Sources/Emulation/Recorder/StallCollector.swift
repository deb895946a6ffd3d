import ESP8266
import Record

/// Finds the intervals in which the application's loop was not serviced, and what took them.
struct StallCollector {
    /// Shorter intervals are ordinary work.
    static let threshold: Ticks = 20 * 1000 * Clock.ticksPerMicrosecond
    /// How many a record keeps.
    static let kept = 20

    /// Where the guest was at a moment: its call stack as numbers of `Symbols`, innermost first, and the TLS state.
    private struct Place: Hashable {
        var functions: [Int32]
        var state: TLSState?
    }

    private struct Sample {
        var stack: [UInt32]
        var state: TLSState?
        var periods: Int
    }

    /// Samples are counted by place when there are so many: most are forgotten before, as nothing stalls.
    private static let batch = 16

    private var lastServiced: Ticks?
    private var isResting = false
    private var samples: [Sample] = []
    private var places: [Place: Int] = [:]
    private(set) var stalls: [RunRecord.Stall] = []
    /// The watchdog that bit first since the loop was last serviced.
    private var bitten: RunRecord.WatchdogName?
    /// What waited.
    private var delays = DelayCollector()
    /// Marks seen: tells whoever waits for the network whether the guest is in its loop.
    private(set) var marks: UInt64 = 0

    /// Whether the loop has gone unserviced for longer than ordinary work takes, or was never serviced.
    func isStalled(at ticks: Ticks) -> Bool {
        !isResting && ticks &- (lastServiced ?? 0) >= Self.threshold
    }

    /// How long the loop has gone unserviced; nil while it rests, and before it was serviced first.
    func sinceServiced(at ticks: Ticks) -> Seconds? { lastServiced.map { Seconds(ticks: ticks &- $0) } }

    /// Whether it is known since when the loop has not been serviced: only then a sample counts.
    var isMeasuring: Bool { lastServiced != nil }

    /// The loop was serviced.
    mutating func serviced(at ticks: Ticks, symbols: inout Symbols) {
        marks &+= 1
        isResting = false
        close(at: ticks, symbols: &symbols)
        lastServiced = ticks
    }

    /// The scheduler has nothing to do: nothing is owed before it has.
    mutating func rested(at ticks: Ticks, symbols: inout Symbols) {
        serviced(at: ticks, symbols: &symbols)
        lastServiced = nil
        isResting = true
    }

    /// Notes where the guest is; call at a fixed period, or once for `periods` in which it does not move.
    mutating func sample(
        _ stack: @autoclosure () -> [UInt32],
        state: TLSState?,
        periods: Int = 1,
        symbols: inout Symbols
    ) {
        guard isMeasuring else { return }
        samples.append(Sample(stack: stack(), state: state, periods: periods))
        if samples.count >= Self.batch { count(&symbols) }
    }

    private mutating func count(_ symbols: inout Symbols) {
        for sample in samples {
            let place = Place(functions: symbols.numbers(sample.stack), state: sample.state)
            places[place, default: 0] += sample.periods
        }
        samples.removeAll(keepingCapacity: true)
    }

    /// Work that waited since `since` was seen to wait, or to be done, at `ticks`.
    mutating func delayed(_ work: DelayedWork, since: Ticks, at ticks: Ticks) {
        let stall = delays.take(work, since: since, at: ticks, lastServiced: lastServiced)
        guard let start = stall.map({ Seconds(ticks: $0) }), let index = stalls.firstIndex(where: { $0.start == start })
        else { return }
        stalls[index].delayed = stalls[index].delayed ?? .init()
        stalls[index].delayed?.add(work, waited: min(since, ticks)..<ticks)
    }

    /// All that waited, in a stall or not.
    var delayed: RunRecord.Delayed { delays.total }

    /// A watchdog bit; a reset that follows is its doing.
    mutating func bit(_ watchdog: RunRecord.WatchdogName) { bitten = bitten ?? watchdog }

    /// The chip reset: nothing is owed before the next mark.
    mutating func reset(at ticks: Ticks, symbols: inout Symbols) {
        close(at: ticks, cutOff: bitten, symbols: &symbols)
        lastServiced = nil
    }

    /// The run ended.
    mutating func finish(at ticks: Ticks, symbols: inout Symbols) {
        close(at: ticks, symbols: &symbols)
        lastServiced = nil
    }

    private mutating func close(at ticks: Ticks, cutOff: RunRecord.WatchdogName? = nil, symbols: inout Symbols) {
        defer {
            bitten = nil
            samples.removeAll(keepingCapacity: true)
            if !places.isEmpty { places = [:] }
        }
        guard let start = lastServiced, ticks &- start >= Self.threshold else {
            return delays.passed()
        }
        count(&symbols)
        let stall = RunRecord.Stall(
            start: Seconds(ticks: start),
            seconds: Seconds(ticks: ticks &- start),
            cutOff: cutOff,
            tlsState: mostFrequentState(),
            where: heaviestChain(symbols),
            delayed: delays.closed(stall: min(start, ticks)..<ticks)
        )
        let index = stalls.firstIndex { $0.seconds < stall.seconds } ?? stalls.count
        stalls.insert(stall, at: index)
        if stalls.count > Self.kept { stalls.removeLast() }
    }

    /// Of equals, the one that comes first in a handshake.
    private func mostFrequentState() -> String? {
        var counts: [TLSState?: Int] = [:]
        for (place, periods) in places { counts[place.state, default: 0] += periods }
        func number(_ state: TLSState?) -> UInt32 { state?.number ?? .max }
        let most = counts.max { ($0.value, number($1.key)) < ($1.value, number($0.key)) }
        return most?.key?.name
    }

    /// Walks the tree of sampled chains from the outermost function inwards, along the branch that holds most samples,
    /// as long as that is more than a quarter of all.
    private func heaviestChain(_ symbols: Symbols) -> [String] {
        var chains = places.map { (names: Array(symbols.names(of: $0.key.functions).reversed()), periods: $0.value) }
        let enough = chains.reduce(0) { $0 + $1.periods } / 4
        var path: [String] = []
        while true {
            var counts: [String: Int] = [:]
            for (names, periods) in chains where names.count > path.count {
                counts[names[path.count], default: 0] += periods
            }
            guard let best = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), best.value > enough else {
                return path.reversed()
            }
            chains.removeAll { $0.names.count <= path.count || $0.names[path.count] != best.key }
            path.append(best.key)
        }
    }
}
