extension Broker {
    /// SUBSCRIBE (section 3.8).
    func subscribe(
        _ client: BrokerClient,
        _ number: Int,
        _ packetID: UInt16,
        _ filters: [MQTTPacket.Filter]
    ) throws(MQTTError) {
        guard filters.count <= rules.mostFilters else {
            throw .tooManyFilters(count: filters.count, limit: rules.mostFilters)
        }
        guard rules.takesQoS2 || filters.allSatisfy({ $0.qos < 2 }) else { throw .subscribeQoS2 }
        for filter in filters {
            guard rules.allows(topic: filter.topic) else { throw .topicFilter(filter.topic) }
            if let reason = gate.refuses(client, .subscribe(filter: filter.topic)) {
                return end(client, .denied(at: "SUBSCRIBE", reason), presence: "FORBIDDEN_ACCESS")
            }
        }
        let known = sessions[number]?.subscriptions ?? [:]
        guard known.count + Set(filters.map(\.topic)).subtracting(known.keys).count <= rules.mostSubscriptions else {
            throw .tooManySubscriptions(limit: rules.mostSubscriptions)
        }
        let isGranted = filters.map { take($0, number) }
        client.output += MQTTEncoder.suback(packetID, granted: zip(filters, isGranted).map { $1 ? $0.qos : 0x80 })
        let granted = zip(filters, isGranted).compactMap { $1 ? $0 : nil }
        for filter in granted { client.events.append(.subscribed(topic: filter.topic)) }
        announce(client, .subscribed(granted.map(\.topic)))
        for filter in granted { sendRetained(filter, number) }
    }

    /// UNSUBSCRIBE (section 3.10).
    func unsubscribe(_ client: BrokerClient, _ number: Int, _ packetID: UInt16, _ filters: [String]) {
        for filter in filters where sessions[number]?.subscriptions[filter] != nil {
            journal(end: filter, number)
            sessions[number]?.subscriptions[filter] = nil
            filterBytes -= SubscriptionTree.weight(filter)
            tree.remove(filter, number)
        }
        client.output += MQTTEncoder.unsuback(packetID)
        announce(client, .unsubscribed(filters))
    }

    /// Sends what was kept for `filter`, marked as kept (section 3.3.1.3).
    private func sendRetained(_ filter: MQTTPacket.Filter, _ number: Int) {
        let topics: [String]
        switch rules.retaining {
        case .disconnects: return
        case .exact: topics = retained[filter.topic] == nil ? [] : [filter.topic]
        case .matching:
            topics =
                retained.keys.filter {
                    MQTTTopic.matches(filter: filter.topic, topic: $0, takesParent: rules.takesParent)
                }
                .sorted()
        }
        for topic in topics {
            guard var message = retained[topic]?.message else { continue }
            message.qos = min(message.qos, filter.qos)
            deliver(message, to: number)
        }
    }
}
