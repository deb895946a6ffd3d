/// Which shadow: of which thing, and which of its named ones; nil for the classic one.
struct ShadowName: Hashable, Sendable {
    var thing: String
    var name: String?

    /// As error messages have it.
    var text: String { name.map { "\(thing)~\($0)" } ?? thing }

    /// The topic in front of what is done with it.
    var topic: String { "$aws/things/\(thing)/shadow" + (name.map { "/name/\($0)" } ?? "") }
}

/// What a device wants of a shadow: a message to `…/get`, `…/update` or `…/delete`.
struct ShadowRequest: Equatable, Sendable {
    enum Operation: String, Sendable {
        case get, update, delete
    }

    var shadow: ShadowName
    var operation: Operation

    /// What a message to `topic` asks for; nil when that is no request (developer guide, Device Shadow MQTT topics).
    init?(topic: String) {
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard levels.count >= 5, levels[0] == "$aws", levels[1] == "things", levels[3] == "shadow",
            NameRule.thing.allows(levels[2])
        else { return nil }
        shadow = ShadowName(thing: levels[2])
        switch levels.count {
        case 5: break
        case 7 where levels[4] == "name" && NameRule.shadow.allows(levels[5]): shadow.name = levels[5]
        default: return nil
        }
        guard let last = levels.last, let operation = Operation(rawValue: last) else { return nil }
        self.operation = operation
    }
}
