extension FixedWidthInteger where Self: UnsignedInteger {
    /// Its bytes, the lowest first.
    package var littleEndianBytes: [UInt8] { Swift.withUnsafeBytes(of: littleEndian) { Array($0) } }
}

extension [UInt8] {
    /// The little-endian half word at `offset`; bytes beyond the end count as 0.
    package func half(_ offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: word(offset)) }

    /// The little-endian word at `offset`; bytes beyond the end count as 0.
    package func word(_ offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(offset + $1 < count ? self[offset + $1] : 0) << UInt32(8 * $1) }
    }
}
