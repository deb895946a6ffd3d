/// The head of a request or an answer of HTTP/1 (RFC 9112), and what follows it.
struct HTTPMessage {
    /// The first line.
    let startLine: String
    /// The bytes behind the head: the body, and whatever follows.
    let body: ArraySlice<UInt8>
    private let fields: [(name: String, value: String)]

    /// Reads the head that `bytes` begin with; nil as long as its end is not there.
    init?(_ bytes: [UInt8]) {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        var end: Int?
        for index in bytes.indices where bytes[index] == 0x0A {
            let line = bytes[start..<index]
            start = index + 1
            let bare = line.last == 0x0D ? line.dropLast() : line
            // Empty lines before the start line are skipped (RFC 9112, 2.2).
            if bare.isEmpty, lines.isEmpty { continue }
            if bare.isEmpty {
                end = start
                break
            }
            lines.append(bare)
        }
        guard let end, let first = lines.first else { return nil }
        startLine = String(decoding: first, as: UTF8.self)
        body = bytes[end...]
        fields = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: 0x3A) else { return nil }
            let value = String(decoding: line[(colon + 1)...], as: UTF8.self)
            return (String(decoding: line[..<colon], as: UTF8.self).lowercased(), Self.trimmed(value))
        }
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    /// The first field with a name in lower case.
    func header(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Whether the body comes in chunks.
    var isChunked: Bool { header("transfer-encoding").map { $0.lowercased().contains("chunked") } ?? false }

    /// Bytes of the body, if that is said.
    var contentLength: Int? { header("content-length").flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }
}
