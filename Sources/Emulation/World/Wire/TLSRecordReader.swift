/// Cuts the bytes of one direction into TLS records (RFC 5246 section 6.2, RFC 8446 section 5.1). Keeps no content.
struct TLSRecordReader {
    /// ContentType.
    enum Content: UInt8 {
        case changeCipherSpec = 20
        case alert = 21
        case handshake = 22
        case applicationData = 23
        /// RFC 6520.
        case heartbeat = 24
    }

    /// A part of a record, or its end.
    enum Piece {
        case content(Content, ArraySlice<UInt8>)
        /// The record is whole; it had so many bytes without its header.
        case end(Content, length: Int)
        /// What comes is no record; nothing behind it can be read.
        case unreadable
    }

    private static let headerLength = 5
    /// 2^14 bytes and what encryption may add.
    private static let longest = (1 << 14) + 2048
    /// Major version 3, minor versions of SSL 3.0 to TLS 1.3.
    private static let major: UInt8 = 3, minors: ClosedRange<UInt8> = 0...4

    private var header: [UInt8] = []
    private var open: (content: Content, length: Int, missing: Int)?
    private var isUnreadable = false

    /// The next part that `bytes` hold, which is removed from them; nil where they end.
    mutating func next(_ bytes: inout ArraySlice<UInt8>) -> Piece? {
        guard !isUnreadable else { return nil }
        guard let record = open else { return begin(&bytes) }
        if record.missing == 0 {
            open = nil
            return .end(record.content, length: record.length)
        }
        guard !bytes.isEmpty else { return nil }
        let part = bytes.prefix(record.missing)
        bytes.removeFirst(part.count)
        open?.missing -= part.count
        return .content(record.content, part)
    }

    private mutating func begin(_ bytes: inout ArraySlice<UInt8>) -> Piece? {
        while header.count < Self.headerLength, let byte = bytes.popFirst() { header.append(byte) }
        guard header.count == Self.headerLength else { return nil }
        let length = Int(header[3]) << 8 | Int(header[4])
        guard let content = Content(rawValue: header[0]), header[1] == Self.major, Self.minors.contains(header[2]),
            length <= Self.longest
        else {
            isUnreadable = true
            return .unreadable
        }
        header.removeAll(keepingCapacity: true)
        open = (content, length, length)
        return next(&bytes)
    }
}
