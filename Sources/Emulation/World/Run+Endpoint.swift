import CloudEndpoint
import ESP8266
import Inputs

extension Run {
    /// A network whose only server is the built-in endpoint.
    static func virtualNetwork(_ plan: RunPlan, for guest: OwnGuest) throws(EmulationError) -> VirtualNetwork {
        let queue = EventQueue()
        let access = try endpoint(plan, device: guest.credentials.certificateDER, queue: queue)
        let link = plan.scenario.link
        let model = VirtualLink(
            latencyMicroseconds: UInt64(link.latencyMilliseconds) * 1000,
            bandwidth: UInt64(link.bandwidthKbps) * 1000,
            lossPermille: UInt64(link.lossPermille),
            seed: plan.scenario.seed
        )
        let clocks = ClockServers(epoch: UInt64(access.epoch), sntpAfter: plan.scenario.application.sntpAfter.ticks)
        return VirtualNetwork(link: model, messages: plan.scenario.messages, account: access.account, queue: queue) {
            clocks.server(host: $0, port: $1) ?? access.accept()
        }.telling(clocks)
    }

    /// The way to the built-in endpoint.
    struct EndpointAccess {
        /// The account of the scenario; nil for none.
        var account: SimulatedAccount?
        /// Seconds since 1970 when the run begins.
        var epoch: Int64
        /// A new connection; nil when it is refused.
        var accept: () -> (any ServerConnection)?
    }

    /// The built-in endpoint.
    ///
    /// - Parameters:
    ///   - device: the certificate, DER, of the one device that it knows when it has no account; nil to let in every device
    ///     that has one.
    ///   - queue: where what an account does by itself is planned.
    static func endpoint(
        _ plan: RunPlan,
        device: [UInt8]?,
        queue: EventQueue
    ) throws(EmulationError) -> EndpointAccess {
        var configuration = configuration(plan)
        let cloud = plan.scenario.cloud
        guard !cloud.isGiven else {
            if configuration.admission != .anyone, cloud.refusesAtConnect { configuration.admission = .certified }
            configuration.rules = cloud.rules
            configuration.tls = cloud.tls
            configuration.tls.serverNames = [plan.scenario.endpoint.host]
            let account = try SimulatedAccount(plan, configuration, queue: queue)
            return EndpointAccess(account: account, epoch: configuration.time) { account.accept() }
        }
        if device == nil, configuration.admission != .anyone { configuration.admission = .certified }
        if let device { configuration.judge = { $0.first == device ? nil : .notRegistered } }
        do {
            let endpoint = try CloudEndpoint(configuration)
            let epoch = configuration.time
            return EndpointAccess(epoch: epoch) { (try? endpoint.accept()).map { EndpointServer($0) } }
        } catch {
            throw .inconsistent("built-in endpoint: \(error)")
        }
    }

    /// What a scenario says of the endpoint itself.
    private static func configuration(_ plan: RunPlan) -> EndpointConfiguration {
        let scenario = plan.scenario
        let chains = plan.endpoint.identities.serving(plan.serverCertificate)
        var configuration = EndpointConfiguration(
            rsa: chains.rsa,
            ecdsa: chains.ecdsa,
            clientCAPEM: plan.endpoint.deviceCA,
            seed: scenario.seed,
            serverFlight: scenario.serverFlight.layout
        )
        if plan.user != nil { configuration.time = Int64(clamping: scenario.network.time) }
        if !scenario.serverAsksForCertificate { configuration.admission = .anyone }
        if scenario.cloud.isGiven { configuration.suites = scenario.cloud.tls.policy.suites }
        if scenario.serverKeyExchange == .rsa { configuration.suites = EndpointConfiguration.rsaExchangeSuites }
        if let suites = scenario.serverSuites { configuration.suites.formIntersection(suites) }
        configuration.preferredCurves = scenario.serverCurves ?? []
        configuration.keepsSessions = scenario.tls.resume || scenario.serverKeepsSessions
        return configuration
    }
}

extension Scenario.Cloud {
    private var endpointEra: EndpointEra {
        switch era {
        case .legacy2016: .legacy2016
        case .ats2020: .ats2020
        case .current: .current
        }
    }

    /// Whether a certificate that is not ACTIVE ends the connection at CONNECT instead of in the handshake.
    fileprivate var refusesAtConnect: Bool { refusesAt.map { $0 == .connect } ?? endpointEra.refusesAtConnect }

    /// What TLS makes of extensions.
    fileprivate var tls: TLSRules {
        var tls = endpointEra.tls
        if let serverName { tls.serverName = serverName.rule }
        if let takesFragmentLength { tls.takesFragmentLength = takesFragmentLength }
        if let securityPolicy { tls.policy = securityPolicy.policy }
        tls.givesTickets = givesTickets
        return tls
    }

    /// The broker's rules.
    fileprivate var rules: BrokerRules {
        var rules = endpointEra.rules
        if let retain { rules.retaining = retain == .keep ? .exact : .disconnects }
        return rules
    }
}

extension Scenario.Cloud.ServerName {
    fileprivate var rule: TLSRules.ServerName {
        switch self {
        case .ignored: .ignored
        case .optional: .optional
        case .required: .required
        }
    }
}

extension Scenario.Cloud.SecurityPolicy {
    fileprivate var policy: SecurityPolicy {
        switch self {
        case .tls13Only: .tls13Only
        case .tls13: .tls13
        case .tls12: .tls12
        case .tls10Of2016: .tls10Of2016
        case .tls10Of2015: .tls10Of2015
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
