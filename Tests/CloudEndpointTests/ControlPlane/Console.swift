import JSON

@testable import CloudEndpoint

/// The control plane of an account, and what it was told to do with messages.
final class Console {
    let registry: Registry
    var shadows = ShadowService()
    var published: [MQTTMessage] = []
    var retained: [RetainedMessage] = []
    var clients: Set<String> = []
    var now = Account.now
    private var plane: ControlPlane?

    init(_ registry: Registry, signatures: SignatureV4? = nil) {
        self.registry = registry
        let data = DataPlane(
            shadow: { [unowned self] in shadows.perform($0, $1, now: $2).answer },
            shadowNames: { [unowned self] in shadows.names(of: $0) },
            publish: { [unowned self] in published.append($0) },
            retained: { [unowned self] in retained },
            disconnect: { [unowned self] client, _, _ in clients.remove(client) != nil }
        )
        plane = ControlPlane(registry, data, signatures: signatures)
    }

    convenience init() throws { self.init(try Account.registry()) }

    /// What a request leads to.
    struct Answer {
        var status: Int
        var error: String?
        var document: JSONValue

        subscript(key: String) -> JSONValue? { document[key] }
        func text(_ key: String) -> String { document[key]?.text ?? "" }
    }

    @discardableResult
    func call(_ method: String, _ target: String, _ document: JSONValue? = nil, headers: [String: String] = [:])
        -> Answer
    {
        send(
            APIRequest(
                method,
                target,
                headers: headers.sorted { $0.key < $1.key }.map { APIRequest.Header($0.key, $0.value) },
                body: document?.bytes ?? []
            )
        )
    }

    func send(_ request: APIRequest) -> Answer {
        guard let response = plane?.handle(request, now: now) else { return Answer(status: 0, document: .null) }
        return Answer(
            status: response.status,
            error: response.headers.first { $0.name == "x-amzn-ErrorType" }?.value,
            document: JSONValue(response.body) ?? .null
        )
    }
}
