/// A datagram of UDP (RFC 768).
struct UDPDatagram: Equatable {
    var sourcePort: UInt16
    var destinationPort: UInt16
    var payload: [UInt8]

    private static let headerSize = 8
    /// Most bytes of payload in a frame.
    static let mostPayload = IPv4Packet.mostPayload - headerSize

    init(from sourcePort: UInt16, to destinationPort: UInt16, _ payload: [UInt8]) {
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.payload = payload
    }

    /// Reads the payload of an IPv4 datagram; nil for a wrong length or checksum. A checksum of 0 is none.
    init?(_ packet: IPv4Packet) {
        let bytes = packet.payload
        let size = Int(bytes.bigHalf(4))
        guard packet.payloadProtocol == IPv4Packet.PayloadProtocol.udp, size >= Self.headerSize, size <= bytes.count
        else { return nil }
        let datagram = Array(bytes.prefix(size))
        guard
            datagram.bigHalf(6) == 0
                || InternetChecksum.of(
                    datagram,
                    protocol: packet.payloadProtocol,
                    from: packet.source,
                    to: packet.destination
                ) == 0
        else { return nil }
        self.init(from: datagram.bigHalf(0), to: datagram.bigHalf(2), Array(datagram.dropFirst(Self.headerSize)))
    }

    /// The IPv4 datagram that carries it.
    func packet(from source: IPv4Address, to destination: IPv4Address) -> IPv4Packet {
        let size = UInt16(truncatingIfNeeded: Self.headerSize + payload.count)
        var bytes = sourcePort.bigEndianBytes + destinationPort.bigEndianBytes + size.bigEndianBytes + [0, 0] + payload
        let number = IPv4Packet.PayloadProtocol.udp
        let checksum = InternetChecksum.of(bytes, protocol: number, from: source, to: destination)
        bytes.replaceSubrange(6..<8, with: (checksum == 0 ? 0xFFFF : checksum).bigEndianBytes)
        return IPv4Packet(from: source, to: destination, number, bytes)
    }
}
