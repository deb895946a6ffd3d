/// Turns bytes, however split, into packets (MQTT 3.1.1 sections 2 and 3).
struct MQTTDecoder {
    /// Largest packet AWS IoT takes, and this broker too.
    private static let maximumLength = 128 * 1024 + 64
    private var buffer: [UInt8] = []

    /// Adds bytes from the stream.
    mutating func feed(_ bytes: some Sequence<UInt8>) {
        buffer += bytes
    }

    /// The next whole packet, `nil` when more bytes are needed.
    mutating func next() throws(MQTTError) -> MQTTPacket? {
        guard buffer.count >= 2 else { return nil }
        var length = 0
        var index = 1
        while true {
            guard index < buffer.count else { return nil }
            guard index <= 4 else { throw MQTTError(description: "remaining length of more than four bytes") }
            length |= Int(buffer[index] & 0x7F) << (7 * (index - 1))
            index += 1
            if buffer[index - 1] & 0x80 == 0 { break }
        }
        guard length <= Self.maximumLength else { throw MQTTError(description: "packet of \(length) bytes") }
        guard buffer.count >= index + length else { return nil }
        let header = buffer[0]
        var body = Body(bytes: buffer[index..<index + length])
        buffer.removeFirst(index + length)
        return try Self.decode(header: header, &body)
    }

    private static func decode(header: UInt8, _ body: inout Body) throws(MQTTError) -> MQTTPacket {
        switch (header >> 4, header & 0xF) {
        case (1, 0): return try decodeConnect(&body)
        case (3, let flags): return try decodePublish(flags, &body)
        case (4, 0): return .puback(packetID: try body.half())
        case (8, 2): return try decodeSubscribe(&body)
        case (10, 2): return try decodeUnsubscribe(&body)
        case (12, 0): return .pingreq
        case (14, 0): return .disconnect
        default: throw MQTTError(description: "packet type \(header >> 4) with flags \(header & 0xF)")
        }
    }

    private static func decodeConnect(_ body: inout Body) throws(MQTTError) -> MQTTPacket {
        guard try body.string() == "MQTT", try body.byte() == 4 else {
            throw MQTTError(description: "CONNECT for another protocol than MQTT 3.1.1")
        }
        let flags = try body.byte()
        let keepAlive = try body.half()
        let clientID = try body.string()
        if flags & 0x04 != 0 {
            _ = try body.string()
            _ = try body.string()
        }
        if flags & 0x80 != 0 { _ = try body.string() }
        if flags & 0x40 != 0 { _ = try body.string() }
        return .connect(clientID: clientID, keepAliveSeconds: keepAlive, cleanSession: flags & 0x02 != 0)
    }

    private static func decodePublish(_ flags: UInt8, _ body: inout Body) throws(MQTTError) -> MQTTPacket {
        let qos = flags >> 1 & 3
        guard qos < 3 else { throw MQTTError(description: "PUBLISH with QoS 3") }
        let topic = try body.string()
        guard !topic.isEmpty, !topic.contains("#"), !topic.contains("+") else {
            throw MQTTError(description: "PUBLISH to topic \"\(topic)\"")
        }
        let packetID = qos > 0 ? try body.half() : 0
        return .publish(topic: topic, payload: body.rest(), qos: qos, packetID: packetID)
    }

    private static func decodeSubscribe(_ body: inout Body) throws(MQTTError) -> MQTTPacket {
        let packetID = try body.half()
        var filters: [MQTTPacket.Filter] = []
        while !body.isEmpty {
            let topic = try body.string()
            filters.append(MQTTPacket.Filter(topic: topic, qos: try body.byte()))
        }
        guard !filters.isEmpty else { throw MQTTError(description: "SUBSCRIBE without a topic filter") }
        return .subscribe(packetID: packetID, filters: filters)
    }

    private static func decodeUnsubscribe(_ body: inout Body) throws(MQTTError) -> MQTTPacket {
        let packetID = try body.half()
        var filters: [String] = []
        while !body.isEmpty { filters.append(try body.string()) }
        return .unsubscribe(packetID: packetID, filters: filters)
    }

    /// The variable header and payload of one packet.
    private struct Body {
        var bytes: ArraySlice<UInt8>
        var isEmpty: Bool { bytes.isEmpty }

        mutating func byte() throws(MQTTError) -> UInt8 {
            guard let byte = bytes.popFirst() else { throw MQTTError(description: "packet shorter than its fields") }
            return byte
        }

        mutating func half() throws(MQTTError) -> UInt16 {
            let high = try byte()
            return UInt16(high) << 8 | UInt16(try byte())
        }

        mutating func string() throws(MQTTError) -> String {
            let length = Int(try half())
            guard bytes.count >= length else { throw MQTTError(description: "packet shorter than its fields") }
            defer { bytes.removeFirst(length) }
            guard let text = String(validating: bytes.prefix(length), as: UTF8.self) else {
                throw MQTTError(description: "text that is not UTF-8")
            }
            return text
        }

        mutating func rest() -> [UInt8] {
            defer { bytes = [] }
            return Array(bytes)
        }
    }
}
