/// What a client's session holds beyond one connection (MQTT 3.1.1 section 4.1).
struct MQTTSession: Sendable {
    /// How far a message is that waits for the client's word.
    enum Delivery: Sendable {
        /// PUBLISH was sent; PUBACK or PUBREC is due.
        case published(MQTTMessage)
        /// PUBREL was sent; PUBCOMP is due.
        case released
    }

    /// A message that the client has not acknowledged.
    struct OnItsWay: Sendable {
        var packetID: UInt16
        var delivery: Delivery
        /// As `Waiting` has it.
        var number: UInt64 = 0
    }

    /// A message that waits for the client.
    struct Waiting: Sendable {
        var message: MQTTMessage
        /// Its number among all that the broker has handed to sessions; later ones have higher numbers.
        var number: UInt64 = 0
    }

    var clientID: String
    /// Whether it ends with the connection.
    var isClean: Bool
    /// QoS by filter.
    var subscriptions: [String: UInt8] = [:]
    /// Oldest first.
    var inFlight: [OnItsWay] = []
    /// Messages that wait for the client, oldest first.
    var queue: [Waiting] = []
    /// Packet identifiers of messages of QoS 2 that the client has not released yet.
    var received: Set<UInt16> = []
    /// Bytes of the messages on their way, and of all that it holds; the broker counts them.
    var inFlightBytes = 0
    var heldBytes = 0
    /// When it is forgotten, milliseconds since 1970; nil while its client is connected.
    var expiresAt: Int64?
    private var lastPacketID: UInt16 = 0

    /// A session that has just begun.
    init(clientID: String, isClean: Bool) {
        self.clientID = clientID
        self.isClean = isClean
    }

    /// Takes the next message that waits, and sends it, as far as the client has acknowledged enough; nil when none may go.
    mutating func sendNext(_ rules: BrokerRules) -> (sent: OnItsWay, message: MQTTMessage)? {
        guard let next = queue.first,
            inFlight.isEmpty
                || inFlight.count < rules.mostInFlight
                    && inFlightBytes + next.message.weight <= rules.mostInFlightBytes,
            let packetID = nextPacketID()
        else { return nil }
        queue.removeFirst()
        let sent = OnItsWay(packetID: packetID, delivery: .published(next.message), number: next.number)
        inFlight.append(sent)
        inFlightBytes += next.message.weight
        return (sent, next.message)
    }

    /// A packet identifier that nothing on its way has; nil when all are taken.
    mutating func nextPacketID() -> UInt16? {
        guard inFlight.count < Int(UInt16.max) else { return nil }
        repeat {
            lastPacketID = lastPacketID == .max ? 1 : lastPacketID + 1
        } while inFlight.contains { $0.packetID == lastPacketID }
        return lastPacketID
    }
}
