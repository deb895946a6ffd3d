/// The names by which a server on loopback lets itself be asked.
public enum LoopbackHost {
    /// Whether a Host header field, with or without a port, can only mean this host: a name that a resolver looks up can be any, and a
    /// page of another site could have one that leads here.
    public static func isMeant(by field: String) -> Bool {
        let end = field.lastIndex(of: "]").map(field.index(after:)) ?? field.firstIndex(of: ":") ?? field.endIndex
        let port = field[end...]
        guard
            port.isEmpty
                || (port.first == ":" && port.count > 1 && port.dropFirst().allSatisfy { ("0"..."9").contains($0) })
        else { return false }
        return ["127.0.0.1", "localhost", "[::1]"].contains(field[..<end].lowercased())
    }
}
