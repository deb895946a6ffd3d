/// An account at work: its registry decides what clients of an endpoint may do, its shadows answer them, and its API reaches all of
/// it. Keep it as long as the endpoint.
public final class CloudAccount {
    /// What the account has.
    public let registry: Registry
    /// Told of every change of registry, shadows and broker before the operation that makes it returns; it is the broker's
    /// `onChange`, too.
    public var onChange: ((KeptChange) -> Void)? { didSet { broker.onChange = onChange } }
    /// Told of every certificate that a client comes with, DER, before the registry is asked about it.
    public var onCertificate: (([UInt8]) -> Void)?
    let broker: Broker
    var shadows = ShadowService()
    /// Updates of shadows that were refused for want of room, as far as they were told.
    private var refusals = 0
    private let signatures: SignatureV4?
    /// What policies can say about clients, by the names of their connections; until the registry changes.
    private var standings: [String: Standing] = [:]
    /// Most of them that are kept.
    private static let mostStandings = 10_000

    private struct Standing {
        var certificate: CertificateFingerprint
        var context: PolicyContext
        var policies: [(name: String, document: PolicyDocument)]
    }

    /// The account with `registry` at `endpoint`, for which it decides from now on.
    /// - Parameter signatures: checks that requests to the API are signed; nil: nobody does.
    public init(_ registry: Registry, at endpoint: CloudEndpoint, signatures: SignatureV4?) {
        self.registry = registry
        self.signatures = signatures
        broker = endpoint.broker
        registry.onChange = { [weak self] change in
            self?.standings = [:]
            self?.onChange?(change)
            if change.kind == .certificate { self?.certificateChanged(change.key) }
        }
        registry.onEvent = { [weak self] event in
            self?.broker.publish(event)
        }
        endpoint.judge = { [weak self] chain in
            guard let self else { return .notRegistered }
            return refusal(of: chain, from: nil)
        }
        broker.gate.refuses = { [weak self] client, action in
            guard let self else { return "the account is gone" }
            return refuses(client, action)
        }
        broker.gate.serves = { [weak self] message in self?.serves(message) ?? false }
        broker.gate.answers = { [weak self] request, client in
            self?.answer(request, client) ?? .failure(APIError(.internalFailure, "The account is gone"))
        }
        broker.gate.identifies = { [weak self] (request, _) throws(APIError) in
            guard let self else { throw APIError(.internalFailure, "The account is gone") }
            guard let signatures = self.signatures else { return .signature(accessKey: "") }
            let key = try signatures.check(request, for: SignatureV4.webSocketServices, now: broker.now)
            return .signature(accessKey: key)
        }
    }

    /// A request over HTTPS, of a device that has shown its certificate or of whoever signs.
    private func answer(_ request: APIRequest, _ client: BrokerClient) -> APIResponse {
        guard case .certificate(let chain) = client.principal else {
            return controlPlane.handle(request, now: broker.now)
        }
        return controlPlane.handle(request, now: broker.now) { [unowned self] action in
            refusal(of: chain, from: client.address)?.description ?? refuses(client, action)
        }
    }

    /// Who is connected with a certificate that has left ACTIVE is sent away: AWS does it within minutes (API reference,
    /// UpdateCertificate), here it is done at once.
    private func certificateChanged(_ id: String) {
        let status = registry.status(ofCertificate: id)
        guard status != .active else { return }
        let what = status.map { "\($0.rawValue) now" } ?? "deleted"
        broker.sendAway(certificateID: id, "certificate \(id.prefix(8)) is \(what)")
    }

    /// Takes what was kept of shadows and broker: what `onChange` was told, all of it or the last change of each row. The registry
    /// takes its part when it is made. To be called before anybody connects.
    public func restore(_ changes: [KeptChange]) throws(UnreadableChange) {
        try shadows.restore(changes)
        try broker.restore(changes)
    }

    /// All that is kept, as changes from nothing.
    public var snapshot: [KeptChange] { registry.snapshot + shadows.snapshot + broker.snapshot }

