import CloudEndpoint

/// What a server is made of.
public struct CloudServerSettings: Sendable {
    /// The endpoint that is served. Its time and its randomness become the host's.
    public var endpoint: EndpointConfiguration
    /// The certificates that clients are to trust, PEM.
    public var authorities: String
    /// Address for clients.
    public var address = "127.0.0.1"
    /// Port for MQTT over TLS; 0 takes a free one.
    public var mqttPort = 8883
    /// Port for HTTPS, WebSockets, and MQTT by ALPN, at the same address; 0 takes a free one; nil: there is none.
    public var httpsPort: Int?
    /// Port of loopback for whoever controls the server; 0 takes a free one.
    public var controlPort = 8080
    /// The account whose clients these are; nil: there is no account, and everybody may do everything.
    public var account: Account?
    /// Whether a certificate that is not registered as ACTIVE ends the connection at CONNECT instead of in the handshake.
    public var refusesAtConnect = false
    /// The file in which account and broker are kept; nil: they are gone with the server.
    public var dataFile: String?
    /// What clients may cost.
    public var limits = ServerLimits()

    /// An account at AWS, on the desk.
    public struct Account: Sendable {
        /// Who it is.
        public var registry: RegistrySettings
        /// The RSA key with which it issues certificates, PEM.
        public var issuerKeyPEM: String
        /// Access keys with which requests are signed, by their ids.
        public var keys = SignatureV4.exampleKeys
        /// Certificates, PEM, that are registered as ACTIVE from the start.
        public var devices: [String] = []
        /// The document of the policy that they have: everything, unless it is set.
        public var devicePolicy = Registry.permissivePolicy

        /// An account without devices.
        public init(_ registry: RegistrySettings, issuerKeyPEM: String) {
            self.registry = registry
            self.issuerKeyPEM = issuerKeyPEM
        }

        /// Name of the policy of `devices`.
        static let policyName = "vesp-device"
    }

    /// A server for `endpoint` on loopback.
    public init(_ endpoint: EndpointConfiguration, authorities: String) {
        self.endpoint = endpoint
        self.authorities = authorities
    }
}
