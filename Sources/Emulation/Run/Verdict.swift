import Record

/// Judges a run by its record.
enum Judge {
    /// The verdict on `record`, whose other fields are complete. `isFinished` says whether the run got where it should.
    /// `lost` says where the guest went astray, `busyIn` where it was still computing when the time was up.
    static func verdict(
        on record: RunRecord,
        isFinished: Bool,
        lost: String? = nil,
        busyIn: String? = nil
    ) -> RunRecord.Verdict {
        var reasons: [String] = []
        let soft = record.watchdog.soft, hard = record.watchdog.hard
        let trips = [("soft", soft), ("hard", hard)].filter { $0.1.tripped }
        for (name, watchdog) in trips.sorted(by: { ($0.1.trippedAt ?? .zero) < ($1.1.trippedAt ?? .zero) }) {
            reasons.append(trip(name, watchdog, of: record))
        }
        if let exception = record.exceptions?.first { reasons.append(text(exception)) }
        if record.stack.overflowed {
            reasons.append("stack overflow: \(record.stack.size) bytes are too few")
        }
        if let size = record.heap.failedAllocation {
            reasons.append("out of memory: \(size) bytes asked for, heap of \(record.heap.capacity) bytes exhausted")
        }
        if let lost { reasons.append(lost) }
        for client in record.clients ?? [] {
            if let error = client.error { reasons.append("client of \(client.url): \(error)") }
        }
        for expected in record.cloud?.expected ?? [] {
            if let error = expected.error { reasons.append("endpoint: \(error)") }
        }
        if record.interrupted == true {
            reasons.append("interrupted after \(record.duration.text()) s")
        } else if record.firmware != nil
            ? (!isFinished || hasFailed(record.handshake)) && lost == nil : !isFinished || !record.handshake.completed
        {
            reasons.append(shortfall(record) + (busyIn.map { "; the guest was still computing in \($0)" } ?? ""))
        }
        return RunRecord.Verdict(ok: reasons.isEmpty, reasons: reasons)
    }

    /// Whether a handshake failed on the wire and none succeeded.
    private static func hasFailed(_ handshake: RunRecord.Handshake) -> Bool {
        handshake.failure != nil && !handshake.completed
    }

    private static func trip(_ name: String, _ watchdog: RunRecord.Watchdog, of record: RunRecord) -> String {
        var text = "\(name) watchdog at \((watchdog.trippedAt ?? .zero).text()) s"
        if let since = watchdog.sinceFeed { text += ", \(since.text()) s after its last feed" }
        if !watchdog.where.isEmpty { text += ", in \(record.short(watchdog.where))" }
        if let state = watchdog.tlsState { text += ", TLS state \(state)" }
        return text
    }

    private static func text(_ exception: RunRecord.Exception) -> String {
        let access = exception.address.map { " of \($0)" } ?? ""
        let place = exception.backtrace.first.map { " at \($0.function ?? $0.address)" } ?? ""
        return "exception \(exception.cause), \(exception.name)\(access), \(exception.at.text()) s\(place)"
    }

    private static func shortfall(_ record: RunRecord) -> String {
        guard record.firmware == nil else { return dialogue(record) }
        return record.handshake.completed ? unfinished(record) : handshake(record)
    }

    private static func dialogue(_ record: RunRecord) -> String {
        guard record.ended != .boots else { return "given up after \(record.boots.count) starts of the chip" }
        guard record.handshake.attempts == 0 || record.handshake.completed else { return handshake(record) }
        return "not all that was to be typed and printed was within \(record.duration.text()) s"
    }

    private static func handshake(_ record: RunRecord) -> String {
        let handshake = record.handshake
        let endpoint = handshake.endpointError.map { "; endpoint: \($0)" } ?? ""
        if let failure = handshake.failure { return "TLS handshake failed: \(failure)" + endpoint }
        guard let error = handshake.error else {
            if handshake.attempts > 0 { return "TLS handshake not completed" + endpoint }
            return "no TLS handshake was begun within \(record.duration.text()) s"
        }
        let code = record.tlsErrorText(error)
        guard handshake.attempts > 0 else { return "the TLS client could not be set up: \(code)" }
        return "TLS handshake failed with \(code)\(endpoint)"
    }

    private static func unfinished(_ record: RunRecord) -> String {
        let endpoint = record.cloud?.refusal.map { "; endpoint: \($0)" } ?? ""
        guard record.connected else { return "no MQTT connection within \(record.duration.text()) s" + endpoint }
        return "not all that was waited for happened within \(record.duration.text()) s" + endpoint
    }
}
