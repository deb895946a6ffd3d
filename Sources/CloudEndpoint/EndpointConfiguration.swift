/// Who an endpoint is, whom it lets in, and how it speaks.
public struct EndpointConfiguration: Sendable {
    /// A certificate chain and its key, PEM.
    public struct Identity: Sendable, Equatable {
        /// Leaf first.
        public var chainPEM: String
        /// Unencrypted private key.
        public var keyPEM: String

        /// A chain and its key as texts; both empty for no identity of this kind.
        public init(chainPEM: String, keyPEM: String) {
            self.chainPEM = chainPEM
            self.keyPEM = keyPEM
        }
    }

    /// How the messages of the server's first flight are put into records (they differ in what a client's record buffer
    /// must hold).
    public enum ServerFlight: Sendable, Equatable {
        /// Each message in its own record.
        case recordPerMessage
        /// ServerHello; Certificate; the rest together: AWS IoT since about 2020.
        case recordPerGroup
        /// Everything in one record of up to 16 KB, or of the negotiated fragment length: AWS IoT until then.
        case oneRecord
    }

    /// Used when the cipher suite wants an RSA certificate.
    public var rsa: Identity
    /// Used when the cipher suite wants an ECDSA certificate.
    public var ecdsa: Identity
    /// CAs named in CertificateRequest.
    public var clientCAPEM: String
    /// Whom the endpoint lets in.
    public var admission = Admission.registered
    /// Knows certificates, at the start, where they are to be registered: by itself none.
    public var judge: @Sendable ([[UInt8]]) -> CertificateRefusal? = { _ in .notRegistered }
    /// How its broker differs from others.
    public var rules = BrokerRules.aws
    /// Whether sessions are kept for resumption by their id, which AWS IoT does not promise.
    public var keepsSessions = false
    /// Seed of everything random: same seed, same bytes.
    public var seed: UInt64
    /// Whether keys and nonces come from the host's randomness instead: for clients that are not simulated. No two runs
    /// are alike then.
    public var isUnpredictable = false
    /// Seconds since 1970 at the endpoint.
    public var time: Int64
    /// How the server's first flight is put into records.
    public var serverFlight: ServerFlight
    /// What it makes of a ClientHello's extensions.
    public var tls = TLSRules()
    /// The cipher suites that it serves, IANA numbers.
    public var suites = awsSuites
    /// Curves that it prefers, best first, TLS numbers; the others follow in the client's order.
    public var preferredCurves: [UInt16] = []

    /// The suites that AWS IoT speaks on TLS 1.2 (developer guide, transport security).
    public static let awsSuites: Set<UInt16> = rsaExchangeSuites.union([
        0xC02B, 0xC023, 0xC009, 0xC02C, 0xC024, 0xC00A, 0xC02F, 0xC027, 0xC013, 0xC030, 0xC028, 0xC014,
    ])
    /// Those of them without ECDHE.
    public static let rsaExchangeSuites: Set<UInt16> = [0x009C, 0x003C, 0x002F, 0x009D, 0x003D, 0x0035]

    /// The names that clients may ask for.
    var hostNames: [String] {
        guard tls.serverNames.isEmpty else { return tls.serverNames }
        return [rsa, ecdsa].compactMap { X509Certificate(pem: $0.chainPEM) }.flatMap(\.alternativeNames)
            .filter { $0.kind == "DNSName" }.map(\.value)
    }

    /// An endpoint that lets registered devices in and knows none; `time` defaults to 2026-01-01.
    public init(
        rsa: Identity,
        ecdsa: Identity,
        clientCAPEM: String,
        seed: UInt64,
        time: Int64 = 1_767_225_600,
        serverFlight: ServerFlight = .recordPerGroup
    ) {
        self.rsa = rsa
        self.ecdsa = ecdsa
        self.clientCAPEM = clientCAPEM
        self.seed = seed
        self.time = time
        self.serverFlight = serverFlight
    }
}
