/// A message of DHCP (RFC 2131), with the options that a server needs (RFC 2132).
struct DHCPMessage: Equatable {
    /// Option 53.
    enum Kind: UInt8 {
        case discover = 1
        case offer, request, decline, acknowledgement, refusal, release, inform
    }

    /// Numbers of options.
    enum Option {
        static let pad: UInt8 = 0, end: UInt8 = 255
        static let subnetMask: UInt8 = 1, router: UInt8 = 3, domainNameServer: UInt8 = 6, broadcast: UInt8 = 28
        static let requestedAddress: UInt8 = 50, leaseTime: UInt8 = 51, kind: UInt8 = 53, server: UInt8 = 54
        static let renewalTime: UInt8 = 58, rebindingTime: UInt8 = 59
    }

    /// Ports of the two sides.
    static let serverPort: UInt16 = 67, clientPort: UInt16 = 68

    var kind: Kind
    var isReply: Bool
    /// What the client knows its exchange by.
    var transaction: UInt32
    /// Whether the client wants the answer as a broadcast.
    var wantsBroadcast: Bool
    /// The address that the client has and uses: ciaddr.
    var clientAddress = IPv4Address.any
    /// The address that is given: yiaddr.
    var yourAddress = IPv4Address.any
    /// chaddr.
    var hardware: EUI48
    /// Options but for 53, in their order.
    var options: [(code: UInt8, value: [UInt8])] = []

    private static let cookie: UInt32 = 0x6382_5363
    private static let fixedSize = 236
    /// Least size of a message that BOOTP's relays let pass (RFC 1542, 2.1).
    private static let leastSize = 300

    init(_ kind: Kind, isReply: Bool, transaction: UInt32, hardware: EUI48, wantsBroadcast: Bool = false) {
        self.kind = kind
        self.isReply = isReply
        self.transaction = transaction
        self.hardware = hardware
        self.wantsBroadcast = wantsBroadcast
    }

    /// Reads a message; nil when it is none of DHCP on Ethernet.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > Self.fixedSize + 4, bytes.bigWord(Self.fixedSize) == Self.cookie,
            bytes[0] == 1 || bytes[0] == 2, bytes[1] == 1, bytes[2] == 6, let hardware = EUI48(bytes, at: 28)
        else { return nil }
        var options: [(code: UInt8, value: [UInt8])] = []
        var rest = bytes[(Self.fixedSize + 4)...]
        while let code = rest.popFirst(), code != Option.end {
            guard code != Option.pad else { continue }
            guard let size = rest.popFirst(), rest.count >= Int(size) else { return nil }
            options.append((code, Array(rest.prefix(Int(size)))))
            rest = rest.dropFirst(Int(size))
        }
        guard let kind = options.first(where: { $0.code == Option.kind })?.value.first.flatMap(Kind.init) else {
            return nil
        }
        self.init(
            kind,
            isReply: bytes[0] == 2,
            transaction: bytes.bigWord(4),
            hardware: hardware,
            wantsBroadcast: bytes[10] & 0x80 != 0
        )
        clientAddress = IPv4Address(bytes.bigWord(12))
        yourAddress = IPv4Address(bytes.bigWord(16))
        self.options = options.filter { $0.code != Option.kind }
    }

    /// The address in the option `code`, if there is one.
    func address(_ code: UInt8) -> IPv4Address? {
        options.first { $0.code == code && $0.value.count == 4 }.map { IPv4Address($0.value.bigWord(0)) }
    }

    /// The message as the payload of a UDP datagram.
    var bytes: [UInt8] {
        var bytes: [UInt8] = [isReply ? 2 : 1, 1, 6, 0] + transaction.bigEndianBytes
        bytes += [0, 0, wantsBroadcast ? 0x80 : 0, 0] + clientAddress.bytes + yourAddress.bytes
        bytes += [UInt8](repeating: 0, count: 8) + hardware.bytes
        bytes += [UInt8](repeating: 0, count: Self.fixedSize - bytes.count) + Self.cookie.bigEndianBytes
        for (code, value) in [(Option.kind, [kind.rawValue])] + options {
            bytes += [code, UInt8(truncatingIfNeeded: value.count)] + value.prefix(255)
        }
        bytes.append(Option.end)
        return bytes + [UInt8](repeating: 0, count: max(0, Self.leastSize - bytes.count))
    }

    static func == (left: DHCPMessage, right: DHCPMessage) -> Bool { left.bytes == right.bytes }
}
