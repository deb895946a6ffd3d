import JSON

/// The endpoint's names, and registry events.
extension ControlPlane {
    static let endpointRoutes = [
        Route("DescribeEndpoint", "GET", "/endpoint", ControlPlane.describeEndpoint),
        Route("DescribeEventConfigurations", "GET", "/event-configurations", ControlPlane.describeEvents),
        Route("UpdateEventConfigurations", "PATCH", "/event-configurations", ControlPlane.updateEvents),
    ]

    private func describeEndpoint(_ call: APICall) throws(APIError) -> APIResponse {
        let type = call.parameter("endpointType").flatMap { $0.isEmpty ? nil : $0 }
        guard let address = registry.settings.endpoint(type) else {
            throw .invalid("Endpoint type \((type ?? "").shown) is not supported")
        }
        return .document(["endpointAddress": .string(address)])
    }

    private func describeEvents(_ call: APICall) -> APIResponse {
        let account = registry.account
        let names = RegistryEventKind.allCases.map(\.rawValue) + RegistryEventKind.others
        let configurations = names.map { ($0, ["Enabled": .bool(account.events[$0] ?? false)] as JSONValue) }
        var document: [String: JSONValue] = [
            "eventConfigurations": .object(Dictionary(configurations) { first, _ in first })
        ]
        document["creationDate"] = account.eventsCreated.map(JSONValue.time)
        document["lastModifiedDate"] = account.eventsModified.map(JSONValue.time)
        return .document(.object(document))
    }

    private func updateEvents(_ call: APICall) throws(APIError) -> APIResponse {
        guard case .object(let members) = try call.object("eventConfigurations") else { return .document([:]) }
        var configuration: [RegistryEventKind: Bool] = [:]
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            let isOn = try APICall.flag("Enabled", in: value)
            if let kind = RegistryEventKind(rawValue: name) {
                configuration[kind] = isOn
            } else if !RegistryEventKind.others.contains(name) {
                throw .invalid("There are no events of the kind \(name.shown)")
            } else if isOn {
                throw APIError(.notImplemented, "Events of the kind \(name) are not implemented by this endpoint")
            }
        }
        registry.configureEvents(configuration, now: call.now)
        return .document([:])
    }
}
