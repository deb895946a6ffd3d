/// The Internet checksum (RFC 1071).
enum InternetChecksum {
    /// The checksum of `bytes`; 0 over bytes that hold their own.
    static func of(_ bytes: [UInt8]) -> UInt16 { complement(of: sum(bytes)) }

    /// The checksum of UDP and TCP, with the pseudo header of RFC 9293, 3.1 in front.
    static func of(
        _ bytes: [UInt8],
        protocol number: UInt8,
        from source: IPv4Address,
        to destination: IPv4Address
    ) -> UInt16 {
        let header =
            source.bytes + destination.bytes + [0, number] + UInt16(truncatingIfNeeded: bytes.count).bigEndianBytes
        return complement(of: sum(header) &+ sum(bytes))
    }

    private static func sum(_ bytes: [UInt8]) -> UInt64 {
        var sum: UInt64 = 0
        for (index, byte) in bytes.enumerated() { sum &+= index & 1 == 0 ? UInt64(byte) << 8 : UInt64(byte) }
        return sum
    }

    private static func complement(of sum: UInt64) -> UInt16 {
        var folded = sum
        while folded >> 16 != 0 { folded = folded & 0xFFFF + folded >> 16 }
        return ~UInt16(truncatingIfNeeded: folded)
    }
}
