/// What an endpoint makes of the extensions of a ClientHello. AWS IoT changed over the years: see `EndpointEra`.
public struct TLSRules: Sendable, Equatable {
    /// What becomes of the name that a client asks for (SNI, RFC 6066 section 3).
    public enum ServerName: String, CaseIterable, Sendable {
        /// Nobody looks at it.
        case ignored
        /// Whoever asks for a name must ask for one of the endpoint's.
        case optional
        /// Everybody must ask for one of the endpoint's.
        case required
    }

    /// What becomes of the server's name.
    public var serverName = ServerName.ignored
    /// The names that the endpoint has; `*.` in front stands for one label. None: those of its certificates.
    public var serverNames: [String] = []
    /// Whether a client's maximum fragment length is heard (RFC 6066 section 4).
    public var takesFragmentLength = true
    /// Whether the extended master secret is spoken (RFC 7627).
    public var hasExtendedMasterSecret = true
    /// Whether clients are given session tickets (RFC 5077), which AWS IoT does not do.
    public var givesTickets = false
    /// Versions.
    public var policy = SecurityPolicy.tls12

    /// Rules of a server that hears what clients ask for, and looks at no name.
    public init() {}

    /// The alert for a client that asks for `name`; nil when it is served. Which one AWS IoT sends is not known: assumed.
    func alert(forName name: String?, of names: [String]) -> TLSAlert? {
        switch (serverName, name) {
        case (.ignored, _), (.optional, nil): nil
        case (.required, nil): .unrecognizedName
        case (_, let name?): names.contains { Self.matches($0, name) } ? nil : .unrecognizedName
        }
    }

    private static func matches(_ pattern: String, _ name: String) -> Bool {
        let pattern = pattern.lowercased(), name = name.lowercased()
        guard pattern.hasPrefix("*.") else { return pattern == name }
        return name.firstIndex(of: ".").map { name[$0...] == pattern.dropFirst() } ?? false
    }
}
