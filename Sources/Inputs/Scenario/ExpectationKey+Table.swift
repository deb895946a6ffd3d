import Record

extension ExpectationKey {
    /// How the run went.
    static let outcomes = [
        boolean("ok", "the verdict is good", fault: false) { record in
            (record.verdict.ok, record.verdict.reasons.first)
        },
        boolean("connected", "MQTT accepted the connection", fault: false) { record in
            (record.connected, record.connected ? nil : record.verdict.reasons.first)
        },
        boolean("handshake_completed", "the TLS handshake reached its end", fault: false) { record in
            (record.handshake.completed, record.handshake.error.map(record.tlsErrorText))
        },
        choice(
            "watchdog",
            "the watchdog that bit first",
            of: ["none", "soft", "hard"],
            good: ["none"]
        ) { record in
            let first = record.firstTrip
            return (first?.name.rawValue ?? "none", first.map { trip($0.watchdog) })
        },
        choice(
            "ended",
            "why the run ended",
            of: RunEnding.allCases.map(\.rawValue),
            good: Set([RunEnding.done, .timeLimit].map(\.rawValue))
        ) { record in (record.ended.rawValue, nil) },
        boolean("failed_allocation", "the heap ran out", fault: true) { record in
            (record.heap.failedAllocation != nil, record.heap.failedAllocation.map { "\($0) bytes asked for" })
        },
        boolean("stack_overflow", "the application's stack ran over", fault: true) { record in
            (record.stack.overflowed, "\(record.stack.peak) of \(record.stack.size) bytes used")
        },
        number("boots", "starts of the chip", in: 1...1000) { record in .value(record.boots.count) },
        choice("led", "the LED at the end", of: ["on", "off"], good: ["on", "off"]) { record in
            (record.led.last?.on == true ? "on" : "off", record.led.isEmpty ? "never switched" : nil)
        },
        number("published", "publications acknowledged", in: 0...1_000_000) { record in
            .value(record.mqtt.published)
        },
        number("tls_error", "the TLS library's error that ended the handshake", in: -0xFFFF...0x2FF, fault: true) {
            record in
            record.handshake.error.map(Measured.value) ?? .missing("none")
        },
    ]

    /// What it may have cost.
    static let limits = [
        secondsBelow("longest_stall_below", "longest time without service of the application's loop") { record in
            record.boots.isEmpty ? .missing("the chip never started") : longestStall(of: record)
        },
        secondsBelow("handshake_below", "duration of the completed TLS handshake") { record in
            record.handshake.completed ? .value(record.handshake.seconds) : .missing("handshake not completed")
        },
        secondsBelow("duration_below", "simulated duration of the run") { record in .value(record.duration) },
        ExpectationKey(
            name: "watchdog_margin_above",
            kind: .seconds,
            meaning: "time that was left of the watchdog that came nearest to biting",
            namesFault: { _ in false },
            look: watchdogMargin
        ),
        bytesBelow("heap_peak_below", "most heap in use") { record in
            record.heap.capacity > 0 ? .value(record.heap.peak) : .missing("the heap was never set up")
        },
        bytesBelow("stack_peak_below", "most stack in use") { record in
            record.stack.size > 0 ? .value(record.stack.peak) : .missing("the stack was never measured")
        },
    ]

    /// What it said and where it was.
    static let words = [
        text("longest_stall_in", "TLS state of the longest stall") { record in record.longestStall?.tlsState },
        text("trip_in", "TLS state of the first bite") { record in record.firstTrip?.watchdog.tlsState },
        text("ciphersuite", "IANA name of the cipher suite") { record in record.handshake.ciphersuite },
        text("curve", "name of the key exchange's curve") { record in record.handshake.curve },
        ExpectationKey(
            name: "console_contains",
            kind: .texts,
            meaning: "each text is part of a line of the console",
            namesFault: { _ in false },
            look: { console($0, $1, wanted: true) }
        ),
        ExpectationKey(
            name: "console_lacks",
            kind: .texts,
            meaning: "no text is part of a line of the console",
            namesFault: { _ in false },
            look: { console($0, $1, wanted: false) }
        ),
    ]

    /// A stall that a reset cut off counts whole; one that nobody knows the whole of is below no limit.
    private static func longestStall(of record: RunRecord) -> Measured<Seconds> {
        guard record.knowsStalls else { return .missing("no scheduler of the firmware was seen") }
        guard let stall = record.longestStall else { return .value(.zero) }
        guard let watchdog = stall.cutOff, stall.isLowerBound else { return .value(stall.length) }
        return .missing("at least \(stall.length.exactText) s, cut off by the \(watchdog.rawValue) watchdog")
    }

    private static func trip(_ watchdog: RunRecord.Watchdog) -> String {
        let place = watchdog.tlsState.map { " in \($0)" } ?? ""
        return "at \((watchdog.trippedAt ?? .zero).exactText) s\(place)"
    }

    private static func watchdogMargin(_ value: Value, _ record: RunRecord) -> Finding {
        guard case .seconds(let limit) = value else { return .impossible }
        let expected = "more than \(limit.exactText) s"
        let margins = [record.watchdog.soft.margin, record.watchdog.hard.margin].compactMap { $0 }
        guard let least = margins.min() else {
            return Finding(holds: false, expected: expected, seen: "no watchdog was enabled")
        }
        return Finding(holds: least > limit, expected: expected, seen: "\(least.exactText) s")
    }

    private static func console(_ value: Value, _ record: RunRecord, wanted: Bool) -> Finding {
        guard case .texts(let texts) = value else { return .impossible }
        let wrong = texts.filter { text in record.console.contains { $0.text.contains(text) } != wanted }
        let quoted = wrong.map { "'\($0)'" }.joined(separator: ", ")
        let seen = wanted ? "\(quoted) in none of \(record.console.count) lines" : "\(quoted) in the console"
        return Finding(holds: wrong.isEmpty, expected: value.text, seen: wrong.isEmpty ? "as expected" : seen)
    }
}
