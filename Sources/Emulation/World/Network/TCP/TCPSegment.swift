/// A segment of TCP (RFC 9293, 3.1), with the one option that is heeded.
struct TCPSegment: Equatable {
    struct Flags: OptionSet {
        let rawValue: UInt8

        static let fin = Flags(rawValue: 1)
        static let syn = Flags(rawValue: 2)
        static let rst = Flags(rawValue: 4)
        static let psh = Flags(rawValue: 8)
        static let ack = Flags(rawValue: 16)
    }

    var sourcePort: UInt16
    var destinationPort: UInt16
    var sequence: SequenceNumber
    var acknowledgement = SequenceNumber(0)
    var flags: Flags
    var window: UInt16 = 0
    /// Most bytes of payload that the sender takes, in a SYN (RFC 9293, 3.7.1).
    var maximumSegmentSize: UInt16?
    var payload: [UInt8] = []

    private static let headerSize = 20
    private static let endOption: UInt8 = 0, noOption: UInt8 = 1, sizeOption: UInt8 = 2

    /// What it takes of the sequence space: payload, SYN and FIN.
    var length: Int { payload.count + (flags.contains(.syn) ? 1 : 0) + (flags.contains(.fin) ? 1 : 0) }

    init(from sourcePort: UInt16, to destinationPort: UInt16, sequence: SequenceNumber, flags: Flags) {
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.sequence = sequence
        self.flags = flags
    }

    /// Reads the payload of an IPv4 datagram; nil for a wrong length or checksum.
    init?(_ packet: IPv4Packet) {
        let bytes = packet.payload
        guard packet.payloadProtocol == IPv4Packet.PayloadProtocol.tcp, bytes.count >= Self.headerSize,
            InternetChecksum.of(
                bytes,
                protocol: packet.payloadProtocol,
                from: packet.source,
                to: packet.destination
            ) == 0
        else { return nil }
        let size = Int(bytes[12] >> 4) * 4
        guard size >= Self.headerSize, size <= bytes.count else { return nil }
        self.init(
            from: bytes.bigHalf(0),
            to: bytes.bigHalf(2),
            sequence: SequenceNumber(bytes.bigWord(4)),
            flags: Flags(rawValue: bytes[13])
        )
        acknowledgement = SequenceNumber(bytes.bigWord(8))
        window = bytes.bigHalf(14)
        maximumSegmentSize = Self.maximumSegmentSize(bytes[Self.headerSize..<size])
        payload = Array(bytes[size...])
    }

    private static func maximumSegmentSize(_ options: ArraySlice<UInt8>) -> UInt16? {
        var rest = options
        while let kind = rest.first, kind != endOption {
            guard kind != noOption else {
                rest = rest.dropFirst()
                continue
            }
            let size = Int(rest.dropFirst().first ?? 0)
            guard size >= 2, size <= rest.count else { return nil }
            if kind == sizeOption, size == 4 { return Array(rest.dropFirst(2).prefix(2)).bigHalf(0) }
            rest = rest.dropFirst(size)
        }
        return nil
    }

    /// The IPv4 datagram that carries it.
    func packet(from source: IPv4Address, to destination: IPv4Address) -> IPv4Packet {
        let options = maximumSegmentSize.map { [Self.sizeOption, 4] + $0.bigEndianBytes } ?? []
        var bytes = sourcePort.bigEndianBytes + destinationPort.bigEndianBytes
        bytes += sequence.value.bigEndianBytes + acknowledgement.value.bigEndianBytes
        bytes += [UInt8((Self.headerSize + options.count) / 4) << 4, flags.rawValue] + window.bigEndianBytes
        bytes += [0, 0, 0, 0] + options + payload
        let number = IPv4Packet.PayloadProtocol.tcp
        let checksum = InternetChecksum.of(bytes, protocol: number, from: source, to: destination)
        bytes.replaceSubrange(16..<18, with: checksum.bigEndianBytes)
        return IPv4Packet(from: source, to: destination, number, bytes)
    }

    /// The reset that answers it where there is no connection (RFC 9293, 3.10.7.1); nil when it is a reset itself.
    var reset: TCPSegment? {
        guard !flags.contains(.rst) else { return nil }
        guard !flags.contains(.ack) else {
            return TCPSegment(from: destinationPort, to: sourcePort, sequence: acknowledgement, flags: .rst)
        }
        let zero = SequenceNumber(0)
        var reset = TCPSegment(from: destinationPort, to: sourcePort, sequence: zero, flags: [.rst, .ack])
        reset.acknowledgement = sequence + length
        return reset
    }
}
