/// A call chain for a line of text.
public enum CallChain {
    /// The two innermost functions of the TLS library's own interface, whose names begin with `prefix`, else the two
    /// innermost of all: `a ← b`, b called a.
    public static func short(_ chain: [String], prefix: String?) -> String {
        let interface = prefix.map { prefix in chain.filter { $0.hasPrefix(prefix) } } ?? []
        return (interface.isEmpty ? chain : interface).prefix(2).joined(separator: " ← ")
    }
}

extension RunRecord {
    /// The TLS library of the guest.
    public struct TLSLibrary: Sendable, Equatable, Codable {
        /// Its name for people.
        public var name: String
        /// How the names of its functions begin.
        public var functionPrefix: String

        /// A library.
        public init(name: String, functionPrefix: String) {
            self.name = name
            self.functionPrefix = functionPrefix
        }

        enum CodingKeys: String, CodingKey {
            case name
            case functionPrefix = "function_prefix"
        }
    }

    /// `CallChain.short` with the TLS library of this run.
    public func short(_ chain: [String]) -> String { CallChain.short(chain, prefix: tlsLibrary?.functionPrefix) }
}
