import CloudEndpoint

/// What a server is made of.
public struct CloudServerSettings: Sendable {
    /// The endpoint that is served. Its time and its randomness become the host's.
    public var endpoint: EndpointConfiguration
    /// The certificates that clients are to trust, PEM.
    public var authorities: String
    /// Address for MQTT clients.
    public var address = "127.0.0.1"
    /// Port for MQTT over TLS; 0 takes a free one.
    public var mqttPort = 8883
    /// Port of loopback for whoever controls the server; 0 takes a free one.
    public var controlPort = 8080
    /// Whether a certificate that is not registered as ACTIVE ends the connection at CONNECT instead of in the handshake.
    public var refusesAtConnect = false
    /// What clients may cost.
    public var limits = ServerLimits()

    /// A server for `endpoint` on loopback.
    public init(_ endpoint: EndpointConfiguration, authorities: String) {
        self.endpoint = endpoint
        self.authorities = authorities
    }
}
