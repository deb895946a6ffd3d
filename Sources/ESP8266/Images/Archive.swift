/// Why bytes are no library.
public enum ArchiveError: Error, Equatable, CustomStringConvertible {
    case notAnArchive
    case thin
    case badMember(offset: Int)
    case truncated(member: String)

    /// One line, lower case, without the file's name.
    public var description: String {
        switch self {
        case .notAnArchive: "not an ar archive"
        case .thin: "a thin archive, which names its members instead of holding them"
        case .badMember(let offset): "no member's header at \(hex(UInt32(truncatingIfNeeded: offset)))"
        case .truncated(let member): "truncated: member '\(member)' lies beyond the end of the file"
        }
    }
}

/// A library: the archive that `ar` makes of object files, in GNU's or BSD's way of long names.
public struct Archive: Sendable {
    /// A file in it.
    public struct Member: Sendable, Equatable {
        /// Its name, without folders.
        public let name: String
        /// Its content.
        public let bytes: [UInt8]
    }

    /// The files, in order, without the archive's own indices.
    public let members: [Member]

    /// Parses `bytes`.
    public init(bytes: [UInt8]) throws(ArchiveError) {
        guard !bytes.starts(with: Self.thinMagic) else { throw .thin }
        guard bytes.starts(with: Self.magic) else { throw .notAnArchive }
        var members: [Member] = []
        var longNames: [UInt8] = []
        var offset = 8
        while offset < bytes.count {
            guard offset + 60 <= bytes.count, bytes[offset + 58] == 0x60, bytes[offset + 59] == 0x0A,
                let size = Self.number(bytes[offset + 48..<offset + 58])
            else { throw .badMember(offset: offset) }
            let field = Self.text(bytes[offset..<offset + 16])
            let start = offset + 60
            guard start + size <= bytes.count else { throw .truncated(member: field) }
            var content = bytes[start..<start + size]
            if field == "//" {
                longNames = Array(content)
            } else if field != "/", field != "/SYM64/" {
                let name = Self.name(field, longNames, &content)
                if !name.hasPrefix("__.SYMDEF") { members.append(Member(name: name, bytes: Array(content))) }
            }
            offset = start + size + (size & 1)
        }
        self.members = members
    }

    /// Whether `bytes` begin as an archive does, a thin one included.
    public static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) || bytes.starts(with: thinMagic) }

    private static let magic = Array("!<arch>\n".utf8)
    private static let thinMagic = Array("!<thin>\n".utf8)

    /// The name that a header's field stands for: itself, a place in the table of long names, or the first bytes of the content.
    private static func name(_ field: String, _ longNames: [UInt8], _ content: inout ArraySlice<UInt8>) -> String {
        if field.hasPrefix("#1/"), let count = Int(field.dropFirst(3)), (0...content.count).contains(count) {
            let name = text(content.prefix(count).prefix { $0 != 0 })
            content = content.dropFirst(count)
            return name
        }
        if field.hasPrefix("/"), let place = Int(field.dropFirst()), longNames.indices.contains(place) {
            return text(longNames[place...].prefix(256).prefix { $0 != 0x2F && $0 != 0x0A })
        }
        return field.hasSuffix("/") ? String(field.dropLast()) : field
    }

    /// The text in `bytes` without the spaces behind it; what would break a line is `?`.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let trimmed = bytes.reversed().drop { $0 == 0x20 }.reversed()
        return String(decoding: trimmed.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let value = Int(text(bytes)), value >= 0 else { return nil }
        return value
    }
}
