import Record

/// The timeline of the whole run: one lane per thing that goes on.
struct HTMLTimeline {
    let record: RunRecord
    let axis: TimeAxis
    /// How much of the handshake each TLS state took: 0 for the longest, 3 for the fourth and shorter.
    let ranks: [String: Int]

    init(_ record: RunRecord) {
        self.record = record
        axis = TimeAxis(record.duration)
        ranks = Self.ranks(record.handshake.states)
    }

    static func ranks(_ states: [RunRecord.State]) -> [String: Int] {
        let sorted = states.enumerated().sorted { ($1.element.seconds, $0.offset) < ($0.element.seconds, $1.offset) }
        var ranks: [String: Int] = [:]
        for (rank, state) in sorted.enumerated() where ranks[state.element.name] == nil {
            ranks[state.element.name] = min(rank, 3)
        }
        return ranks
    }

    /// The section.
    var section: Section {
        let lanes = phaseLanes + wireLanes + [stallLane] + watchdogLanes + [heapLane] + pinLanes + [uartLane]
        let chart = Chart.html(label: "Timeline of the run", lanes: lanes.compactMap { $0 }, axis: axis)
        let folded: HTML =
            record.folded.map { folded -> HTML in "<p class=\"keys\">Folded: \(folded.text).</p>\n" } ?? .none
        let content = chart == .none ? .none : chart + Chart.keys + folded + phaseTable
        return Section("timeline", "Timeline", record.timeline == .init() ? Self.missing + content : content)
    }

    private static let missing: HTML = """
        <p class="missing">This record holds no timeline: only what else it holds is shown.</p>

        """

    private var phaseLanes: [Lane] {
        let names: [(RunRecord.Phase.Lane, String)] = [
            (.boot, "Boot"), (.wifi, "Wi-Fi"), (.application, "Application"), (.tls, "TLS state"),
        ]
        return names.compactMap { lane, name in
            let phases = record.timeline.phases.filter { $0.lane == lane }
            let resets = lane == .boot ? resetMarks : []
            guard !phases.isEmpty || !resets.isEmpty else { return nil }
            let picture: HTML = "\(phases.map { interval($0, lane: name) })\(resets)"
            return Lane(name: name, picture: picture)
        }
    }

    private var wireLanes: [Lane] { HTMLWire(record, axis: axis)?.lanes ?? [] }

    private func interval(_ phase: RunRecord.Phase, lane: String) -> HTML {
        let style = phase.lane == .tls ? "heat\(ranks[phase.name] ?? 3)" : "phase"
        let title = "\(lane): \(phase.name), \(Shape.span(phase.start, phase.end))"
        return Shape.interval(phase.name, phase.start, phase.end, axis: axis, style: style, title: title)
    }

    private var resetMarks: [HTML] {
        record.boots.dropFirst().enumerated().map { index, boot in
            let reason = boot.sdkReason.map { ", SDK reason \($0)" } ?? ""
            let title =
                "Start \(index + 2) of the chip: \(boot.cause), rst cause \(boot.romCause)\(reason), "
                + "at \(boot.at.text(digits: 3)) s"
            return Shape.moment("", boot.at, axis: axis, style: "reset", title: title)
        }
    }

    private var stallLane: Lane? {
        guard let longest = record.longestStall else { return nil }
        let pieces = record.stalls.sorted { $0.start < $1.start }.map { stall -> HTML in
            let chain = stall.where.isEmpty ? "" : ", in \(record.short(stall.where))"
            let cut = stall.cutText.map { ", \($0), \(stall.text) in all" } ?? ""
            let title = "Stall: \(Shape.span(stall.start, stall.start + stall.seconds))\(cut)\(chain)"
            return Shape.interval(
                stall.cutOff == nil ? stall.text : "\(stall.text), cut off",
                stall.start,
                stall.start + stall.seconds,
                axis: axis,
                style: isDeadly(stall) ? "stall bad" : "stall",
                title: title
            )
        }
        return Lane(name: "Stalls", note: "longest \(longest.text)", picture: "\(pieces)")
    }

    /// Whether a watchdog bit in it or at its end.
    private func isDeadly(_ stall: RunRecord.Stall) -> Bool {
        let end = stall.start + stall.seconds
        return record.timeline.bites.contains { stall.start <= $0.at && $0.at <= end }
    }

    private var watchdogLanes: [Lane] {
        [
            lane(.soft, "Soft watchdog", record.watchdog.soft), lane(.hard, "Hard watchdog", record.watchdog.hard),
        ].compactMap { $0 }
    }

