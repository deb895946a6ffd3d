import JSON

extension Broker {
    /// What AWS IoT tells of its clients (developer guide, Lifecycle events).
    enum Presence {
        case connected
        case disconnected(reason: String)
        case subscribed([String])
        case unsubscribed([String])

        fileprivate var topic: String {
            switch self {
            case .connected: "presence/connected"
            case .disconnected: "presence/disconnected"
            case .subscribed: "subscriptions/subscribed"
            case .unsubscribed: "subscriptions/unsubscribed"
            }
        }
    }

    /// Publishes `presence` of a client; of ids with a wildcard nothing is told.
    func announce(_ client: BrokerClient, _ presence: Presence) {
        guard rules.reservesTopics, let clientID = client.clientID, !clientID.isEmpty,
            !MQTTTopic.hasWildcards(clientID), !clientID.contains("/")
        else { return }
        var members: [String: JSONValue] = [
            "clientId": .string(clientID), "timestamp": .integer(now),
            "eventType": .string(String(presence.topic.split(separator: "/").last ?? "")),
            "sessionIdentifier": .string(client.identifier),
            "principalIdentifier": .string(client.principal.identifier),
        ]
        switch presence {
        case .connected:
            members["ipAddress"] = client.address.map(JSONValue.string)
            members["versionNumber"] = .integer(0)
        case .disconnected(let reason):
            members["clientInitiatedDisconnect"] = .bool(reason == "CLIENT_INITIATED_DISCONNECT")
            members["disconnectReason"] = .string(reason)
            members["versionNumber"] = .integer(0)
        case .subscribed(let filters), .unsubscribed(let filters):
            members["topics"] = .array(filters.map(JSONValue.string))
        }
        let topic = "$aws/events/\(presence.topic)/\(clientID)"
        distribute(MQTTMessage(topic: topic, payload: JSONValue.object(members).bytes))
    }
}

extension BrokerClient.Principal {
    /// As presence events name it.
    fileprivate var identifier: String {
        switch self {
        case .anonymous: ""
        case .certificate(let chain): chain.first.map { CertificateFingerprint(der: $0).description } ?? ""
        case .signature(let accessKey): accessKey
        }
    }
}
