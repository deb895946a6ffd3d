/// One client's session with the broker: packets in, bytes and events out.
struct MQTTSession {
    private(set) var isConnected = false
    private var subscriptions: [MQTTPacket.Filter] = []
    private var nextPacketID: UInt16 = 1

    /// Handles a packet; returns the answer. Appends what happened to `events`.
    mutating func handle(_ packet: MQTTPacket, events: inout [EndpointEvent]) throws(MQTTError) -> [UInt8] {
        if case .connect(let clientID, _, _) = packet {
            guard !isConnected else { throw MQTTError(description: "second CONNECT") }
            isConnected = true
            events.append(.connected(clientID: clientID))
            return MQTTEncoder.connack(returnCode: 0)
        }
        guard isConnected else { throw MQTTError(description: "packet before CONNECT") }
        switch packet {
        case .connect: return []
        case .publish(let topic, let payload, let qos, let packetID):
            guard qos < 2 else { throw MQTTError(description: "PUBLISH with QoS 2, which AWS IoT does not take") }
            events.append(.published(topic: topic, payload: payload))
            return qos == 1 ? MQTTEncoder.puback(packetID) : []
        case .puback(let packetID):
            events.append(.acknowledged(packetID: packetID))
            return []
        case .subscribe(let packetID, let filters):
            subscriptions.removeAll { old in filters.contains { $0.topic == old.topic } }
            subscriptions += filters
            for filter in filters { events.append(.subscribed(topic: filter.topic)) }
            return MQTTEncoder.suback(packetID, granted: filters.map { min($0.qos, 1) })
        case .unsubscribe(let packetID, let filters):
            subscriptions.removeAll { filters.contains($0.topic) }
            return MQTTEncoder.unsuback(packetID)
        case .pingreq: return MQTTEncoder.pingresp()
        case .disconnect:
            isConnected = false
            events.append(.disconnected(reason: "DISCONNECT"))
            return []
        }
    }

    /// The packet that carries a message to this client, `nil` when no subscription matches.
    mutating func deliver(topic: String, payload: [UInt8]) -> [UInt8]? {
        let matching = subscriptions.filter { Self.matches(filter: $0.topic, topic: topic) }
        guard isConnected, let qos = matching.map({ min($0.qos, 1) }).max() else { return nil }
        let packetID = nextPacketID
        if qos > 0 { nextPacketID = nextPacketID == .max ? 1 : nextPacketID + 1 }
        return MQTTEncoder.publish(topic: topic, payload: payload, qos: qos, packetID: packetID)
    }

    /// Topic filter matching with + and # (MQTT 3.1.1 section 4.7).
    static func matches(filter: String, topic: String) -> Bool {
        let pattern = filter.split(separator: "/", omittingEmptySubsequences: false)
        let levels = topic.split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in pattern.enumerated() {
            if part == "#" { return true }
            guard index < levels.count, part == "+" || part == levels[index] else { return false }
        }
        return pattern.count == levels.count
    }
}
