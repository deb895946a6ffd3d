/// Who has which address (RFC 826), for IPv4 on Ethernet.
struct ARPPacket: Equatable {
    enum Operation: UInt16 {
        case request = 1
        case reply = 2
    }

    var operation: Operation
    var senderHardware: EUI48
    /// 0.0.0.0 in a probe (RFC 5227).
    var senderAddress: IPv4Address
    var targetHardware: EUI48
    var targetAddress: IPv4Address

    private static let size = 28
    private static let head: [UInt8] = [0, 1, 8, 0, 6, 4]

    init(
        _ operation: Operation,
        from senderHardware: EUI48,
        _ senderAddress: IPv4Address,
        to targetHardware: EUI48 = EUI48(0),
        _ targetAddress: IPv4Address
    ) {
        self.operation = operation
        self.senderHardware = senderHardware
        self.senderAddress = senderAddress
        self.targetHardware = targetHardware
        self.targetAddress = targetAddress
    }

    /// Reads a packet; nil when it is about other addresses than Ethernet's and IPv4's.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.size, bytes.starts(with: Self.head),
            let operation = Operation(rawValue: bytes.bigHalf(6)), let sender = EUI48(bytes, at: 8),
            let target = EUI48(bytes, at: 18)
        else { return nil }
        self.init(
            operation,
            from: sender,
            IPv4Address(bytes.bigWord(14)),
            to: target,
            IPv4Address(bytes.bigWord(24))
        )
    }

    /// The packet as it stands in a frame.
    var bytes: [UInt8] {
        Self.head + operation.rawValue.bigEndianBytes + senderHardware.bytes + senderAddress.bytes
            + targetHardware.bytes + targetAddress.bytes
    }
}
