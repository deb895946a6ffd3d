/// A call chain for a line of text.
public enum CallChain {
    /// The two innermost functions of the library's own interface, else the two innermost: `a ← b`, b called a.
    public static func short(_ chain: [String]) -> String {
        let interface = chain.filter { $0.hasPrefix("mbedtls_") }
        return (interface.isEmpty ? chain : interface).prefix(2).joined(separator: " ← ")
    }
}
