/// Reads the big-endian fields of a TLS message; every method gives `nil` or `false` where the bytes end.
package struct BigEndianReader {
    /// What has not been read.
    package private(set) var bytes: ArraySlice<UInt8>

    /// Reads `bytes`.
    package init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// One byte.
    package mutating func byte() -> UInt8? { bytes.popFirst() }

    /// Two bytes.
    package mutating func half() -> UInt16? {
        guard let high = bytes.popFirst(), let low = bytes.popFirst() else { return nil }
        return UInt16(high) << 8 | UInt16(low)
    }

    /// Passes over `count` bytes.
    package mutating func skip(_ count: Int) -> Bool {
        guard count >= 0, bytes.count >= count else { return false }
        bytes.removeFirst(count)
        return true
    }

    /// What follows a length of `lengthBytes` (1 to 3) bytes.
    package mutating func list(lengthBytes: Int) -> BigEndianReader? {
        var length = 0
        for _ in 0..<lengthBytes {
            guard let next = byte() else { return nil }
            length = length << 8 | Int(next)
        }
        let content = bytes.prefix(length)
        guard skip(length) else { return nil }
        return BigEndianReader(content)
    }
}
