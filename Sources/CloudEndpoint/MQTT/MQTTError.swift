/// How a stream of bytes fails to be MQTT 3.1.1 as AWS IoT speaks it.
public enum MQTTError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A remaining length of more than four bytes (section 2.2.3).
    case endlessLength
    /// More than AWS IoT takes.
    case oversize(bytes: Int)
    /// Bytes left over behind the last field.
    case tooLong
    /// A field reaches beyond the packet.
    case tooShort
    /// No packet that a client sends, or one with reserved flags that are wrong.
    case unknownPacket(type: UInt8, flags: UInt8)
    /// CONNECT of something else than MQTT.
    case unknownProtocol(name: String)
    /// CONNECT with flags that contradict each other (section 3.1.2.3).
    case connectFlags(UInt8)
    /// A packet identifier of 0 (section 2.3.1).
    case packetIdentifierZero
    /// Text with a NUL, or that is not UTF-8 (section 1.5.3).
    case notUTF8
    /// A topic name with wildcards, or beyond AWS IoT's limits.
    case topicName(String)
    /// A topic filter with wildcards in the wrong place, or beyond AWS IoT's limits.
    case topicFilter(String)
    /// PUBLISH with QoS 3.
    case publishQoS3
    /// SUBSCRIBE with a QoS that is none.
    case subscribeQoS(UInt8)
    /// SUBSCRIBE without a topic filter.
    case subscribeToNothing
    /// UNSUBSCRIBE without a topic filter.
    case unsubscribeFromNothing
    /// A second CONNECT.
    case connectedTwice
    /// Another packet before CONNECT.
    case notConnected
    /// PUBLISH with QoS 2, which AWS IoT does not take.
    case publishQoS2
    /// SUBSCRIBE with QoS 2, which AWS IoT does not take.
    case subscribeQoS2
    /// More topic filters in one SUBSCRIBE than AWS IoT takes.
    case tooManyFilters(count: Int, limit: Int)
    /// PUBLISH with RETAIN, for which AWS IoT disconnected until August 2021.
    case retained
    /// More messages of QoS 2 begun than a client may.
    case tooManyInFlight
    /// PUBLISH to a topic of the service's own that it has not.
    case reservedTopic(String)
    /// More subscriptions than AWS IoT grants a connection.
    case tooManySubscriptions(limit: Int)

    /// One line.
    public var description: String {
        switch self {
        case .endlessLength: "remaining length of more than four bytes"
        case .oversize(let bytes): "packet of \(bytes) bytes"
        case .tooLong: "packet longer than its fields"
        case .tooShort: "packet shorter than its fields"
        case .unknownPacket(let type, let flags): "packet type \(type) with flags \(flags)"
        case .unknownProtocol(let name): "CONNECT for the protocol \"\(name)\""
        case .connectFlags(let flags): "CONNECT with flags 0x\(String(flags, radix: 16))"
        case .packetIdentifierZero: "packet identifier 0"
        case .notUTF8: "text that is not UTF-8"
        case .topicName(let topic): "PUBLISH to the topic \"\(topic)\""
        case .topicFilter(let filter): "topic filter \"\(filter)\""
        case .publishQoS3: "PUBLISH with QoS 3"
        case .subscribeQoS(let qos): "SUBSCRIBE with QoS byte \(qos)"
        case .subscribeToNothing: "SUBSCRIBE without a topic filter"
        case .unsubscribeFromNothing: "UNSUBSCRIBE without a topic filter"
        case .connectedTwice: "second CONNECT"
        case .notConnected: "packet before CONNECT"
        case .publishQoS2: "PUBLISH with QoS 2, which AWS IoT does not take"
        case .subscribeQoS2: "SUBSCRIBE with QoS 2, which AWS IoT does not take"
        case .tooManyFilters(let count, let limit): "SUBSCRIBE with \(count) topic filters, AWS IoT takes \(limit)"
        case .retained: "PUBLISH with RETAIN, which AWS IoT did not take then"
        case .tooManyInFlight: "more messages of QoS 2 begun than may be"
        case .reservedTopic(let topic): "PUBLISH to the reserved topic \"\(topic)\""
        case .tooManySubscriptions(let limit): "more than \(limit) subscriptions"
        }
    }
}
