/// The MQTT 3.1.1 packets a broker sends.
enum MQTTEncoder {
    static func connack(returnCode: UInt8, isSessionPresent: Bool = false) -> [UInt8] {
        [0x20, 2, isSessionPresent ? 1 : 0, returnCode]
    }

    static func puback(_ packetID: UInt16) -> [UInt8] { [0x40, 2] + half(packetID) }

    static func pubrec(_ packetID: UInt16) -> [UInt8] { [0x50, 2] + half(packetID) }

    static func pubrel(_ packetID: UInt16) -> [UInt8] { [0x62, 2] + half(packetID) }

    static func pubcomp(_ packetID: UInt16) -> [UInt8] { [0x70, 2] + half(packetID) }

    static func suback(_ packetID: UInt16, granted: [UInt8]) -> [UInt8] { packet(0x90, half(packetID) + granted) }

    static func unsuback(_ packetID: UInt16) -> [UInt8] { [0xB0, 2] + half(packetID) }

    static func pingresp() -> [UInt8] { [0xD0, 0] }

    static func publish(_ message: MQTTMessage, packetID: UInt16, isDuplicate: Bool = false) -> [UInt8] {
        let name = Array(message.topic.utf8.prefix(0xFFFF))
        let identifier = message.qos > 0 ? half(packetID) : []
        let flags = (isDuplicate ? 8 : 0) | message.qos << 1 | (message.isRetained ? 1 : 0)
        return packet(0x30 | flags, half(UInt16(name.count)) + name + identifier + message.payload)
    }

    /// The packets that `bytes` are made of, as this encoder makes them.
    static func packets(in bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var packets: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            var length = 0, digits = 0
            for byte in rest.dropFirst().prefix(4) {
                length |= Int(byte & 0x7F) << (7 * digits)
                digits += 1
                if byte & 0x80 == 0 { break }
            }
            packets.append(rest.prefix(1 + digits + length))
            rest = rest.dropFirst(1 + digits + length)
        }
        return packets
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
