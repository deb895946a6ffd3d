import JSON

/// Topic rules on the events of just-in-time registration, which `JITRActivation` stands in for. Rules on other topics are
/// refused: nobody would carry them out.
extension ControlPlane {
    static let ruleRoutes = [
        Route("CreateTopicRule", "POST", "/rules/{ruleName}", ControlPlane.createRule),
        Route("ReplaceTopicRule", "PATCH", "/rules/{ruleName}", ControlPlane.replaceRule),
        Route("GetTopicRule", "GET", "/rules/{ruleName}", ControlPlane.getRule),
        Route("DeleteTopicRule", "DELETE", "/rules/{ruleName}", ControlPlane.deleteRule),
        Route("EnableTopicRule", "POST", "/rules/{ruleName}/enable", ControlPlane.enableRule),
        Route("DisableTopicRule", "POST", "/rules/{ruleName}/disable", ControlPlane.disableRule),
        Route("ListTopicRules", "GET", "/rules", ControlPlane.listRules),
    ]

    private static let topics = "$aws/events/certificates/registered/"

    private func rule(in call: APICall) throws(APIError) -> TopicRule {
        let sql = try call.text("sql")
        guard let filter = TopicRule.filter(in: sql), MQTTTopic.isFilter(filter) else {
            throw APIError(.sqlParse, "The SQL text must be SELECT … FROM 'topic filter' [WHERE …]")
        }
        guard filter.hasPrefix(Self.topics) else {
            throw APIError(.notImplemented, "This endpoint has rules on \(Self.topics)… only, not on \(filter.shown)")
        }
        guard case .array(let actions)? = call.document["actions"], actions.count <= 10 else {
            throw .invalid("actions must be an array of at most 10 actions")
        }
        return TopicRule(
            name: try call.name("ruleName", .rule),
            sql: sql,
            filter: filter,
            description: try call.optional("description"),
            actions: .array(actions),
            errorAction: call.document["errorAction"],
            sqlVersion: try call.optional("awsIotSqlVersion") ?? "2015-10-08",
            isDisabled: try APICall.flag("ruleDisabled", in: call.document),
            created: call.now
        )
    }

    private func createRule(_ call: APICall) throws(APIError) -> APIResponse {
        try registry.createRule(rule(in: call))
        return .empty
    }

    private func replaceRule(_ call: APICall) throws(APIError) -> APIResponse {
        try registry.replaceRule(rule(in: call))
        return .empty
    }

    private func getRule(_ call: APICall) throws(APIError) -> APIResponse {
        let rule = try registry.rule(call.name("ruleName", .rule))
        var document: [String: JSONValue] = [
            "ruleName": .string(rule.name), "sql": .string(rule.sql), "createdAt": .time(rule.created),
            "actions": rule.actions, "ruleDisabled": .bool(rule.isDisabled),
            "awsIotSqlVersion": .string(rule.sqlVersion),
        ]
        document["description"] = rule.description.map(JSONValue.string)
        document["errorAction"] = rule.errorAction
        return .document(["ruleArn": .string(arn(of: rule)), "rule": .object(document)])
    }

    private func arn(of rule: TopicRule) -> String { registry.settings.names.of(.rule, rule.name) }

    private func deleteRule(_ call: APICall) throws(APIError) -> APIResponse {
        registry.deleteRule(try call.name("ruleName", .rule))
        return .empty
    }

    private func enableRule(_ call: APICall) throws(APIError) -> APIResponse {
        try registry.setRule(call.name("ruleName", .rule), isDisabled: false)
        return .empty
    }

    private func disableRule(_ call: APICall) throws(APIError) -> APIResponse {
        try registry.setRule(call.name("ruleName", .rule), isDisabled: true)
        return .empty
    }

    private func listRules(_ call: APICall) throws(APIError) -> APIResponse {
        let topic = call.parameter("topic")
        let isDisabled = try call.parameter("ruleDisabled").map { _ throws(APIError) in try call.flag("ruleDisabled") }
        let rules = registry.rules().filter { rule in
            (isDisabled == nil || rule.isDisabled == isDisabled)
                && (topic.map { MQTTTopic.matches(filter: rule.filter, topic: $0) } ?? true)
        }
        return try call.tokenPage(rules, most: 10_000) { $0.name }.document("rules", next: "nextToken") {
            [
                "ruleArn": .string(arn(of: $0)), "ruleName": .string($0.name), "topicPattern": .string($0.filter),
                "createdAt": .time($0.created), "ruleDisabled": .bool($0.isDisabled),
            ]
        }
    }
}
