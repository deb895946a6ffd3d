/// An address of IPv4.
struct IPv4Address: Hashable, Comparable, CustomStringConvertible {
    /// The address as a number, first byte highest.
    let value: UInt32

    /// Nobody yet.
    static let any = IPv4Address(0)
    /// Everybody on the link.
    static let broadcast = IPv4Address(.max)

    init(_ value: UInt32) { self.value = value }

    init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        self.init([a, b, c, d].bigWord(0))
    }

    /// Reads `a.b.c.d`, each a decimal number without sign; nil when it is something else.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part in part.allSatisfy(\.isNumber) ? UInt8(part) : nil }
        guard parts.count == 4, bytes.count == 4 else { return nil }
        self.init(bytes.bigWord(0))
    }

    /// The four bytes.
    var bytes: [UInt8] { value.bigEndianBytes }

    /// Whether many are meant: multicast (RFC 1112) or the rest up to broadcast.
    var isGroup: Bool { value >> 28 >= 0xE }

    var description: String { bytes.map { "\($0)" }.joined(separator: ".") }

    static func < (left: IPv4Address, right: IPv4Address) -> Bool { left.value < right.value }
}

/// A range of addresses with a common beginning.
struct IPv4Network: Hashable {
    var address: IPv4Address
    /// Bits that are common.
    var prefix: Int

    var mask: IPv4Address { IPv4Address(prefix <= 0 ? 0 : UInt32.max << UInt32(32 - min(32, prefix))) }
    var broadcast: IPv4Address { IPv4Address(address.value | ~mask.value) }

    func contains(_ other: IPv4Address) -> Bool { other.value & mask.value == address.value & mask.value }

    /// The address with the number `index` in it.
    func host(_ index: UInt32) -> IPv4Address { IPv4Address(address.value & mask.value | index & ~mask.value) }
}
