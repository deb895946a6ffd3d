import CloudEndpoint
import ESP8266
import Inputs
import Record

/// The network that a scenario describes for firmware of the user's own, and what is found out in it.
final class ScenarioNetwork: StationNetwork {
    /// The network, to be wired to the air.
    let local: LocalNetwork
    /// The real server in place of the built-in endpoint, if there is one.
    let server: RealServer?
    /// What the built-in endpoint said of its connections.
    let findings = EndpointFindings()
    /// What passed through TCP connections of the device, if that is wanted.
    private var streams: StreamTraffic?
    /// The account of the built-in endpoint, if it has one.
    private(set) var account: SimulatedAccount?
    /// What came of the clients.
    private(set) var clients: ClientCollector
    var onFrame: ([UInt8], Ticks) -> Void {
        get { local.onFrame }
        set { local.onFrame = newValue }
    }
    var onAddress: (EUI48, Ticks) -> Void {
        get { local.onAddress }
        set { local.onAddress = newValue }
    }
    var onStream: (StreamEvent, _ host: String?, Ticks) -> Void = { _, _, _ in }
    /// Called when every client has its answer.
    var onClientsDone: () -> Void = {}

    /// The network of a plan.
    convenience init(_ plan: RunPlan, queue: EventQueue) throws(EmulationError) {
        let access = plan.scenario.tcp == nil ? try Run.endpoint(plan, device: nil, queue: queue) : nil
        self.init(plan.scenario, account: access?.account, endpoint: { access?.accept() }, queue: queue)
        if plan.collectsTraffic { streams = StreamTraffic() }
    }

    /// The network of a scenario. Behind the name of its `endpoint` is a real server, or `endpoint`, called for each
    /// connection.
    init(
        _ scenario: Scenario,
        account: SimulatedAccount? = nil,
        endpoint: @escaping () -> (any ServerConnection)?,
        queue: EventQueue
    ) {
        self.account = account
        server = scenario.tcp.map { RealServer($0, queue: queue) }
        clients = ClientCollector(scenario.clients)
        var configuration = LocalNetwork.Configuration(scenario)
        let service = LocalNetwork.Service.application { [server, findings] now in
            if let server { return server.accept(at: now) }
            account?.advance(to: now)
            return endpoint().map { connection in
                EndpointApplication(connection, messages: scenario.messages, account: account, queue: queue) {
                    findings.note($0)
                }
            }
        }
        configuration.add(service, at: scenario.endpoint)
        if scenario.cloud.fault?.kind == .noSuchHost {
            configuration.names[scenario.endpoint.host.lowercased()] = .nxdomain
        }
        local = LocalNetwork(configuration, queue: queue)
        let names = configuration.namesByAddress
        local.onStream = { [unowned self] event, at in
            streams?.take(event, at: at)
            onStream(event, names[event.peer.address], at)
        }
        local.onFetched = { [unowned self] number, result, at in
            clients.take(number, result, at: at)
            if clients.isDone { onClientsDone() }
        }
    }

    func receive(_ frame: [UInt8], at now: Ticks) { local.receive(frame, at: now) }

    func traffic(starts: Set<Seconds>) -> RunRecord.Traffic? {
        streams?.traffic(starts: starts, keyLog: findings.keyLog)
    }
}

extension LocalNetwork.Configuration {
    /// The network of a scenario, without its endpoint.
    init(_ scenario: Scenario) {
        seed = scenario.seed
        path = scenario.link.path
        answersDHCP = scenario.network.dhcp == .on
        epoch = scenario.network.time
        for name in NTPServer.usualNames { names[name] = .address(Self.timeAddress) }
        hosts[Self.timeAddress] = [:]
        for name in DateService.usualNames { names[name] = .address(Self.dateAddress) }
        hosts[Self.dateAddress] = [DateService.port: .date(epoch: epoch)]
        let given = Set(scenario.network.hosts.compactMap { $0.address.flatMap { IPv4Address($0) } })
        var free = (10...99).lazy.map { Self.internet.host($0) }.filter { !given.contains($0) }.makeIterator()
        for host in scenario.network.hosts {
            guard let address = host.address.flatMap({ IPv4Address($0) }) ?? free.next() else { break }
            if let name = host.name { names[name.lowercased()] = .address(address) }
            for service in host.services {
                hosts[address, default: [:]][UInt16(clamping: service.port)] = service.kind?.service
            }
            hosts[address] = hosts[address] ?? [:]
        }
        for (name, fault) in scenario.network.dns { names[name] = fault.record }
        clients = scenario.clients.map(\.client)
    }

    /// A name of each address that has some: the first in alphabetical order.
    var namesByAddress: [IPv4Address: String] {
        var found: [IPv4Address: String] = [:]
        for (name, record) in names.sorted(by: { $0.key < $1.key }) {
            if case .address(let address) = record, found[address] == nil { found[address] = name }
        }
        return found
    }

    /// Puts `service` where the scenario's endpoint is. A host of the same name keeps its address and other ports.
    mutating func add(_ service: LocalNetwork.Service, at endpoint: Scenario.Endpoint) {
        let name = endpoint.host.lowercased()
        var address = IPv4Address(name) ?? Self.endpointAddress
        if case .address(let known) = names[name] { address = known }
        hosts[address, default: [:]][UInt16(clamping: endpoint.port)] = service
        names[name] = names[name] ?? .address(address)
    }
}

extension Scenario.Service.Kind {
    fileprivate var service: LocalNetwork.Service {
        switch self {
        case .http(let pages): .http(pages)
        case .echo: .echo
        case .silent: .silent
        case .reset: .reset
        }
    }
}

extension Scenario.Network.NameFault {
    fileprivate var record: DNSServer.Record {
        switch self {
        case .nxdomain: .nxdomain
        case .servfail: .servfail
        case .silent: .silent
        }
    }
}

extension Scenario.Client {
    fileprivate var client: VirtualClient {
        VirtualClient(
            at: at.ticks,
            address: IPv4Address(url.host),
            port: UInt16(clamping: url.port),
            host: nil,
            path: url.path
        )
    }
}

extension Scenario.Link {
    /// The way to the hosts, each direction.
    fileprivate var path: NetworkPath.Quality {
        NetworkPath.Quality(
            latency: Ticks(clamping: latencyMilliseconds) &* 1000 &* Clock.ticksPerMicrosecond,
            bandwidth: UInt64(clamping: bandwidthKbps) &* 1000,
            lossPermille: lossPermille,
            reorderingPermille: reorderingPermille
        )
    }
}
