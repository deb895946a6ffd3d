extension RunRecord {
    /// The TLS library of the guest.
    public struct TLSLibrary: Sendable, Equatable, Codable {
        /// Its name for people.
        public var name: String
        /// How the names of its functions begin.
        public var functionPrefix: String

        package init(name: String, functionPrefix: String) {
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

    /// An error of the guest's TLS library for people, as its documentation writes it: `mbedTLS error -0x7780`, which counts
    /// downwards, or `BearSSL error 62`.
    public func tlsErrorText(_ code: Int) -> String {
        let name = tlsLibrary?.name ?? "TLS"
        guard code < 0 else { return "\(name) error \(code)" }
        return "\(name) error -0x" + String(code.magnitude, radix: 16, uppercase: true)
    }
}
