import JSON

/// The MQTT 3.1.1 packets a broker receives.
enum MQTTPacket: Equatable {
    case connect(MQTTConnect)
    /// CONNECT of another protocol version; nothing else of it is read.
    case connectOtherVersion(level: UInt8)
    case publish(MQTTPublish)
    case puback(packetID: UInt16)
    case pubrec(packetID: UInt16)
    case pubrel(packetID: UInt16)
    case pubcomp(packetID: UInt16)
    case subscribe(packetID: UInt16, filters: [Filter])
    case unsubscribe(packetID: UInt16, filters: [String])
    case pingreq
    case disconnect

    /// One topic filter of a SUBSCRIBE.
    struct Filter: Equatable {
        var topic: String
        var qos: UInt8
    }
}

/// CONNECT (section 3.1).
struct MQTTConnect: Equatable, Sendable {
    var clientID: String
    /// Seconds; 0: no limit of the client's own.
    var keepAliveSeconds: UInt16 = 0
    var cleanSession = true
    /// What is published for a client that goes without a word.
    var will: MQTTMessage?
    var userName: String?
    var password: [UInt8]?
}

/// PUBLISH (section 3.3).
struct MQTTPublish: Equatable, Sendable {
    var message: MQTTMessage
    /// 0 at QoS 0.
    var packetID: UInt16 = 0
    /// Whether the client sent it before.
    var isDuplicate = false
}

/// What is published: an application message.
public struct MQTTMessage: Equatable, Sendable {
    /// The name of a topic.
    public var topic: String
    /// The bytes.
    public var payload: [UInt8]
    /// 0, 1, or 2.
    public var qos: UInt8 = 0
    /// Whether it is kept for those who subscribe later.
    public var isRetained = false

    /// A message, of `qos` 0 to 2.
    public init(topic: String, payload: [UInt8], qos: UInt8 = 0, isRetained: Bool = false) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.isRetained = isRetained
    }

    /// What a service says of itself: a document, at QoS 1.
    init(topic: String, document: JSONValue) {
        self.init(topic: topic, payload: document.bytes, qos: 1)
    }
}

/// A message that is kept for those who subscribe later.
struct RetainedMessage: Equatable, Sendable {
    var message: MQTTMessage
    /// When it was published, milliseconds since 1970.
    var since: Int64
}
