import Record

/// What the chip was doing each time a watchdog bit.
struct HTMLTrips {
    let trips: [RunRecord.Trip]
    /// What was heard of the device's connections.
    var wire: RunRecord.Wire?

    /// More are counted, not shown.
    private static let most = 10

    /// The section; nil when nothing bit.
    var section: Section? {
        guard !trips.isEmpty else { return nil }
        let left = trips.count - Self.most
        let rest: HTML = left > 0 ? "<p class=\"keys\">And \(grouped(left)) bites more.</p>\n" : .none
        return Section("trips", "At the bite", "\(trips.prefix(Self.most).map(trip))\(rest)")
    }

    private func trip(_ trip: RunRecord.Trip) -> HTML {
        func row(_ name: String, _ value: String?) -> HTML {
            value.map { "<div><dt>\(name)</dt><dd>\($0)</dd></div>\n" } ?? .none
        }
        func seconds(_ value: Seconds?) -> String? { value.map { "\($0.text(digits: 3)) s" } }
        let facts: [HTML] = [
            row("computing", trip.computing), row("TLS state", trip.tlsState),
            row("last on the wire", WireText.before(trip.at, in: wire)),
            row("since the soft watchdog's feed", seconds(trip.sinceSoftFeed)),
            row("since the hard watchdog's feed", seconds(trip.sinceHardFeed)),
            row("would have gone on for", seconds(trip.goesOn)),
        ]
        let registers = RunRecord.Trip.registerNames.map { row($0, trip.registers[$0]) }
        return """
            <section class="trip"><h3 class="sub">\(trip.watchdog.rawValue) watchdog, \(trip.at.text(digits: 3)) s</h3>
            <div class="groups"><section class="group"><dl>\(facts)</dl></section>
            \(HTMLBacktrace.group(trip.backtrace))
            <section class="group"><h3>Registers</h3><dl class="registers">\(registers)</dl></section></div></section>

            """
    }
}
