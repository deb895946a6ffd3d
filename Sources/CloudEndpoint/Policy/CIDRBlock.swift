/// A range of IPv4 addresses, `203.0.113.0/24`, or one address (RFC 4632).
struct CIDRBlock: Equatable {
    private let address: UInt32
    private let mask: UInt32

    /// Reads a range; nil when it is none.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = Self.address(parts[0]) else { return nil }
        var bits = 32
        if parts.count == 2 {
            guard let number = UInt8(parts[1]), number <= 32 else { return nil }
            bits = Int(number)
        }
        mask = bits == 0 ? 0 : ~0 << UInt32(32 - bits)
        self.address = address & mask
    }

    /// Whether `text` is an address in it.
    func contains(_ text: String) -> Bool { Self.address(text[...]).map { $0 & mask == address } ?? false }

    private static func address(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 4 else { return nil }
        return parts.reduce(UInt32?.some(0)) { sum, part in
            guard let sum, let part else { return nil }
            return sum << 8 | UInt32(part)
        }
    }
}
