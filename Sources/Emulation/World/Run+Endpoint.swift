import CloudEndpoint
import ESP8266
import Inputs

extension Run {
    /// A network whose only server is the built-in endpoint.
    static func virtualNetwork(_ plan: RunPlan, for guest: OwnGuest) throws(EmulationError) -> VirtualNetwork {
        let endpoint = try endpoint(plan, device: guest.credentials.certificateDER)
        let link = plan.scenario.link
        let model = VirtualLink(
            latencyMicroseconds: UInt64(link.latencyMilliseconds) * 1000,
            bandwidth: UInt64(link.bandwidthKbps) * 1000,
            lossPermille: UInt64(link.lossPermille),
            seed: plan.scenario.seed
        )
        return VirtualNetwork(link: model, messages: plan.scenario.messages) {
            (try? endpoint.accept()).map(EndpointServer.init)
        }
    }

    /// The built-in endpoint.
    ///
    /// - Parameter device: the certificate, DER, of the one device that it knows; nil to let in every device that has one.
    static func endpoint(_ plan: RunPlan, device: [UInt8]?) throws(EmulationError) -> CloudEndpoint {
        let certificate = plan.serverCertificate, files = plan.endpoint
        let none = EndpointConfiguration.Identity(chainPEM: "", keyPEM: "")
        let rsa = EndpointConfiguration.Identity(chainPEM: files.rsaChain, keyPEM: files.rsaKey)
        let ecdsa = EndpointConfiguration.Identity(chainPEM: files.ecdsaChain, keyPEM: files.ecdsaKey)
        var configuration = EndpointConfiguration(
            rsa: certificate == .ecdsa ? none : rsa,
            ecdsa: certificate == .rsa ? none : ecdsa,
            clientCAPEM: files.deviceCA,
            seed: plan.scenario.seed,
            serverFlight: plan.scenario.serverFlight.layout
        )
        if let device { configuration.judge = { $0.first == device ? nil : .notRegistered } }
        if plan.user != nil { configuration.time = Int64(clamping: plan.scenario.network.time) }
        let certified: Admission = device == nil ? .certified : .registered
        configuration.admission = plan.scenario.serverAsksForCertificate ? certified : .anyone
        if plan.scenario.serverKeyExchange == .rsa { configuration.suites = EndpointConfiguration.rsaExchangeSuites }
        if let suites = plan.scenario.serverSuites { configuration.suites.formIntersection(suites) }
        configuration.preferredCurves = plan.scenario.serverCurves ?? []
        configuration.keepsSessions = plan.scenario.tls.resume || plan.scenario.serverKeepsSessions
        do {
            return try CloudEndpoint(configuration)
        } catch {
            throw .inconsistent("built-in endpoint: \(error)")
        }
    }
}

extension Scenario.ServerFlight {
    /// As the endpoint has it.
    package var layout: EndpointConfiguration.ServerFlight {
        switch self {
        case .recordPerMessage: .recordPerMessage
        case .recordPerGroup: .recordPerGroup
        case .oneRecord: .oneRecord
        }
    }
}

extension VirtualLink: LinkModel {
    mutating func delivery(count: Int, sentAt ticks: Ticks, toServer: Bool) -> Ticks {
        let sent = (ticks &+ Clock.ticksPerMicrosecond - 1) / Clock.ticksPerMicrosecond
        let arrival = deliveryTime(bytes: count, sentAt: sent, direction: toServer ? .up : .down)
        return arrival &* Clock.ticksPerMicrosecond
    }
}

/// A connection of the built-in endpoint as the network sees it.
final class EndpointServer: ServerConnection {
    private let connection: EndpointConnection
    private(set) var hasSubscription = false
    private(set) var publicationCount = 0
    private(set) var handshakeFailure: String?

    init(_ connection: EndpointConnection) {
        self.connection = connection
    }

    var isClosed: Bool { connection.isClosed }

    func receive(_ bytes: [UInt8]) {
        connection.receive(bytes)
        for event in connection.takeEvents() {
            switch event {
            case .subscribed: hasSubscription = true
            case .published: publicationCount += 1
            case .tlsFailed(let error): handshakeFailure = handshakeFailure ?? error.description
            case .tlsEstablished, .connected, .acknowledged, .answered, .refused, .disconnected: break
            }
        }
    }

    var keyLogLine: String? { connection.keyLogLine }

    func takeOutput() -> [UInt8] { connection.takeOutput() }

    func publish(topic: String, payload: String) { connection.publish(topic: topic, payload: Array(payload.utf8)) }
}
