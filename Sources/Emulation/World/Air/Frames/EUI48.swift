/// A MAC address (IEEE 802-2014 8.2).
struct EUI48: Hashable, Sendable {
    /// Its 48 bits, the first byte on the air highest.
    let bits: UInt64

    init(_ bits: UInt64) { self.bits = bits & 0xFFFF_FFFF_FFFF }

    /// The six bytes at `offset`; nil when there are fewer.
    init?(_ bytes: [UInt8], at offset: Int = 0) {
        guard offset >= 0, offset + 6 <= bytes.count else { return nil }
        self.init(bytes[offset..<offset + 6].reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// Reads `02:00:00:00:00:01`.
    init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part in
            part.utf8.count == 2 && part.allSatisfy(\.isHexDigit) ? UInt8(part, radix: 16) : nil
        }
        guard parts.count == 6, bytes.count == 6 else { return nil }
        self.init(bytes, at: 0)
    }

    /// Everybody.
    static let broadcast = EUI48(.max)

    /// As it goes over the air.
    var bytes: [UInt8] { (0..<6).map { UInt8(truncatingIfNeeded: bits >> (40 - 8 * UInt64($0))) } }

    /// Whether it names more than one station.
    var isGroup: Bool { bits >> 40 & 1 != 0 }
}
