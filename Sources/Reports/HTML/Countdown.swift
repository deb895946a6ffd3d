import Record

/// What was left of a watchdog's time at every moment: full at a feed, draining from it, zero at a bite.
struct Countdown {
    /// Stretches in which the watchdog ran; each a line of moments in µs and what was left in µs.
    private(set) var stretches: [[(x: Int64, y: Int64)]] = []

    /// Rebuilds it from what was recorded.
    ///
    /// - Parameters:
    ///   - timeout: time from a feed to the bite.
    ///   - starts: moments from which on the watchdog is off until it is fed again: starts of the chip.
    init(feeds: [RunRecord.FeedStretch], bites: [Seconds], starts: [Seconds], timeout: Seconds, end: Seconds) {
        let full = max(1, timeout.microseconds)
        var events = feeds.map { (at: $0.first.microseconds, until: $0.last.microseconds, kind: Kind.fed) }
        events += bites.map { (at: $0.microseconds, until: $0.microseconds, kind: .bitten) }
        events += starts.map { (at: $0.microseconds, until: $0.microseconds, kind: .off) }
        events.append((at: end.microseconds, until: end.microseconds, kind: .off))
        events.sort { ($0.at, $0.kind.rawValue) < ($1.at, $1.kind.rawValue) }
        var line: [(x: Int64, y: Int64)] = []
        for event in events where event.at >= 0 && event.at <= end.microseconds {
            if let last = line.last {
                // Nothing stopped it but the record does not show a bite either: it was off, not drained.
                let left = last.y &- (event.at &- last.x)
                let isKnown = event.kind == .bitten || left >= -full / 20
                if isKnown { line.append((event.at, event.kind == .bitten ? 0 : max(0, left))) } else { close(&line) }
            }
            switch event.kind {
            case .off: close(&line)
            case .fed, .bitten:
                if event.kind == .bitten && line.isEmpty { continue }
                line.append((event.at, full))
                if event.until > event.at { line.append((min(event.until, end.microseconds), full)) }
            }
        }
        close(&line)
    }

    private enum Kind: Int { case bitten, off, fed }

    private mutating func close(_ line: inout [(x: Int64, y: Int64)]) {
        if line.count > 1 { stretches.append(line) }
        line = []
    }
}
