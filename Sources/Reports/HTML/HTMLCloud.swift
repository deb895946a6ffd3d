import Record

/// What the account behind the endpoint saw.
struct HTMLCloud {
    private let cloud: RunRecord.Cloud

    /// Nil without an account.
    init?(_ record: RunRecord) {
        guard let cloud = record.cloud else { return nil }
        self.cloud = cloud
    }

    /// Connections, and the messages that arrived.
    var section: Section {
        Section("endpoint", "Endpoint", "\(connections)\(messages)")
    }

    private var connections: HTML {
        let rows = cloud.connections.map { connection -> [Cell] in
            [
                .number("\(connection.number)"), .number(connection.at.text(digits: 3)),
                .code(connection.certificate ?? ""), .text(connection.fault ?? ""),
                .text(connection.events.map { event in "\(event.name.text) \(event.detail)" }.joined(separator: "; ")),
                .number(connection.end?.text(digits: 3) ?? "–"),
                .text(connection.reason ?? ""),
            ]
        }
        let head: [Cell] = [
            .number("connection"), .number("at, s"), .text("certificate"), .text("fault"), .text("what happened"),
            .number("end, s"), .text("why"),
        ]
        return Table(caption: "Connections at the endpoint", head: head, rows: rows).html
    }

    private var messages: HTML {
        guard !cloud.messages.isEmpty else { return "" }
        let rows = cloud.messages.map { message -> [Cell] in
            [
                .number(message.at.text(digits: 3)), .code(message.topic), .number("\(message.qos)"),
                .number("\(message.bytes)"), .code(CloudText.payload(message)),
            ]
        }
        let head: [Cell] = [.number("at, s"), .text("topic"), .number("QoS"), .number("bytes"), .text("payload")]
        return Table(caption: "Messages that arrived", head: head, rows: rows).html
    }
}
