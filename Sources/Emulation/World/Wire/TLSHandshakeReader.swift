/// Puts together the handshake messages of one direction, however they lie in records (RFC 5246 section 7.4).
struct TLSHandshakeReader {
    /// A whole message.
    struct Message {
        /// HandshakeType.
        var type: UInt8
        /// Bytes behind its header.
        var length: Int
        /// The first of them: all, unless there are more than `mostKept`.
        var body: [UInt8]
    }

    private static let headerLength = 4
    /// A Certificate message of ten certificates is shorter; 2^24 bytes would be allowed.
    private static let mostKept = 1 << 16

    private var header: [UInt8] = []
    private var body: [UInt8] = []
    private var missing = 0

    /// The next message that `bytes` complete, which are removed from them; nil where they end.
    mutating func next(_ bytes: inout ArraySlice<UInt8>) -> Message? {
        while header.count < Self.headerLength, let byte = bytes.popFirst() {
            header.append(byte)
            if header.count == Self.headerLength { missing = length }
        }
        guard header.count == Self.headerLength else { return nil }
        let part = bytes.prefix(missing)
        bytes.removeFirst(part.count)
        missing -= part.count
        body += part.prefix(Self.mostKept - body.count)
        guard missing == 0 else { return nil }
        defer {
            header = []
            body = []
        }
        return Message(type: header[0], length: length, body: body)
    }

    private var length: Int { Int(header[1]) << 16 | Int(header[2]) << 8 | Int(header[3]) }
}
