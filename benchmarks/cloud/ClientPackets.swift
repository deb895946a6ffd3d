/// MQTT 3.1.1 from a client's side, as far as the load needs it. It shares nothing with the broker that is measured.
enum ClientPackets {
    /// CONNECT of a clean session without keep-alive (section 3.1).
    static func connect(_ clientID: String) -> [UInt8] {
        packet(0x10, text("MQTT") + [4, 2, 0, 0] + text(clientID))
    }

    /// SUBSCRIBE to one topic at QoS 1 (section 3.8).
    static func subscribe(_ topic: String) -> [UInt8] { packet(0x82, [0, 1] + text(topic) + [1]) }

    /// PUBLISH at QoS 1 (section 3.3).
    static func publish(_ topic: String, _ packetID: UInt16, _ payload: [UInt8]) -> [UInt8] {
        packet(0x32, text(topic) + half(packetID) + payload)
    }

    static func puback(_ packetID: UInt16) -> [UInt8] { [0x40, 2] + half(packetID) }

    private static func text(_ value: String) -> [UInt8] { half(UInt16(clamping: value.utf8.count)) + value.utf8 }
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

/// What a broker says to a client of the load.
enum ServerPacket {
    case connack(returnCode: UInt8)
    case suback(returnCode: UInt8)
    case puback(packetID: UInt16)
    case publish(packetID: UInt16, isDuplicate: Bool, payload: ArraySlice<UInt8>)
}

/// Cuts a stream into packets.
struct ServerPackets {
    /// No packet that the load expects.
    struct Unexpected: Error {
        let header: UInt8
    }

    private var buffer: [UInt8] = []

    /// Hands every whole packet of the stream to `body`.
    mutating func feed(_ bytes: [UInt8], _ body: (ServerPacket) throws -> Void) throws {
        buffer += bytes
        var start = 0
        while let (header, packet) = next(&start) { try body(try Self.read(header, packet)) }
        buffer.removeFirst(start)
    }

    private func next(_ start: inout Int) -> (header: UInt8, body: ArraySlice<UInt8>)? {
        var length = 0, index = start
        repeat {
            index += 1
            guard index < buffer.count, index - start <= 4 else { return nil }
            length |= Int(buffer[index] & 0x7F) << (7 * (index - start - 1))
        } while buffer[index] & 0x80 != 0
        let end = index + 1 + length
        guard end <= buffer.count else { return nil }
        defer { start = end }
        return (buffer[start], buffer[index + 1..<end])
    }

    private static func read(_ header: UInt8, _ body: ArraySlice<UInt8>) throws -> ServerPacket {
        let bytes = body.startIndex
        switch header {
        case 0x20 where body.count == 2: return .connack(returnCode: body[bytes + 1])
        case 0x90 where body.count == 3: return .suback(returnCode: body[bytes + 2])
        case 0x40 where body.count == 2: return .puback(packetID: half(body, bytes))
        case 0x32, 0x3A:
            guard body.count >= 2, case let topic = Int(half(body, bytes)), body.count >= topic + 4 else { break }
            let packetID = half(body, bytes + 2 + topic)
            return .publish(packetID: packetID, isDuplicate: header & 8 != 0, payload: body[(bytes + topic + 4)...])
        default: break
        }
        throw Unexpected(header: header)
    }

    private static func half(_ bytes: ArraySlice<UInt8>, _ index: Int) -> UInt16 {
        UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
    }
}
