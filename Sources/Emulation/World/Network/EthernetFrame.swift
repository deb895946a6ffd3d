/// A frame of Ethernet II: addresses, type, payload, without preamble and frame check sequence.
struct EthernetFrame: Equatable {
    /// What a payload is (IEEE 802 EtherType).
    enum PayloadType {
        static let ipv4: UInt16 = 0x0800
        static let arp: UInt16 = 0x0806
    }

    /// Most bytes of payload (RFC 894).
    static let mostPayload = 1500
    private static let headerSize = 14

    var destination: EUI48
    var source: EUI48
    var type: UInt16
    var payload: [UInt8]

    init(to destination: EUI48, from source: EUI48, type: UInt16, payload: [UInt8]) {
        self.destination = destination
        self.source = source
        self.type = type
        self.payload = payload
    }

    /// Reads a frame; nil for one that is too short or too long.
    init?(_ bytes: [UInt8]) {
        guard (Self.headerSize...Self.headerSize + Self.mostPayload).contains(bytes.count),
            let destination = EUI48(bytes), let source = EUI48(bytes, at: 6)
        else { return nil }
        self.init(
            to: destination,
            from: source,
            type: bytes.bigHalf(12),
            payload: Array(bytes.dropFirst(Self.headerSize))
        )
    }

    /// The frame as it is handed over; short ones are not padded, as the radio's are not.
    var bytes: [UInt8] { destination.bytes + source.bytes + type.bigEndianBytes + payload }
}
