/// The MQTT 3.1.1 packets a broker receives.
enum MQTTPacket: Equatable {
    case connect(clientID: String, keepAliveSeconds: UInt16, cleanSession: Bool)
    /// CONNECT of another protocol version; nothing else of it is read.
    case connectOtherVersion(level: UInt8)
    case publish(topic: String, payload: [UInt8], qos: UInt8, packetID: UInt16)
    case puback(packetID: UInt16)
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
