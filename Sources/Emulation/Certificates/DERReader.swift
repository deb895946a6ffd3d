/// Reads one element of DER (ITU-T X.690) after the other; nil where the bytes end or are no DER.
struct DERReader {
    /// An element's tag, its content, and all of it.
    struct Element {
        var tag: UInt8
        var content: ArraySlice<UInt8>
        var whole: ArraySlice<UInt8>
    }

    /// Tags that certificates use.
    enum Tag {
        static let boolean: UInt8 = 0x01
        static let integer: UInt8 = 0x02
        static let bitString: UInt8 = 0x03
        static let octetString: UInt8 = 0x04
        static let identifier: UInt8 = 0x06
        static let sequence: UInt8 = 0x30
        static let set: UInt8 = 0x31
        /// `[0]` of a certificate: its version.
        static let version: UInt8 = 0xA0
        /// `[3]` of a certificate: its extensions.
        static let extensions: UInt8 = 0xA3
    }

    /// What has not been read.
    private(set) var bytes: ArraySlice<UInt8>

    /// Reads `bytes`.
    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// The next element: its tag of one byte, a definite length of at most 3 bytes.
    mutating func next() -> Element? {
        var rest = bytes
        guard let tag = rest.popFirst(), tag & 0x1F != 0x1F, let first = rest.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...3).contains(count), rest.count >= count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest.removeFirst(count)
        }
        guard rest.count >= length else { return nil }
        let content = rest.prefix(length)
        let whole = bytes[bytes.startIndex..<content.endIndex]
        bytes = rest.dropFirst(length)
        return Element(tag: tag, content: content, whole: whole)
    }

    /// The next element if it has `tag`.
    mutating func next(_ tag: UInt8) -> Element? {
        guard let element = next(), element.tag == tag else { return nil }
        return element
    }

    /// An object identifier as numbers with dots; nil for none. Numbers beyond 32 bits are cut off.
    static func identifier(_ content: ArraySlice<UInt8>) -> String? {
        var numbers: [UInt32] = []
        var number: UInt32 = 0
        for byte in content.prefix(32) {
            number = number << 7 | UInt32(byte & 0x7F)
            guard byte & 0x80 == 0 else { continue }
            numbers += numbers.isEmpty ? [min(number / 40, 2), number - min(number / 40, 2) * 40] : [number]
            number = 0
        }
        return numbers.isEmpty ? nil : numbers.map(String.init).joined(separator: ".")
    }
}
