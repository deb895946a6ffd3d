/// What the device talks to: a TLS 1.2 server with mutual authentication and an MQTT 3.1.1 broker behind it, to which HTTPS and
/// WebSockets lead, too.
public final class CloudEndpoint {
    private var configuration: EndpointConfiguration
    private let sessions: SessionCache?
    private var identities: ServerIdentities
    private let gatekeeper: Gatekeeper
    private var connections: UInt64 = 0
    /// Host names that it has.
    private let names: [String]
    /// What clients say to each other.
    public let broker: Broker

    /// An endpoint that nobody has connected to.
    /// - Throws: `EndpointError.unusableIdentity` when one of the endpoint's own credentials is unusable.
    public init(_ configuration: EndpointConfiguration) throws(EndpointError) {
        self.configuration = configuration
        sessions = try SessionCache(configuration)
        names = configuration.hostNames
        identities = try ServerIdentities(configuration)
        gatekeeper = Gatekeeper(configuration.admission, configuration.judge)
        broker = Broker(configuration.rules, now: configuration.time * 1000)
    }

    /// Decides on client certificates. A change counts for every handshake that asks from then on, those of connections
    /// accepted before and of resumed sessions too.
    public var judge: CertificateJudge {
        get { gatekeeper.judge }
        set { gatekeeper.judge = newValue }
    }

    /// Seconds since 1970 by which TLS judges the dates of certificates, for connections accepted from now on.
    public var time: Int64 {
        get { configuration.time }
        set { configuration.time = newValue }
    }

    /// Shows connections accepted from now on these chains, by the kind of key that the cipher suite wants.
    /// - Throws: `EndpointError.unusableIdentity`.
    public func show(
        rsa: EndpointConfiguration.Identity,
        ecdsa: EndpointConfiguration.Identity
    ) throws(EndpointError) {
        (configuration.rsa, configuration.ecdsa) = (rsa, ecdsa)
        identities = try ServerIdentities(configuration)
    }

    /// A new connection to `port`, from `address` if that is known. Each has its own random stream, fixed by the seed and its
    /// number.
    public func accept(
        from address: String? = nil,
        on port: EndpointPort = .mqtt
    ) throws(EndpointError) -> EndpointConnection {
        connections += 1
        let tls = try TLSServer(
            configuration,
            identities,
            gatekeeper,
            connection: connections,
            port: port,
            names: names
        )
        if let sessions { tls.keepSessions(in: sessions) }
        return EndpointConnection(tls, broker, port: port, address: address)
    }
}
