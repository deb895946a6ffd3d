extension FixedWidthInteger where Self: UnsignedInteger {
    /// Its bytes in network order, the highest first.
    var bigEndianBytes: [UInt8] { Swift.withUnsafeBytes(of: bigEndian) { Array($0) } }
}

extension [UInt8] {
    /// The big-endian half word at `offset`; bytes beyond the end count as 0.
    func bigHalf(_ offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: big(offset, count: 2)) }

    /// The big-endian word at `offset`; bytes beyond the end count as 0.
    func bigWord(_ offset: Int) -> UInt32 { big(offset, count: 4) }

    private func big(_ offset: Int, count: Int) -> UInt32 {
        (0..<count).reduce(0) { $0 << 8 | UInt32(offset + $1 < self.count ? self[offset + $1] : 0) }
    }
}
