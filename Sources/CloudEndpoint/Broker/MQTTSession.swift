/// What a client's session holds beyond one connection (MQTT 3.1.1 section 4.1).
struct MQTTSession: Sendable, Equatable {
    /// How far a message is that waits for the client's word.
    enum Delivery: Sendable, Equatable {
        /// PUBLISH was sent; PUBACK or PUBREC is due.
        case published(MQTTMessage)
        /// PUBREL was sent; PUBCOMP is due.
        case released
    }

    var clientID: String
    /// Whether it ends with the connection.
    var isClean: Bool
    /// QoS by filter.
    var subscriptions: [String: UInt8] = [:]
    /// Messages on their way, by packet identifier, oldest first.
    var inFlight: [(packetID: UInt16, delivery: Delivery)] = []
    /// Messages that wait for the client, oldest first.
    var queue: [MQTTMessage] = []
    /// Packet identifiers of messages of QoS 2 that the client has not released yet.
    var received: Set<UInt16> = []
    /// When it is forgotten, milliseconds since 1970; nil while its client is connected.
    var expiresAt: Int64?
    private var lastPacketID: UInt16 = 0

    /// A session that has just begun.
    init(clientID: String, isClean: Bool) {
        self.clientID = clientID
        self.isClean = isClean
    }

    /// A packet identifier that nothing on its way has; nil when all are taken.
    mutating func nextPacketID() -> UInt16? {
        guard inFlight.count < Int(UInt16.max) else { return nil }
        repeat {
            lastPacketID = lastPacketID == .max ? 1 : lastPacketID + 1
        } while inFlight.contains { $0.packetID == lastPacketID }
        return lastPacketID
    }

    /// What was on its way at `packetID`, which is there no longer.
    mutating func finish(_ packetID: UInt16) -> Delivery? {
        guard let index = inFlight.firstIndex(where: { $0.packetID == packetID }) else { return nil }
        return inFlight.remove(at: index).delivery
    }

    static func == (left: MQTTSession, right: MQTTSession) -> Bool {
        left.clientID == right.clientID && left.isClean == right.isClean && left.subscriptions == right.subscriptions
            && left.queue == right.queue && left.received == right.received && left.expiresAt == right.expiresAt
            && left.inFlight.elementsEqual(right.inFlight) { $0.packetID == $1.packetID && $0.delivery == $1.delivery }
    }
}
