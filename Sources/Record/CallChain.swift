/// A call chain for a line of text.
public enum CallChain {
    /// The two innermost functions of the TLS library's own interface, whose names begin with `prefix`, else the two
    /// innermost of all: `a ← b`, b called a.
    public static func short(_ chain: [String], prefix: String?) -> String {
        let interface = prefix.map { prefix in chain.filter { $0.hasPrefix(prefix) } } ?? []
        return (interface.isEmpty ? chain : interface).prefix(2).joined(separator: " ← ")
    }
}