    /// A request about a shadow was carried out.
    func shadowChanged(by request: ShadowRequest) {
        if request.operation != .get { onChange?(shadows.change(of: request.shadow)) }
        guard shadows.refusals > refusals else { return }
        refusals = shadows.refusals
        broker.onLoss?(.shadow(thing: request.shadow.thing))
    }

    /// The account's API. `handle` wants the time by which signatures are judged.
    public private(set) lazy var controlPlane = ControlPlane(registry, dataPlane, signatures: signatures)

    /// When `advance` has something to do next, milliseconds since 1970.
    public var nextDeadline: Int64? { registry.nextActivation }

    /// It is `now`: what is to happen by itself does.
    public func advance(to now: Int64) { registry.activateDue(now: now) }

    /// Why a certificate may not authenticate; nil when it may. Just-in-time registration may make it known by that.
    private func refusal(of chain: [[UInt8]], from address: String?) -> CertificateRefusal? {
        if let leaf = chain.first { onCertificate?(leaf) }
        switch registry.admit(chain: chain, sourceIP: address, now: broker.now) {
        case .active: return nil
        case .notActive(_, let status): return .notActive(status)
        case .unknown: return .notRegistered
        case .registered(_, let event, _), .pending(_, let event, _):
            broker.publish(event)
            return .notActive(.pendingActivation)
        }
    }

    private func refuses(_ client: BrokerClient, _ action: BrokerGate.Action) -> String? {
        switch client.principal {
        case .anonymous: return "the client showed no certificate"
        // What the account's own keys may do is said by IAM, which is not modelled: everything.
        case .signature: return nil
        case .certificate(let chain):
            guard let leaf = chain.first else { return "the client showed no certificate" }
            let certificate = standings[client.identifier]?.certificate ?? CertificateFingerprint(der: leaf)
            if case .connect = action, let refusal = refusal(of: chain, from: client.address) {
                switch refusal {
                case .notActive(let status): return "\(Self.name(certificate)) is \(status.rawValue)"
                case .notRegistered, .untrusted: return "\(Self.name(certificate)) is not registered"
                }
            }
            return refuses(client, certificate, action)
        }
    }

    private func refuses(
        _ client: BrokerClient,
        _ certificate: CertificateFingerprint,
        _ action: BrokerGate.Action
    ) -> String? {
        var standing = standing(of: client, certificate)
        if case .connect(let hasWill, let isPersistent) = action {
            standing.context.connect(
                clientID: client.clientID ?? "",
                sourceIP: client.address,
                lastWill: hasWill,
                persistent: isPersistent
            )
        }
        let names = action.names(clientID: client.clientID ?? "")
        let arn = names.resource == "*" ? "*" : registry.settings.names.prefix + names.resource
        let answer = Authorization(names.action, on: arn, standing.policies, standing.context)
        return answer.isAllowed ? nil : "\(Self.name(certificate)) is ACTIVE but \(answer.reason)"
    }

    private func standing(of client: BrokerClient, _ certificate: CertificateFingerprint) -> Standing {
        if let known = standings[client.identifier] { return known }
        let id = certificate.description
        let context = registry.context(
            certificateID: id,
            clientID: client.clientID ?? "",
            sourceIP: client.address
        )
        let standing = Standing(certificate: certificate, context: context, policies: registry.policies(of: id))
        if standings.count >= Self.mostStandings { standings = [:] }
        standings[client.identifier] = standing
        return standing
    }

    /// Publishes a message of somebody who is no client and may do everything: what asks for a shadow is answered.
    public func publish(_ message: MQTTMessage) {
        _ = serves(message)
        broker.publish(message)
    }

    /// A message to `$aws/…`: shadows answer; what goes to a rule by Basic Ingest has no other taker.
    private func serves(_ message: MQTTMessage) -> Bool {
        guard let request = ShadowRequest(topic: message.topic) else { return message.topic.hasPrefix("$aws/rules/") }
        let answers = shadows.take(request, message.payload, now: broker.now / 1000)
        shadowChanged(by: request)
        for answer in answers { broker.publish(answer) }
        return true
    }

    private static func name(_ certificate: CertificateFingerprint) -> String {
        "certificate \(certificate.description.prefix(8))"
    }
}
