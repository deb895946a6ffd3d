import Record

/// The first screen: verdict, how the run was made, key figures.
struct HTMLSummary {
    let record: RunRecord

    /// `OK`, `TRIPS` or `FAILS`.
    var word: String {
        if record.verdict.ok { return "OK" }
        return record.watchdog.soft.tripped || record.watchdog.hard.tripped ? "TRIPS" : "FAILS"
    }

    /// The header of the page.
    var header: HTML {
        let lines = TextReport.verdict(record)
        let first = lines.first.map { line in
            line.split(separator: ":", maxSplits: 1).dropFirst().first.map { $0.drop { $0 == " " } } ?? ""
        }
        let also = record.verdict.ok ? [] : record.verdict.reasons.dropFirst()
        let list: HTML = also.isEmpty ? .none : "<ul>\(also.map { reason -> HTML in "<li>\(reason)</li>" })</ul>"
        return """
            <header class="\(record.verdict.ok ? "good" : "bad")">
            <p class="eyebrow">vesp · report of a run</p>
            <h1><span class="word">\(word)</span> <span class="reason">\(String(first ?? ""))</span></h1>
            \(list)<p class="how">\(how)</p>
            </header>

            """
    }

    private var how: String {
        var parts = [
            record.profile, "\(record.clockMHz) MHz", "on trip \(record.onTrip.rawValue)", "seed \(record.seed)",
            "\(record.duration.text()) s simulated", "ended: \(record.ended.rawValue)",
        ]
        if record.boots.count > 1 { parts.append("\(record.boots.count) starts of the chip") }
        return parts.joined(separator: " · ")
    }

    /// The key figures.
    var figures: HTML {
        let soft = record.watchdog.soft, hard = record.watchdog.hard
        return """
            <section id="figures" aria-label="Key figures"><div class="figures">
            \(handshake)\(stall)\(margin("Soft watchdog", soft))\(margin("Hard watchdog", hard))\(heap)\(stack)\(work)\(session)
            </div></section>

            """
    }

    private func figure(_ name: String, _ value: String, unit: String = "", _ note: String, bad: Bool = false) -> HTML {
        let small: HTML = unit.isEmpty ? .none : " <small>\(unit)</small>"
        return """
            <div class="figure\(bad ? " bad" : "")"><h3>\(name)</h3><p class="value">\(value)\(small)</p>\
            <p class="note">\(note)</p></div>

            """
    }

    private var handshake: HTML {
        guard record.tellsOfHandshake else { return .none }
        let handshake = record.handshake
        guard handshake.attempts > 0 else { return figure("TLS handshake", "none", "none was begun", bad: true) }
        var notes = [
            handshake.completed ? "completed" : "not completed", "\(grouped(handshake.cycles)) cycles",
        ]
        if let code = handshake.error { notes.append(record.tlsErrorText(code)) }
        if handshake.attempts > 1 { notes.append("\(handshake.attempts) attempts") }
        notes += [handshake.ciphersuite, handshake.curve].compactMap { $0 }
        return figure(
            "TLS handshake",
            handshake.seconds.text(),
            unit: "s",
            notes.joined(separator: ", "),
            bad: !handshake.completed
        )
    }

    private var stall: HTML {
        guard record.knowsStalls else { return figure("Longest stall", "not known", "no scheduler was seen") }
        guard let longest = record.longestStall else { return figure("Longest stall", "none", "always serviced") }
        let chain = record.short(longest.where)
        let place = [longest.tlsState.map { "in \($0)" }, chain.isEmpty ? nil : chain].compactMap { $0 }
        let cut = longest.cutText.map { "\($0), " } ?? ""
        let note = "\(cut)from \(longest.start.text()) s \(place.joined(separator: ": "))"
        return figure("Longest stall", longest.figure, unit: "s", note, bad: longest.cutOff != nil)
    }

    private func margin(_ name: String, _ watchdog: RunRecord.Watchdog) -> HTML {
        guard watchdog.enabled, let timeout = watchdog.timeout, let margin = watchdog.margin else {
            return figure(name, "off", "")
        }
        var note = "margin; bites after \(timeout.text()) s, longest gap \(watchdog.longestGap.text()) s"
        if let at = watchdog.trippedAt {
            note +=
                watchdog.trips == 1
                ? "; bit at \(at.text()) s" : "; bit \(watchdog.trips) times, first at \(at.text()) s"
        }
        return figure(name, margin.text(), unit: "s", note, bad: watchdog.tripped || margin <= .zero)
    }

    private var heap: HTML {
        guard record.knowsHeap else { return .none }
        let heap = record.heap
        var note = "bytes least free, of \(grouped(heap.capacity))"
        if record.knowsLargestBlock { note += "; largest block \(grouped(heap.largestFreeLowWater))" }
        if let size = heap.failedAllocation { note += "; \(grouped(size)) bytes were refused" }
        return figure("Heap", grouped(heap.freeLowWater), note, bad: heap.failedAllocation != nil)
    }

    private var stack: HTML {
        guard record.knowsStack else { return .none }
        let stack = record.stack
        let note = "bytes most used, of \(grouped(stack.size))" + (stack.overflowed ? "; overflowed" : "")
        return figure("Stack", grouped(stack.peak), note, bad: stack.overflowed)
    }

    private var work: HTML {
        let total = record.cache.hits &+ record.cache.misses
        return figure(
            "Instructions",
            grouped(record.instructions),
            "in \(grouped(record.cycles)) cycles; cache hits \(share(record.cache.hits, of: total))"
        )
    }

    /// How far the application got with MQTT, and what became of the LED.
    private var session: HTML {
        let led = record.led.last.map { "\($0.on ? "on" : "off") since \($0.at.text()) s" }
        guard record.tellsOfMQTT else {
            let changes = "\(grouped(record.led.count)) changes"
            return figure(
                "LED",
                record.led.last.map { $0.on ? "on" : "off" } ?? "never switched",
                led == nil ? "" : changes
            )
        }
        var steps = record.mqtt.subscribed ? ["subscribed"] : []
        if record.mqtt.published > 0 { steps.append("published \(record.mqtt.published)") }
        steps.append(led.map { "LED \($0)" } ?? "LED never switched")
        let value = record.connected ? "connected" : "not connected"
        return figure("MQTT", value, steps.joined(separator: ", "), bad: !record.connected)
    }
}
