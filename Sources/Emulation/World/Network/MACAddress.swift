/// A hardware address of IEEE 802.
struct MACAddress: Hashable, CustomStringConvertible {
    /// The address as a number of 48 bits, first byte highest.
    let value: UInt64

    /// Everybody.
    static let broadcast = MACAddress(value: 0xFFFF_FFFF_FFFF)

    /// The address that is a number of 48 bits; more are cut off.
    init(value: UInt64) { self.value = value & 0xFFFF_FFFF_FFFF }

    /// The six bytes at `offset`; bytes beyond the end count as 0.
    init(_ bytes: [UInt8], at offset: Int = 0) {
        self.init(value: UInt64(bytes.bigHalf(offset)) << 32 | UInt64(bytes.bigWord(offset + 2)))
    }

    /// The six bytes.
    var bytes: [UInt8] { Array(value.bigEndianBytes.dropFirst(2)) }

    /// Whether several are meant: the group bit, the lowest of the first byte.
    var isGroup: Bool { value >> 40 & 1 == 1 }

    var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }
}
