import CloudEndpoint
import ESP8266
import Inputs
import Record

/// The account of a scenario's `cloud` at the built-in endpoint, in simulated time. Whoever hands bytes to one of its
/// connections says before what time it is, with `advance`, and afterwards that nothing more is to come, with `settle`.
final class SimulatedAccount {
    /// What it saw.
    private(set) var collector: CloudCollector
    /// Called when everything that is expected has arrived, or can arrive no more.
    var onArrivals: () -> Void = {}
    /// The time, as `advance` was last told.
    private(set) var now: Ticks = 0
    /// The errno with which connections are refused, as lwIP has it, or as a client of mbedTLS' sockets has it for a name
    /// without an address.
    private(set) var refusal = 111

    private let endpoint: CloudEndpoint
    /// What clients say to each other.
    var broker: Broker { endpoint.broker }
    private let account: CloudAccount
    private let cloud: Scenario.Cloud
    /// The endpoint's chains, and those of a fault.
    private let chains, faultyChains: EndpointFiles.Identities
    private let queue: EventQueue
    private let seed: UInt64
    /// What is spoken at the port that the device comes to.
    private let port: EndpointPort
    /// Milliseconds since 1970 when the run begins.
    private let epoch: Int64
    private var connections = 0
    private var alarm: (at: Ticks, handle: EventHandle)?
    private var isPublishing = false
    private var hasToldArrivals = false

    /// Where the device's router is, as the endpoint sees it (RFC 5737).
    private static let address = "203.0.113.1"
    private static let ticksPerMillisecond = Int64(1000 * Clock.ticksPerMicrosecond)

    /// The account of `plan` with its endpoint; what is to happen by itself is put into `queue`.
    init(_ plan: RunPlan, _ configuration: EndpointConfiguration, queue: EventQueue) throws(EmulationError) {
        cloud = plan.scenario.cloud
        chains = plan.endpoint.identities.serving(plan.serverCertificate)
        faultyChains = plan.endpoint.account?.faultyChains?.serving(plan.serverCertificate) ?? chains
        seed = plan.scenario.seed
        port = EndpointPort(number: plan.scenario.endpoint.port)
        self.queue = queue
        epoch = configuration.time * 1000
        collector = CloudCollector(cloud.expectations)
        do {
            endpoint = try CloudEndpoint(configuration)
        } catch {
            throw .inconsistent("built-in endpoint: \(error)")
        }
        let setup = AccountSetup(plan, now: epoch)
        let registry = try setup.registry()
        account = CloudAccount(registry, at: endpoint, signatures: cloud.accessKey?.signatures)
        account.onCertificate = setup.adoption(by: registry)
        endpoint.broker.onMessage = { [weak self] message in self?.take(message) }
        for publication in cloud.publications {
            queue.schedule(at: publication.at.ticks) { [weak self] at in self?.publish(publication, at: at) }
        }
        if let time = cloud.duplicateAt {
            queue.schedule(at: time.ticks) { [weak self] at in self?.duplicate(at: at) }
        }
        for expectation in cloud.expectations {
            guard let limit = expectation.by else { continue }
            queue.schedule(at: limit.ticks) { [weak self] at in self?.advance(to: at) }
        }
    }

    /// A new connection of the device's; nil when it is refused, with `refusal`.
    func accept() -> (any ServerConnection)? {
        connections += 1
        let number = connections
        let fault = cloud.fault.flatMap { $0.befalls(number) ? $0 : nil }
        collector.begin(number, fault: fault?.kind.rawValue, at: now)
        refusal = fault?.kind == .noSuchHost ? Self.unknownHost : 111
        guard fault?.kind != .refuse, fault?.kind != .noSuchHost else {
            let reason = fault?.kind == .refuse ? "nobody listened" : "the endpoint's name had no address"
            collector.end(number, reason, at: now)
            return nil
        }
        let chains = fault?.hasChain == true ? faultyChains : chains
        guard (try? endpoint.show(rsa: chains.rsa, ecdsa: chains.ecdsa)) != nil,
            let connection = try? endpoint.accept(from: Self.address, on: port)
        else { return nil }
        let server = EndpointServer(
            connection,
            onEvent: { [weak self, weak connection] event in self?.note(event, connection, number) },
            onLost: { [weak self] in self?.end(number, "the device is gone") },
            publish: { [weak self] act in self?.publishing(act) }
        )
        guard let fault, let stream = fault.stream(seed: seed &+ UInt64(number)) else { return server }
        let onCut = { [weak self] in self?.end(number, "cut off by the scenario") ?? () }
        return FaultyConnection(server, stream, onCut: onCut) { [weak self] delay, then in
            guard let self else { return }
            queue.schedule(at: now &+ delay.ticks) { [weak self] at in
                self?.advance(to: at)
                then()
                self?.settle()
            }
        }
    }

    /// MBEDTLS_ERR_NET_UNKNOWN_HOST.
    private static let unknownHost = 0x52

    /// It is `now`: what is due by then happens.
    func advance(to now: Ticks) {
        guard now >= self.now else { return }
        self.now = now
        let time = epoch &+ Int64(clamping: now) / Self.ticksPerMillisecond
        endpoint.time = time / 1000
        endpoint.broker.advance(to: time)
        account.advance(to: time)
        tellArrivals()
    }

    /// Plans what happens by itself next.
    func settle() {
        let deadlines = [endpoint.broker.nextDeadline, account.nextDeadline].compactMap { $0 }
        guard let deadline = deadlines.min() else { return }
        let milliseconds = max(0, deadline &- epoch)
        let due = max(
            now,
            Ticks(clamping: milliseconds.multipliedReportingOverflow(by: Self.ticksPerMillisecond).partialValue)
        )
        guard due < alarm?.at ?? .max else { return }
        queue.cancel(alarm?.handle)
        let handle = queue.schedule(at: due) { [weak self] at in
            self?.alarm = nil
            self?.advance(to: at)
            self?.settle()
        }
        alarm = (due, handle)
    }

    private func note(_ event: EndpointEvent, _ connection: EndpointConnection?, _ number: Int) {
        collector.note(event, certificate: connection?.certificate?.description, number, at: now)
    }

    private func end(_ number: Int, _ reason: String) { collector.end(number, reason, at: now) }

    private func take(_ message: MQTTMessage) {
        guard !isPublishing else { return }
        collector.take(message, at: now)
        tellArrivals()
    }

    private func tellArrivals() {
        guard !hasToldArrivals, collector.isDone(at: now) else { return }
        hasToldArrivals = true
        onArrivals()
    }

    /// Has `act` publish what is the scenario's own.
    private func publishing(_ act: () -> Void) {
        isPublishing = true
        act()
        isPublishing = false
    }

    private func publish(_ publication: Scenario.Cloud.Publication, at now: Ticks) {
        advance(to: now)
        let message = MQTTMessage(
            topic: publication.topic,
            payload: Array(publication.payload.utf8),
            qos: UInt8(clamping: publication.qos),
            isRetained: publication.isRetained
        )
        publishing { account.publish(message) }
        settle()
    }

    private func duplicate(at now: Ticks) {
        advance(to: now)
        if let clientID = collector.clientID { endpoint.broker.evict(clientID) }
        settle()
    }
}

extension AccessKey {
    /// What checks that requests are signed with it.
    fileprivate var signatures: SignatureV4 {
        SignatureV4(keys: [id: .init(secret: secret, sessionToken: token)], region: "us-east-1")
    }
}
