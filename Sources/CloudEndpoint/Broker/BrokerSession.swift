/// One client's session with the broker: packets in, bytes and events out.
struct BrokerSession {
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
            guard !isConnected else { throw .connectedTwice }
            return refuse(.protocolLevel(level), events: &events)
        default: break
        }
        guard isConnected else { throw .notConnected }
        switch packet {
        case .connect, .connectOtherVersion: return []
        case .publish(let topic, let payload, let qos, let packetID):
            guard qos < 2 else { throw .publishQoS2 }
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
            events.append(.disconnected(.packet))
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
        guard !isConnected else { throw .connectedTwice }
        guard clientID.utf8.count <= Self.maximumClientIDBytes, cleanSession || !clientID.isEmpty else {
            return refuse(.clientID(bytes: clientID.utf8.count), events: &events)
        }
        isConnected = true
        events.append(.connected(clientID: clientID))
        return MQTTEncoder.connack(returnCode: 0)
    }

    private mutating func refuse(_ refusal: ConnectRefusal, events: inout [EndpointEvent]) -> [UInt8] {
        isOver = true
        events.append(.disconnected(.refused(refusal)))
        return MQTTEncoder.connack(returnCode: refusal.returnCode)
    }

    private mutating func subscribe(
        _ packetID: UInt16,
        _ filters: [MQTTPacket.Filter],
        events: inout [EndpointEvent]
    ) throws(MQTTError) -> [UInt8] {
        guard filters.count <= Self.maximumFilters else {
            throw .tooManyFilters(count: filters.count, limit: Self.maximumFilters)
        }
        guard filters.allSatisfy({ $0.qos < 2 }) else {
            throw .subscribeQoS2
        }
        for filter in filters {
            subscriptions.removeAll { $0.topic == filter.topic }
            subscriptions.append(filter)
        }
        guard subscriptions.count <= Self.maximumSubscriptions else {
            throw .tooManySubscriptions(limit: Self.maximumSubscriptions)
        }
        for filter in filters { events.append(.subscribed(topic: filter.topic)) }
        return MQTTEncoder.suback(packetID, granted: filters.map(\.qos))
    }
}
