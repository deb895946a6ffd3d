/// A message of a session as it is kept.
struct KeptMessage: Equatable {
    /// How far it is.
    enum State: UInt8 {
        case waiting
        /// PUBLISH was sent.
        case published
        /// PUBREL was sent; the message itself is kept no longer.
        case released
    }

    /// Whose session it is.
    var clientID: String
    var state: State
    /// 0 while it waits.
    var packetID: UInt16 = 0
    /// nil when it is `released`.
    var message: MQTTMessage?

    /// A message that waits.
    init(_ clientID: String, _ waiting: MQTTSession.Waiting) {
        self.clientID = clientID
        state = .waiting
        message = waiting.message
    }

    /// A message that is on its way.
    init(_ clientID: String, _ sent: MQTTSession.OnItsWay) {
        self.clientID = clientID
        packetID = sent.packetID
        switch sent.delivery {
        case .published(let message):
            state = .published
            self.message = message
        case .released: state = .released
        }
    }

    /// Reads a row; nil when it is none.
    init?(_ bytes: [UInt8]) {
        var reader = BigEndianReader(bytes[...])
        guard let state = reader.byte().flatMap(State.init), let packetID = reader.half(), let clientID = reader.text()
        else { return nil }
        self.clientID = clientID
        self.state = state
        self.packetID = packetID
        guard state != .released else { return }
        guard let message = MQTTMessage(&reader) else { return nil }
        self.message = message
    }

    /// A row: state, packet identifier, client id, and the message if there is one.
    var bytes: [UInt8] {
        [state.rawValue, UInt8(packetID >> 8), UInt8(packetID & 0xFF)] + clientID.lengthAndBytes
            + (message?.bytes ?? [])
    }
}

extension RetainedMessage {
    /// Reads a row; nil when it is none.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 8 else { return nil }
        var reader = BigEndianReader(bytes[8...])
        guard let message = MQTTMessage(&reader) else { return nil }
        self.message = message
        since = Int64(bitPattern: bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// A row: milliseconds since 1970, eight bytes, and the message.
    var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: since >> (56 - 8 * $0)) } + message.bytes }
}

extension MQTTMessage {
    /// What is left of a row; nil when it is no message.
    fileprivate init?(_ reader: inout BigEndianReader) {
        guard let flags = reader.byte(), flags >> 1 < 3, let topic = reader.text() else { return nil }
        self.init(topic: topic, payload: Array(reader.bytes), qos: flags >> 1, isRetained: flags & 1 != 0)
    }

    /// QoS and RETAIN as in PUBLISH's first byte, the topic, and the payload to the end.
    fileprivate var bytes: [UInt8] { [qos << 1 | (isRetained ? 1 : 0)] + topic.lengthAndBytes + payload }
}

extension String {
    /// Two bytes of length, and at most as many bytes of UTF-8 (MQTT 3.1.1 section 1.5.3).
    fileprivate var lengthAndBytes: [UInt8] {
        let bytes = utf8.prefix(0xFFFF)
        return [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
    }
}

extension BigEndianReader {
    /// What `lengthAndBytes` wrote.
    fileprivate mutating func text() -> String? {
        list(lengthBytes: 2).flatMap { String(validating: $0.bytes, as: UTF8.self) }
    }
}
