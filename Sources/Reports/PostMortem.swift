import Record

/// What the chip was doing when the watchdogs bit, for the text report.
enum PostMortem {
    /// The first bite in full, the others in a line each; empty without bites.
    static func lines(_ record: RunRecord) -> [String] {
        guard let first = record.trips.first else { return [] }
        var lines = ["post-mortem of the first bite", "  \(bite(first)), \(feeds(first))"]
        lines.append("  computing \(work(first)), \(future(first, isReal: record.onTrip == .observe))")
        if let heard = WireText.before(first.at, in: record.wire) { lines.append("  last on the wire \(heard)") }
        lines += registers(first)
        lines += BacktraceText.lines(first.backtrace)
        for trip in record.trips.dropFirst() {
            lines.append(
                "  then \(bite(trip)), computing \(work(trip)), \(future(trip, isReal: record.onTrip == .observe))"
            )
        }
        return lines
    }

    private static func bite(_ trip: RunRecord.Trip) -> String {
        "\(trip.watchdog.rawValue) watchdog at \(trip.at.text()) s"
    }

    private static func feeds(_ trip: RunRecord.Trip) -> String {
        func text(_ name: String, _ time: Seconds?) -> String {
            time.map { "\(name) fed \($0.text()) s ago" } ?? "\(name) off"
        }
        return text("soft", trip.sinceSoftFeed) + ", " + text("hard", trip.sinceHardFeed)
    }

    private static func work(_ trip: RunRecord.Trip) -> String {
        (trip.computing ?? "in code without symbols") + (trip.tlsState.map { " in TLS state \($0)" } ?? "")
    }

    private static func future(_ trip: RunRecord.Trip, isReal: Bool) -> String {
        guard let time = trip.goesOn else { return "for a time not known" }
        return isReal ? "which went on for \(time.text()) s" : "which would have gone on for \(time.text()) s"
    }

    private static func registers(_ trip: RunRecord.Trip) -> [String] {
        let cells = RunRecord.Trip.registerNames.compactMap { name in
            trip.registers[name].map { name + String(repeating: " ", count: 4 - name.count) + $0 }
        }
        // pc, ps, sar; then the sixteen in four rows.
        let rows =
            [cells.prefix(3)] + stride(from: 3, to: cells.count, by: 4).map { cells[$0..<min($0 + 4, cells.count)] }
        return rows.filter { !$0.isEmpty }.map { "  " + $0.joined(separator: "  ") }
    }
}
