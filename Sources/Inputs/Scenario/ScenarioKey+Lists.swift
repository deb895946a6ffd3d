import Record

extension Scenario.Message {
    /// The keys of an item of `messages`.
    static let keys: [InputKey<Scenario.Message>] = [
        InputKey("after", \.after, .choice, "what it waits for"),
        InputKey("delay_s", \.delay, .seconds, "how long after that"),
        InputKey("topic", \.topic, .text, "topic", isRequired: true),
        InputKey("payload", \.payload, .text, "payload", isRequired: true),
    ]

    /// What a record says of it.
    var row: RunRecord.Parameter {
        let delay = delay == .zero ? "" : " + \(delay.shortText) s"
        return .init(
            group: ParameterRows.Group.endpoint.rawValue,
            name: "message after \(after.rawValue)\(delay)",
            value: "\(topic): \(payload)",
            unit: nil
        )
    }
}

extension PublishedDuration {
    /// The keys of an item of `published`.
    static let keys: [InputKey<PublishedDuration>] = [
        InputKey("what", \.what, .text, "handshake, or the name of a TLS state"),
        InputKey("seconds", \.seconds, .seconds, "how long", isRequired: true),
        InputKey("source", \.source, .text, "where it was published", isRequired: true),
        InputKey("note", \.note, .text, "what a reader should know"),
    ]
}
