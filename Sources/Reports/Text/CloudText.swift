import Record

/// What the account behind the endpoint saw, for people.
enum CloudText {
    /// Connections and messages that are told one by one.
    private static let most = 12

    /// The lines.
    static func lines(_ cloud: RunRecord.Cloud) -> [String] {
        var lines: [String] = []
        for connection in cloud.connections.prefix(most) { lines += self.lines(connection) }
        let more = max(0, cloud.connections.count - most) + cloud.connectionsDropped
        if more > 0 { lines.append("           and \(more) connections more") }
        for (index, message) in cloud.messages.prefix(most).enumerated() {
            let start = index == 0 ? "arrived    " : "           "
            lines.append("\(start)\(message.at.text()) s \(message.topic): \(payload(message))")
        }
        let others = max(0, cloud.messages.count - most) + cloud.messagesDropped
        if others > 0 { lines.append("           and \(others) messages more") }
        for (index, arrival) in cloud.expected.enumerated() {
            lines.append(
                (index == 0 ? "expected   " : "           ") + (arrival.error ?? "\(arrival.wanted): \(arrival.count)")
            )
        }
        return lines
    }

    private static func lines(_ connection: RunRecord.Cloud.Connection) -> [String] {
        let certificate = connection.certificate.map { ", certificate \($0)" } ?? ""
        let fault = connection.fault.map { ", fault \($0)" } ?? ""
        let first = "endpoint   \(connection.number): \(connection.at.text()) s\(certificate)\(fault)"
        guard let end = connection.end, let reason = connection.reason else {
            return [first, "           \(steps(connection))"]
        }
        return [first, "           \(steps(connection))", "           \(end.text()) s \(reason)"]
    }

    /// What happened, once each.
    private static func steps(_ connection: RunRecord.Cloud.Connection) -> String {
        var names: [String] = []
        for event in connection.events where !names.contains(event.name.text) { names.append(event.name.text) }
        return names.isEmpty ? "nothing heard" : names.joined(separator: ", ")
    }

    /// The beginning of a payload.
    static func payload(_ message: RunRecord.Cloud.Message) -> String {
        let start = String(message.payload.unicodeScalars.prefix(100))
        return start.utf8.count < message.bytes ? "\(start)… (\(message.bytes) bytes)" : start
    }
}

extension RunRecord.Cloud.Event.Name {
    /// In a sentence.
    var text: String {
        switch self {
        case .tlsEstablished: "TLS established"
        case .tlsFailed: "TLS failed"
        case .connected: "CONNECT accepted"
        case .subscribed: "subscribed"
        case .published: "published"
        case .acknowledged: "acknowledged"
        case .answered: "answered"
        case .refused: "refused"
        case .disconnected: "ended"
        }
    }
}
