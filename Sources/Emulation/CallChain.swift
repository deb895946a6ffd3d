/// A call chain for a line of text.
public enum CallChain {
    /// What `chain`, innermost first, is about: the outermost function of the library below its state machine, else the
    /// innermost of all.
    static func computation(_ chain: [String]) -> String? {
        let work = chain.filter { $0.hasPrefix("mbedtls_") && !$0.hasPrefix("mbedtls_ssl_") }
        return work.last ?? chain.first
    }

    /// The two innermost functions of the library's own interface, else the two innermost: `a ← b`, b called a.
    public static func short(_ chain: [String]) -> String {
        let interface = chain.filter { $0.hasPrefix("mbedtls_") }
        return (interface.isEmpty ? chain : interface).prefix(2).joined(separator: " ← ")
    }
}