    private func lane(_ name: RunRecord.WatchdogName, _ title: String, _ watchdog: RunRecord.Watchdog) -> Lane? {
        guard watchdog.enabled, let timeout = watchdog.timeout, timeout > .zero else { return nil }
        let feeds = record.timeline.feeds.filter { $0.watchdog == name }
        var bites = record.timeline.bites.filter { $0.watchdog == name }.map(\.at)
        if bites.isEmpty, let first = watchdog.trippedAt { bites = [first] }
        let countdown = Countdown(
            feeds: feeds,
            bites: bites,
            starts: record.boots.map(\.at),
            timeout: timeout,
            end: record.duration
        )
        let curves = countdown.stretches.map {
            Shape.curve(
                $0,
                axis: axis,
                top: timeout.microseconds,
                style: "countdown",
                fill: true,
                reading: .init(text: "\(title): % s left", scale: 1_000_000)
            )
        }
        let marks = feeds.map { feed -> HTML in
            let text =
                feed.count == 1
                ? "fed at \(feed.first.text(digits: 3)) s"
                : "fed \(feed.count) times, "
                    + Shape.span(feed.first, feed.last)
            return """
                <svg class="feed" x="\(axis.x(feed.first))" width="\(axis.width(feed.first, feed.last))" y="0" height="4">\
                <title>\(title): \(text)</title><rect width="100%" height="4"/></svg>
                """
        }
        let teeth = bites.map {
            let text = "\(title) bites at \($0.text(digits: 3)) s"
            return Shape.moment("bite \($0.text()) s", $0, axis: axis, style: "bite", title: text)
        }
        let note = "bites after \(timeout.text()) s"
        return Lane(name: title, note: note, height: 60, picture: "\(curves)\(marks)\(teeth)")
    }

    private var heapLane: Lane? {
        if let use = HTMLHeapUse(record) {
            return Lane(
                name: "Heap in use",
                note: "of \(grouped(use.capacity)) bytes",
                height: 60,
                picture: use.picture()
            )
        }
        let curve = HeapCurve(record)
        guard !curve.samples.isEmpty else { return nil }
        let picture = Shape.curve(
            curve.line { curve.capacity &- $0.free },
            axis: axis,
            top: Int64(curve.capacity),
            style: "heap",
            fill: true,
            reading: .init(text: "heap: at most % bytes used so far")
        )
        let note = "so far, \(grouped(record.heap.peak)) of \(grouped(curve.capacity)) bytes"
        return Lane(name: "Heap, most used", note: note, height: 60, picture: picture)
    }

    private var pinLanes: [Lane] {
        var lanes: [Lane] = []
        if !record.led.isEmpty { lanes.append(lamp) }
        for pin in Set(record.timeline.pins.map(\.pin)).sorted().prefix(17) {
            lanes.append(level(of: pin))
        }
        return lanes
    }

    private var lamp: Lane {
        let pieces = zip(record.led, ends(record.led.map(\.at))).filter { $0.0.on }.map { change, end -> HTML in
            let title = "LED on, \(Shape.span(change.at, end))"
            return Shape.interval("on", change.at, end, axis: axis, style: "led", title: title, height: 16)
        }
        return Lane(name: "LED", height: 16, picture: "\(Self.ground)\(pieces)")
    }

    /// A pin as a waveform: filled while high, a line while low, nothing before it was first driven.
    private func level(of pin: Int) -> Lane {
        let changes = record.timeline.pins.filter { $0.pin == pin }
        let pieces = zip(changes, ends(changes.map(\.at))).map { change, end -> HTML in
            let word = change.high ? "high" : "low"
            let title = "GPIO\(pin) \(word), \(Shape.span(change.at, end))"
            return Shape.interval(word, change.at, end, axis: axis, style: "pin \(word)", title: title, height: 16)
        }
        return Lane(name: "GPIO\(pin)", height: 16, picture: "\(pieces)")
    }

    /// Each moment's next one; the end of the run for the last.
    private func ends(_ moments: [Seconds]) -> [Seconds] { moments.dropFirst() + [record.duration] }

    private static let ground: HTML = "<line class=\"base\" x2=\"100%\" y1=\"15.5\" y2=\"15.5\"/>"

    private var uartLane: Lane? {
        let stretches = record.timeline.uart
        guard !stretches.isEmpty else { return nil }
        let pieces = stretches.map { sent -> HTML in
            """
            <svg class="uart" x="\(axis.x(sent.start))" width="\(axis.width(sent.start, sent.end))" height="16">\
            <title>UART: \(grouped(sent.bytes)) bytes, \(Shape.span(sent.start, sent.end))</title>\
            <rect width="100%" height="100%"/></svg>
            """
        }
        return Lane(name: "UART sends", height: 16, picture: "\(Self.ground)\(pieces)")
    }

    /// What the lanes show, for those who cannot see them.
    private var phaseTable: HTML {
        let phases = record.timeline.phases
        guard !phases.isEmpty else { return .none }
        let rows = phases.map { phase -> [Cell] in
            [
                .text(phase.lane.rawValue), .text(phase.name), .number(phase.start.text(digits: 3)),
                .number((phase.end - phase.start).text(digits: 3)),
            ]
        }
        let table = Table(
            caption: "Phases of the run",
            head: [.text("lane"), .text("phase"), .number("start, s"), .number("duration, s")],
            rows: rows
        )
        return "<details><summary>Phases as a table</summary>\(table.html)</details>"
    }
}
