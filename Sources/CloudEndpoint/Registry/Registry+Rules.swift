extension Registry {
    /// A topic rule by its name. AWS does not say that there is none, but that it is not yours (API reference, GetTopicRule).
    func rule(_ name: String) throws(APIError) -> TopicRule {
        guard let rule = tables.rules[name] else {
            throw APIError(.unauthorized, "Access to topic rule '\(settings.names.of(.rule, name))' was denied")
        }
        return rule
    }

    /// Makes a rule.
    func createRule(_ rule: TopicRule) throws(APIError) {
        guard tables.rules[rule.name] == nil else {
            let resource = APIError.Resource(id: rule.name, arn: settings.names.of(.rule, rule.name))
            throw APIError(
                .resourceAlreadyExists,
                "The rule \(rule.name.shown) already exists",
                resource: resource
            )
        }
        put(rule)
    }

    /// Puts a rule in the place of one that is there.
    func replaceRule(_ rule: TopicRule) throws(APIError) {
        var rule = rule
        rule.created = try self.rule(rule.name).created
        put(rule)
    }

    /// Switches a rule on or off.
    func setRule(_ name: String, isDisabled: Bool) throws(APIError) {
        var rule = try rule(name)
        rule.isDisabled = isDisabled
        put(rule)
    }

    /// Forgets a rule, if there is one.
    func deleteRule(_ name: String) {
        if let rule = tables.rules[name] { remove(rule) }
    }

    /// All rules, in the order of their names.
    func rules() -> [TopicRule] { tables.rules.values.sorted { $0.name < $1.name } }
}

extension TopicRule {
    /// The topic filter of an SQL text: `SELECT … FROM 'filter' [WHERE …]`; nil when it is none (developer guide, AWS IoT
    /// SQL reference). The rest is not read.
    static func filter(in sql: String) -> String? {
        let words = sql.split(whereSeparator: \.isWhitespace)
        guard words.first?.uppercased() == "SELECT",
            let from = words.dropFirst(2).firstIndex(where: { $0.uppercased() == "FROM" }), from + 1 < words.count,
            let quote = words[from + 1].first, quote == "'" || quote == "\""
        else { return nil }
        let rest = sql[words[from + 1].startIndex...].dropFirst()
        guard let end = rest.firstIndex(of: quote), end > rest.startIndex else { return nil }
        let tail = rest[rest.index(after: end)...].split(whereSeparator: \.isWhitespace)
        guard tail.isEmpty || tail.count > 1 && tail[0].uppercased() == "WHERE" else { return nil }
        return String(rest[..<end])
    }
}
