import ArgumentParser
import CloudEndpoint
import Emulation
import Inputs

extension TLSRules.ServerName: ExpressibleByArgument {}
extension SecurityPolicy: ExpressibleByArgument {}

/// What a served endpoint does otherwise than AWS IoT did in its era: each switch alone.
struct EndpointOptions: ParsableArguments {
    /// Where a certificate is refused that is not registered as ACTIVE.
    enum Refusal: String, CaseIterable, ExpressibleByArgument {
        case handshake, connect
    }

    /// What becomes of a message with RETAIN.
    enum Retained: String, CaseIterable, ExpressibleByArgument {
        case stored, disconnects
    }

    @Option(help: "Where a certificate that is not ACTIVE is refused: handshake or connect.") var refuseAt: Refusal?
    @Option(help: "A message with RETAIN is stored, or disconnects.") var retained: Retained?
    @Option(help: "The name that a client asks for (SNI): ignored, optional or required.")
    var sni: TLSRules.ServerName?
    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "A name of the endpoint, for --sni, instead of its certificates'; may be repeated.",
            valueName: "host"
        )
    )
    var serverName: [String] = []
    @Flag(inversion: .prefixedNo, help: "Hear clients that ask for a maximum fragment length.") var mfln: Bool?
    @Flag(help: "Give clients session tickets, which AWS IoT does not.") var sessionTickets = false
    @Option(help: "Versions and suites by the name of a security policy of AWS IoT.")
    var securityPolicy: SecurityPolicy?
    @Option(help: "Which chains the endpoint has: rsa, ecdsa or both.") var serverCertificate:
        Scenario.ServerCertificate?
    @Option(help: "The chain that is sent: legacy, ats or cross-signed.") var serverChain: Scenario.ServerChain?
    @Option(help: "Records of the first flight: record-per-message, record-per-group or one-record.")
    var serverFlight: Scenario.ServerFlight?
    @Option(help: ArgumentHelp("A chain of one's own, PEM, leaf first; with --key-file.", valueName: "file"))
    var chainFile: String?
    @Option(help: ArgumentHelp("The key of that chain's leaf, PEM.", valueName: "file")) var keyFile: String?

    func validate() throws {
        guard (chainFile == nil) == (keyFile == nil) else {
            throw ValidationError("--chain-file and --key-file belong together")
        }
        guard chainFile == nil || serverChain == nil && serverCertificate == nil else {
            throw ValidationError("--chain-file leaves no choice for --server-chain and --server-certificate")
        }
    }

    /// An endpoint of `era` with these switches, and what its clients are to trust.
    func configuration(
        _ era: EndpointEra,
        _ locator: Locator
    ) throws -> (endpoint: EndpointConfiguration, authorities: String) {
        let files = try EndpointFiles(locator, serverChain ?? (era.isATS ? .ats : .legacy))
        var identities = files.identities.serving(serverCertificate ?? .both)
        var authorities = try FileAccess.text(locator.certificate("root-ca.pem"))
        if let chainFile, let keyFile {
            let own = try ClientCredentials.read(.init(ca: chainFile, cert: chainFile, key: keyFile), locator)
            authorities = own.certificatePEM
            // The key's kind decides which suites it serves; libmbedtls looks at the key, wherever the chain is put.
            identities.ecdsa = .init(chainPEM: "", keyPEM: "")
            identities.rsa = .init(chainPEM: own.certificatePEM, keyPEM: own.keyPEM)
        }
        var configuration = EndpointConfiguration(
            rsa: identities.rsa,
            ecdsa: identities.ecdsa,
            clientCAPEM: files.deviceCA,
            seed: 0,
            serverFlight: serverFlight?.layout ?? era.serverFlight
        )
        configuration.tls = tls(era)
        configuration.suites = configuration.tls.policy.suites
        return (configuration, authorities)
    }

    private func tls(_ era: EndpointEra) -> TLSRules {
        var rules = era.tls
        if let sni { rules.serverName = sni }
        rules.serverNames = serverName
        if let mfln { rules.takesFragmentLength = mfln }
        if let securityPolicy { rules.policy = securityPolicy }
        rules.givesTickets = sessionTickets
        return rules
    }

    /// The rules of a broker like AWS IoT's.
    func broker(_ era: EndpointEra) -> BrokerRules {
        var rules = era.rules
        if let retained { rules.retaining = retained == .stored ? .exact : .disconnects }
        return rules
    }

    /// Whether a certificate that is not ACTIVE is refused at CONNECT.
    func refusesAtConnect(_ era: EndpointEra) -> Bool { refuseAt.map { $0 == .connect } ?? era.refusesAtConnect }
}
