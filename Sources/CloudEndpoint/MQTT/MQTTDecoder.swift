/// Turns bytes, however split, into packets (MQTT 3.1.1 sections 2 and 3).
struct MQTTDecoder {
    /// Largest packet taken: the payload, and room for the header.
    private let maximumLength: Int
    private var buffer: [UInt8] = []
    /// Where the next packet begins in `buffer`.
    private var start = 0
    /// Whole packets so far.
    private var packets = 0

    /// Takes payloads up to that many bytes.
    init(mostPayloadBytes: Int = BrokerRules.aws.mostPayloadBytes) { maximumLength = mostPayloadBytes + 1024 }

    /// Adds bytes from the stream.
    mutating func feed(_ bytes: some Collection<UInt8>) {
        guard !bytes.isEmpty else { return }
        buffer.removeFirst(start)
        start = 0
        buffer += bytes
    }

    /// The number of the packet that has begun and is not complete; nil when there is none.
    var unfinished: Int? { start < buffer.count ? packets : nil }

    /// The next whole packet, `nil` when more bytes are needed. After an error the stream is of no use any more.
    mutating func next() throws(MQTTError) -> MQTTPacket? {
        guard start < buffer.count else {
            // What an idle client has sent is not kept.
            buffer = []
            start = 0
            return nil
        }
        var length = 0
        var index = start
        repeat {
            index += 1
            guard index - start <= 4 else { throw .endlessLength }
            guard index < buffer.count else { return nil }
            length |= Int(buffer[index] & 0x7F) << (7 * (index - start - 1))
        } while buffer[index] & 0x80 != 0
        guard length <= maximumLength else { throw .oversize(bytes: length) }
        guard buffer.count - index > length else { return nil }
        let header = buffer[start]
        var body = Body(bytes: buffer[(index + 1)..<(index + 1 + length)])
        start = index + 1 + length
        packets += 1
        let packet = try Self.decode(header: header, &body)
        guard body.isEmpty else { throw .tooLong }
        return packet
    }

    private static func decode(header: UInt8, _ body: inout Body) throws(MQTTError) -> MQTTPacket {
        switch (header >> 4, header & 0xF) {
        case (1, 0): return try decodeConnect(&body)
        case (3, let flags): return try decodePublish(flags, &body)
        case (4, 0): return .puback(packetID: try body.packetID())
        case (5, 0): return .pubrec(packetID: try body.packetID())
        case (6, 2): return .pubrel(packetID: try body.packetID())
        case (7, 0): return .pubcomp(packetID: try body.packetID())
        case (8, 2): return try decodeSubscribe(&body)
        case (10, 2): return try decodeUnsubscribe(&body)
        case (12, 0): return .pingreq
        case (14, 0): return .disconnect
        default: throw .unknownPacket(type: header >> 4, flags: header & 0xF)
        }
    }

    private static func decodeConnect(_ body: inout Body) throws(MQTTError) -> MQTTPacket {
        let name = try body.string()
        let level = try body.byte()
        guard name == "MQTT", level == 4 else {
            _ = body.rest()
            guard name == "MQTT" || name == "MQIsdp" else {
                throw .unknownProtocol(name: String(name.prefix(16)))
            }
            return .connectOtherVersion(level: level)
        }
        let flags = try body.byte()
        let hasWill = flags & 0x04 != 0
        guard flags & 0x01 == 0, flags & 0x18 != 0x18, hasWill || flags & 0x38 == 0, flags & 0xC0 != 0x40 else {
            throw .connectFlags(flags)
        }
        let keepAlive = try body.half()
        var connect = MQTTConnect(
            clientID: try body.string(),
            keepAliveSeconds: keepAlive,
            cleanSession: flags & 0x02 != 0
        )
        if hasWill {
            let topic = try body.string()
            guard MQTTTopic.isName(topic) else { throw .topicName(topic) }
            let payload = Array(try body.binary())
            let (qos, isRetained) = (flags >> 3 & 3, flags & 0x20 != 0)
            connect.will = MQTTMessage(topic: topic, payload: payload, qos: qos, isRetained: isRetained)
        }
        if flags & 0x80 != 0 { connect.userName = try body.string() }
        if flags & 0x40 != 0 { connect.password = Array(try body.binary()) }
        return .connect(connect)
    }

    private static func decodePublish(_ flags: UInt8, _ body: inout Body) throws(MQTTError) -> MQTTPacket {
        let qos = flags >> 1 & 3
        guard qos < 3 else { throw .publishQoS3 }
        let topic = try body.string()
        guard MQTTTopic.isName(topic) else { throw .topicName(topic) }
        let packetID = qos > 0 ? try body.packetID() : 0
        let message = MQTTMessage(topic: topic, payload: body.rest(), qos: qos, isRetained: flags & 1 != 0)
        return .publish(MQTTPublish(message: message, packetID: packetID, isDuplicate: flags & 8 != 0))
    }

    private static func decodeSubscribe(_ body: inout Body) throws(MQTTError) -> MQTTPacket {
        let packetID = try body.packetID()
        var filters: [MQTTPacket.Filter] = []
        while !body.isEmpty {
            let topic = try body.filter()
            let qos = try body.byte()
            guard qos < 3 else { throw .subscribeQoS(qos) }
            filters.append(MQTTPacket.Filter(topic: topic, qos: qos))
        }
        guard !filters.isEmpty else { throw .subscribeToNothing }
        return .subscribe(packetID: packetID, filters: filters)
    }

    private static func decodeUnsubscribe(_ body: inout Body) throws(MQTTError) -> MQTTPacket {
        let packetID = try body.packetID()
        var filters: [String] = []
        while !body.isEmpty { filters.append(try body.filter()) }
        guard !filters.isEmpty else { throw .unsubscribeFromNothing }
        return .unsubscribe(packetID: packetID, filters: filters)
    }

    /// The variable header and payload of one packet.
    private struct Body {
        var bytes: ArraySlice<UInt8>
        var isEmpty: Bool { bytes.isEmpty }

        mutating func byte() throws(MQTTError) -> UInt8 {
            guard let byte = bytes.popFirst() else { throw .tooShort }
            return byte
        }

        mutating func half() throws(MQTTError) -> UInt16 {
            let high = try byte()
            return UInt16(high) << 8 | UInt16(try byte())
        }

        mutating func packetID() throws(MQTTError) -> UInt16 {
            let identifier = try half()
            guard identifier != 0 else { throw .packetIdentifierZero }
            return identifier
        }

        mutating func binary() throws(MQTTError) -> ArraySlice<UInt8> {
            let length = Int(try half())
            guard bytes.count >= length else { throw .tooShort }
            defer { bytes.removeFirst(length) }
            return bytes.prefix(length)
        }

        mutating func string() throws(MQTTError) -> String {
            let content = try binary()
            guard !content.contains(0), let text = String(validating: content, as: UTF8.self) else {
                throw .notUTF8
            }
            return text
        }

        mutating func filter() throws(MQTTError) -> String {
            let text = try string()
            guard MQTTTopic.isFilter(text) else { throw .topicFilter(text) }
            return text
        }

        mutating func rest() -> [UInt8] {
            defer { bytes = [] }
            return Array(bytes)
        }
    }
}
