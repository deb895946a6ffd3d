/// A datagram of IPv4 (RFC 791).
///
/// Fragments are dropped in both directions: nothing of ours is larger than a frame, and the stacks of the chip's SDKs send
/// fragments only of UDP datagrams of more than 1472 bytes.
struct IPv4Packet: Equatable {
    /// What a payload is (IANA protocol numbers).
    enum PayloadProtocol {
        static let icmp: UInt8 = 1
        static let tcp: UInt8 = 6
        static let udp: UInt8 = 17
    }

    var source: IPv4Address
    var destination: IPv4Address
    var payloadProtocol: UInt8
    var payload: [UInt8]

    /// Most bytes of payload in a frame.
    static let mostPayload = EthernetFrame.mostPayload - 20
    private static let shortestHeader = 20

    init(from source: IPv4Address, to destination: IPv4Address, _ payloadProtocol: UInt8, _ payload: [UInt8]) {
        self.source = source
        self.destination = destination
        self.payloadProtocol = payloadProtocol
        self.payload = payload
    }

    /// Reads a datagram; nil for another version, a wrong checksum or length, a fragment.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.shortestHeader, bytes[0] >> 4 == 4 else { return nil }
        let headerSize = Int(bytes[0] & 0xF) * 4, totalSize = Int(bytes.bigHalf(2))
        guard headerSize >= Self.shortestHeader, totalSize >= headerSize, totalSize <= bytes.count,
            InternetChecksum.of(Array(bytes.prefix(headerSize))) == 0,
            bytes.bigHalf(6) & 0x3FFF == 0
        else { return nil }
        self.init(
            from: IPv4Address(bytes.bigWord(12)),
            to: IPv4Address(bytes.bigWord(16)),
            bytes[9],
            Array(bytes[headerSize..<totalSize])
        )
    }

    /// The datagram as it stands in a frame: not to be fragmented, therefore without identification (RFC 6864).
    var bytes: [UInt8] {
        var header: [UInt8] = [0x45, 0]
        header += UInt16(truncatingIfNeeded: Self.shortestHeader + payload.count).bigEndianBytes
        header += [0, 0, 0x40, 0, 64, payloadProtocol, 0, 0] + source.bytes + destination.bytes
        header.replaceSubrange(10..<12, with: InternetChecksum.of(header).bigEndianBytes)
        return header + payload
    }
}
