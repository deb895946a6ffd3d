/// Who an endpoint is, whom it lets in, and how it speaks.
public struct EndpointConfiguration: Sendable {
    /// A certificate chain and its key, PEM.
    public struct Identity: Sendable {
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
    /// The device certificates it knows at the start.
    public var certificates: CertificateRegistry
    /// Whether sessions are kept for resumption by their id, which AWS IoT does not promise.
    public var keepsSessions = false
    /// Seed of everything random: same seed, same bytes.
    public var seed: UInt64
    /// Seconds since 1970 at the endpoint.
    public var time: Int64
    /// How the server's first flight is put into records.
    public var serverFlight: ServerFlight
    /// Whether only suites with RSA key exchange are served.
    public var isLimitedToRSAExchange = false

    /// An endpoint that lets registered devices in; `time` defaults to 2026-01-01.
    public init(
        rsa: Identity,
        ecdsa: Identity,
        clientCAPEM: String,
        certificates: CertificateRegistry,
        seed: UInt64,
        time: Int64 = 1_767_225_600,
        serverFlight: ServerFlight = .recordPerGroup
    ) {
        self.rsa = rsa
        self.ecdsa = ecdsa
        self.clientCAPEM = clientCAPEM
        self.certificates = certificates
        self.seed = seed
        self.time = time
        self.serverFlight = serverFlight
    }
}
