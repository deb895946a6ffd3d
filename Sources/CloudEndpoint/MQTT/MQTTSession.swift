/// One client's session with the broker: packets in, bytes and events out.
struct MQTTSession {
    /// Limits of AWS IoT.
    private static let maximumFilters = 8
    private static let maximumSubscriptions = 50
    private static let maximumClientIDBytes = 128

    private(set) var isConnected = false
    /// The broker is to close the connection once its answer is out.
    private(set) var isOver = false
    private var subscriptions: [MQTTPacket.Filter] = []
    private var nextPacketID: UInt16 = 1

    /// Handles a packet; returns the answer. Appends what happened to `events`. An error closes the connection without
    /// an answer, as AWS IoT does.
    mutating func handle(_ packet: MQTTPacket, events: inout [EndpointEvent]) throws(MQTTError) -> [UInt8] {
        switch packet {
        case .connect(let clientID, _, let cleanSession):
            return try connect(clientID, cleanSession: cleanSession, events: &events)
        case .connectOtherVersion(let level):
            guard !isConnected else { throw MQTTError(description: "second CONNECT") }
            return refuse(1, reason: "CONNECT for MQTT protocol level \(level)", events: &events)
        default: break
        }
        guard isConnected else { throw MQTTError(description: "packet before CONNECT") }
        switch packet {
        case .connect, .connectOtherVersion: return []
        case .publish(let topic, let payload, let qos, let packetID):
            guard qos < 2 else { throw MQTTError(description: "PUBLISH with QoS 2, which AWS IoT does not take") }
            events.append(.published(topic: topic, payload: payload))
            let echo = deliver(topic: topic, payload: payload, maximumQoS: qos) ?? []
            return (qos == 1 ? MQTTEncoder.puback(packetID) : []) + echo
        case .puback(let packetID):
            events.append(.acknowledged(packetID: packetID))
            return []
        case .subscribe(let packetID, let filters): return try subscribe(packetID, filters, events: &events)
        case .unsubscribe(let packetID, let filters):
            subscriptions.removeAll { filters.contains($0.topic) }
            return MQTTEncoder.unsuback(packetID)
        case .pingreq: return MQTTEncoder.pingresp()
        case .disconnect:
            isConnected = false
            isOver = true
            events.append(.disconnected(reason: "DISCONNECT"))
            return []
        }
    }

    /// The packet that carries a message to this client, `nil` when no subscription matches.
    mutating func deliver(topic: String, payload: [UInt8], maximumQoS: UInt8 = 1) -> [UInt8]? {
        let matching = subscriptions.filter { MQTTTopic.matches(filter: $0.topic, topic: topic) }
        guard isConnected, MQTTTopic.isName(topic), let granted = matching.map(\.qos).max() else { return nil }
        let qos = min(granted, maximumQoS, 1)
        let packetID = nextPacketID
        if qos > 0 { nextPacketID = nextPacketID == .max ? 1 : nextPacketID + 1 }
        return MQTTEncoder.publish(topic: topic, payload: payload, qos: qos, packetID: packetID)
    }

    private mutating func connect(
        _ clientID: String,
        cleanSession: Bool,
        events: inout [EndpointEvent]
    ) throws(MQTTError) -> [UInt8] {
        guard !isConnected else { throw MQTTError(description: "second CONNECT") }
        guard clientID.utf8.count <= Self.maximumClientIDBytes, cleanSession || !clientID.isEmpty else {
            return refuse(2, reason: "CONNECT with a client id of \(clientID.utf8.count) bytes", events: &events)
        }
        isConnected = true
        events.append(.connected(clientID: clientID))
        return MQTTEncoder.connack(returnCode: 0)
    }

    private mutating func refuse(_ code: UInt8, reason: String, events: inout [EndpointEvent]) -> [UInt8] {
        isOver = true
        events.append(.disconnected(reason: reason))
        return MQTTEncoder.connack(returnCode: code)
    }

    private mutating func subscribe(
        _ packetID: UInt16,
        _ filters: [MQTTPacket.Filter],
        events: inout [EndpointEvent]
    ) throws(MQTTError) -> [UInt8] {
        guard filters.count <= Self.maximumFilters else {
            throw MQTTError(description: "SUBSCRIBE with \(filters.count) topic filters, AWS IoT takes 8")
        }
        guard filters.allSatisfy({ $0.qos < 2 }) else {
            throw MQTTError(description: "SUBSCRIBE with QoS 2, which AWS IoT does not take")
        }
        for filter in filters {
            subscriptions.removeAll { $0.topic == filter.topic }
            subscriptions.append(filter)
        }
        guard subscriptions.count <= Self.maximumSubscriptions else {
            throw MQTTError(description: "more than 50 subscriptions")
        }
        for filter in filters { events.append(.subscribed(topic: filter.topic)) }
        return MQTTEncoder.suback(packetID, granted: filters.map(\.qos))
    }
}
