/// Libraries as `ar` makes them.
public enum TinyArchive {
    /// An archive of `members`; names of more than 15 bytes go where GNU's ar puts them.
    public static func bytes(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var long = ""
        var body: [UInt8] = []
        for (name, bytes) in members {
            var field = name + "/"
            if name.utf8.count > 15 {
                field = "/\(long.utf8.count)"
                long += name + "/\n"
            }
            body += member(field, bytes)
        }
        return Array("!<arch>\n".utf8) + (long.isEmpty ? [] : member("//", Array(long.utf8))) + body
    }

    /// A header with `field` for a name, and the content.
    public static func member(_ field: String, _ bytes: [UInt8]) -> [UInt8] {
        func padded(_ text: String, _ count: Int) -> String {
            text + String(repeating: " ", count: max(0, count - text.utf8.count))
        }
        let header =
            padded(field, 16) + padded("0", 12) + padded("0", 6) + padded("0", 6) + padded("644", 8)
            + padded("\(bytes.count)", 10) + "`\n"
        return Array(header.utf8) + bytes + (bytes.count & 1 == 1 ? [0x0A] : [])
    }
}
