/// The MQTT 3.1.1 packets a broker sends.
enum MQTTEncoder {
    static func connack(returnCode: UInt8) -> [UInt8] { [0x20, 2, 0, returnCode] }

    static func puback(_ packetID: UInt16) -> [UInt8] { [0x40, 2] + half(packetID) }

    static func suback(_ packetID: UInt16, granted: [UInt8]) -> [UInt8] { packet(0x90, half(packetID) + granted) }

    static func unsuback(_ packetID: UInt16) -> [UInt8] { [0xB0, 2] + half(packetID) }

    static func pingresp() -> [UInt8] { [0xD0, 0] }

    static func publish(topic: String, payload: [UInt8], qos: UInt8, packetID: UInt16) -> [UInt8] {
        let name = Array(topic.utf8.prefix(0xFFFF))
        let identifier = qos > 0 ? half(packetID) : []
        return packet(0x30 | qos << 1, half(UInt16(name.count)) + name + identifier + payload)
    }

    private static func half(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

    private static func packet(_ header: UInt8, _ body: [UInt8]) -> [UInt8] {
        var bytes = [header]
        var length = body.count
        repeat {
            bytes.append(UInt8(length & 0x7F) | (length > 0x7F ? 0x80 : 0))
            length >>= 7
        } while length > 0
        return bytes + body
    }
}
