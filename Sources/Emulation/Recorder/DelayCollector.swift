import ESP8266
import Record

/// Counts the work that waited, in all and by the stall that it waited in.
struct DelayCollector {
    /// Work that waited less was not delayed: a stall's least length.
    static let threshold = StallCollector.threshold

    /// Stalls that are remembered: what waited in one may show when the next one has begun.
    private static let remembered = 8

    private(set) var total = RunRecord.Delayed()
    /// What waited since the loop was last serviced.
    private var open = RunRecord.Delayed()
    private var isOpenEmpty = true
    private var past: [Range<Ticks>] = []

    /// Work that had waited since `since` was seen to wait, or to be done, at `ticks`, the loop having been serviced last at
    /// `lastServiced`. The beginning of the past stall that it waited in for longer than it has in the present interval.
    mutating func take(_ work: DelayedWork, since: Ticks, at ticks: Ticks, lastServiced: Ticks?) -> Ticks? {
        let wait = min(since, ticks)..<ticks
        total.add(work, waited: wait)
        let present = lastServiced.map { Self.overlap(wait, min($0, ticks)..<ticks) } ?? 0
        let longest = past.max { Self.overlap(wait, $0) < Self.overlap(wait, $1) }
        if let longest, Self.overlap(wait, longest) > present { return longest.lowerBound }
        open.add(work, waited: wait)
        isOpenEmpty = false
        return nil
    }

    /// The interval ended as a stall; what waited in it, nil for nothing.
    mutating func closed(stall: Range<Ticks>) -> RunRecord.Delayed? {
        defer { passed() }
        if past.count >= Self.remembered { past.removeFirst() }
        past.append(stall)
        return isOpenEmpty ? nil : open
    }

    /// The interval ended, and was no stall.
    mutating func passed() {
        guard !isOpenEmpty else { return }
        open = RunRecord.Delayed()
        isOpenEmpty = true
    }

    private static func overlap(_ one: Range<Ticks>, _ other: Range<Ticks>) -> Ticks {
        let both = one.clamped(to: other)
        return both.upperBound - both.lowerBound
    }
}

extension RunRecord.Delayed {
    /// Counts `work`, which waited for that time.
    mutating func add(_ work: DelayedWork, waited: Range<Ticks>) {
        switch work {
        case .beacon: beaconsMissed += 1
        case .frame: framesMissed += 1
        case .frameAgain: framesAgain += 1
        case .segmentAgain: segmentsAgain += 1
        case .ownSegmentAgain: ownSegmentsAgain += 1
        case .requestAgain: requestsAgain += 1
        case .answer: lateAnswers += 1
        case .eapolAgain: eapolAgain += 1
        case .association: sentAway += 1
        case .keepAlive: lateKeepAlives += 1
        case .taskEvent:
            taskEvents += 1
            let seconds = Seconds(ticks: waited.upperBound - waited.lowerBound)
            longestTaskWait = max(longestTaskWait ?? .zero, seconds)
        }
    }
}
