/// Who the endpoint is and whom it lets in.
public struct EndpointConfiguration: Sendable {
    /// A certificate chain and its key, PEM.
    public struct Identity: Sendable {
        /// Leaf first.
        public var chainPEM: String
        /// Unencrypted private key.
        public var keyPEM: String

        /// An identity.
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
    /// DER of the device certificate that counts as registered and active, whoever issued it and whatever its dates say;
    /// every other one is refused. Empty: certificates that `clientCAPEM` issued are accepted.
    public var registeredCertificateDER: [UInt8]
    /// Whether sessions are kept for resumption by their id, which AWS IoT does not promise.
    public var keepsSessions = false
    /// Seed of everything random: same seed, same bytes.
    public var seed: UInt64
    /// Seconds since 1970 at the endpoint.
    public var time: Int64
    /// How the server's first flight is put into records.
    public var serverFlight: ServerFlight
    /// Whether the server wants the device's certificate, as AWS IoT does and web servers do not.
    public var asksForCertificate = true
    /// Whether only suites with RSA key exchange are served.
    public var isLimitedToRSAExchange = false

    /// A configuration. `time` defaults to 2026-01-01.
    public init(
        rsa: Identity,
        ecdsa: Identity,
        clientCAPEM: String,
        registeredCertificateDER: [UInt8],
        seed: UInt64,
        time: Int64 = 1_767_225_600,
        serverFlight: ServerFlight = .recordPerGroup
    ) {
        self.rsa = rsa
        self.ecdsa = ecdsa
        self.clientCAPEM = clientCAPEM
        self.registeredCertificateDER = registeredCertificateDER
        self.seed = seed
        self.time = time
        self.serverFlight = serverFlight
    }
}

/// What happened on a connection.
public enum EndpointEvent: Sendable, Equatable {
    /// The handshake completed with this cipher suite, and this curve if it is ECDHE.
    case tlsEstablished(ciphersuite: String, curve: String?)
    /// The handshake or the record layer failed.
    case tlsFailed(reason: String)
    /// CONNECT was accepted.
    case connected(clientID: String)
    /// SUBSCRIBE was granted.
    case subscribed(topic: String)
    /// The device published.
    case published(topic: String, payload: [UInt8])
    /// The device acknowledged a message of ours.
    case acknowledged(packetID: UInt16)
    /// The device disconnected, or broke the protocol.
    case disconnected(reason: String)
}
