import Record

/// What was heard of the device's connections, for people.
enum WireText {
    /// More connections are counted, not shown.
    private static let most = 5

    /// The block of the text report: every connection in a few lines, then one handshake message by message.
    static func lines(_ wire: RunRecord.Wire) -> [String] {
        var lines: [String] = []
        for connection in wire.connections.prefix(most) {
            for (index, fact) in facts(connection).enumerated() {
                let name = index == 0 ? "wire       " : "           "
                lines.append(name + (fact.name.isEmpty ? "" : "\(fact.name) ") + fact.value)
            }
        }
        let left = max(0, wire.connections.count - most) + wire.dropped
        if left > 0 { lines.append("           and \(left) connections more") }
        if let tls = wire.shown { lines += [""] + messages(tls) }
        return lines
    }

    /// Name and value of everything that is known of a connection; the first says what it is and has no name.
    static func facts(_ connection: RunRecord.Wire.Connection) -> [(name: String, value: String)] {
        var facts = [(name: "", value: title(connection))]
        guard let tls = connection.tls else { return facts }
        if !tls.chain.isEmpty { facts.append(("chain", chain(tls.chain, bytes: tls.chainBytes))) }
        if tls.asksForCertificate {
            let sent = tls.deviceChain.isEmpty ? "asked for, none sent" : chain(tls.deviceChain, bytes: nil)
            facts.append(("device's certificate", sent))
        }
        facts.append(("session", session(tls)))
        if tls.sent.count + tls.received.count > 0 { facts.append(("records", records(tls))) }
        for alert in tls.alerts {
            let text = alert.description.map { "\($0), \(alert.level ?? "")" } ?? "encrypted"
            facts.append(("alert", "of the \(alert.by.rawValue) at \(alert.at.text()) s: \(text)"))
        }
        return facts
    }

    private static func title(_ connection: RunRecord.Wire.Connection) -> String {
        let peer = "\(connection.host ?? "unknown host"):\(connection.port) at \(connection.at.text()) s"
        let end = connection.ended.map { ", \($0.text)" } ?? ""
        guard let tls = connection.tls else {
            let bytes = "\(grouped(connection.sent)) bytes sent, \(grouped(connection.received)) received"
            return "\(peer): no TLS, \(bytes)\(end)"
        }
        let names = [tls.version, tls.ciphersuite, tls.curve].compactMap { $0 }
        return "\(peer): " + (names + [outcome(tls)]).joined(separator: ", ")
    }

    private static func outcome(_ tls: RunRecord.Wire.TLS) -> String {
        let seconds = tls.seconds.map { "\($0.text()) s" } ?? ""
        if tls.completed { return "handshake in \(seconds)" }
        return tls.failure.map { "failed after \(seconds): \($0)" } ?? "handshake not over"
    }

    private static func chain(_ chain: [RunRecord.Wire.Certificate], bytes: Int?) -> String {
        let names = chain.map { "\($0.subject) (\($0.key), \($0.signature), \(grouped($0.bytes)) bytes)" }
        let size = bytes.map { " in \(grouped($0)) bytes" } ?? ""
        return "\(chain.count)\(size): " + names.joined(separator: " ← ")
    }

    private static func session(_ tls: RunRecord.Wire.TLS) -> String {
        let offer = tls.offer
        var parts: [String] = []
        if let resumption = tls.resumption {
            parts.append("resumed by \(resumption == .psk ? "pre-shared key" : resumption.rawValue)")
        } else {
            parts.append(offer?.hasSession == true ? "new, although the device had one to resume" : "new")
        }
        if let asked = offer?.fragmentLength {
            parts.append("fragments of \(asked) bytes " + (tls.fragmentLength == nil ? "not granted" : "granted"))
        } else {
            parts.append("fragments not limited")
        }
        if let name = offer?.serverName { parts.append("server name \(name)") }
        if let name = tls.alpn { parts.append("protocol \(name)") }
        return parts.joined(separator: ", ")
    }

    private static func records(_ tls: RunRecord.Wire.TLS) -> String {
        [("sent", tls.sent), ("received", tls.received)].map { word, records in
            "\(grouped(records.count)) \(word), largest \(grouped(records.largest)) bytes"
        }.joined(separator: "; ")
    }

    /// Messages with the silence before each, and what the CPU did in it.
    private static func messages(_ tls: RunRecord.Wire.TLS) -> [String] {
        var rows = [["message on the wire", "silence before", "at", "bytes"]], doing = ["CPU meanwhile"]
        for (message, gap) in tls.messagesWithGaps {
            rows.append([
                "\(message.by.rawValue): \(message.name)", gap.map { "\($0.seconds.text(digits: 3)) s" } ?? "",
                "\(message.at.text(digits: 3)) s", grouped(message.bytes),
            ])
            doing.append(gap.map(functions) ?? "")
        }
        return zip(table(rows), doing).map { $1.isEmpty ? $0 : "\($0)  \($1)" }
    }

    /// `br_rsa_i15_public 61 %, [idle] 30 %`.
    static func functions(_ gap: RunRecord.Wire.Gap) -> String {
        gap.functions.map { "\($0.name) \($0.share) %" }.joined(separator: ", ")
    }

    /// What was last heard before `at` of the handshake that went on then; nil outside one.
    static func before(_ at: Seconds, in wire: RunRecord.Wire?) -> String? {
        let handshakes = (wire?.connections ?? []).compactMap(\.tls).filter { tls in
            tls.at <= at && tls.seconds.map { at <= tls.at + $0 } ?? true
        }
        guard let last = handshakes.first?.messages.last(where: { $0.at <= at }) else { return nil }
        return "\(last.name) of the \(last.by.rawValue), \((at - last.at).text()) s before"
    }
}

extension RunRecord.Wire {
    /// The handshake that is shown message by message: the first that reached its end, else the first.
    var shown: TLS? {
        let all = connections.compactMap(\.tls)
        return all.first(where: \.completed) ?? all.first
    }
}

extension RunRecord.Wire.TLS {
    /// Each message with the longest silence that its side broke for it.
    var messagesWithGaps: [(message: RunRecord.Wire.Message, gap: RunRecord.Wire.Gap?)] {
        var since = at
        return messages.map { message in
            defer { since = message.at }
            let gaps = gaps.filter { $0.by == message.by && $0.start >= since && $0.start + $0.seconds <= message.at }
            return (message, gaps.max { $0.seconds < $1.seconds })
        }
    }
}
