import JSON
import Testing

@testable import CloudEndpoint

/// An account's registry, shadows and API at an endpoint.
@Suite struct CloudAccountTests {
    private let endpoint: CloudEndpoint
    private let registry: Registry
    private let account: CloudAccount
    private let talk: BrokerTalk
    private let device: [UInt8]

    init() throws {
        endpoint = try CloudEndpoint(Fixtures.configuration(registered: nil))
        registry = try Account.registry()
        account = CloudAccount(registry, at: endpoint, signatures: nil)
        talk = BrokerTalk(endpoint.broker)
        device = try Account.der("device-p256.pem")
    }

    /// Registers the device with a policy that allows `statements`.
    private func register(_ statements: String...) throws -> String {
        let id = try registry.register(der: device, now: Account.now)
        let document = #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
        try registry.setPolicy("p", document, now: Account.now)
        try registry.attach(policy: "p", toCertificate: id)
        return id
    }

    private static func allow(_ action: String, _ resource: String = "*") -> String {
        #"{"Effect":"Allow","Action":"iot:\#(action)","Resource":"\#(resource == "*" ? "*" : arn + resource)"}"#
    }

    private static let arn = "arn:aws:iot:us-east-1:123456789012:"

    private func connect(_ clientID: String) throws -> BrokerClient {
        try talk.connect(clientID, as: .certificate([device]))
    }

    private func end(_ client: BrokerClient) -> Disconnection? {
        for case .disconnected(let why) in client.takeEvents() { return why }
        return nil
    }

    private var name: String { "certificate \(CertificateFingerprint(der: device).description.prefix(8))" }

    @Test func `a certificate that is not registered is refused at CONNECT`() throws {
        #expect(end(try connect("esp")) == .denied(at: "CONNECT", "\(name) is not registered"))
    }

    @Test func `an inactive certificate is refused, and let in once it is active`() throws {
        let id = try register(Self.allow("*"))
        try registry.set(.inactive, of: id, now: Account.now)
        #expect(end(try connect("esp")) == .denied(at: "CONNECT", "\(name) is INACTIVE"))
        try registry.set(.active, of: id, now: Account.now)
        #expect(try connect("esp").isConnected)
    }

    @Test(arguments: [CertificateStatus.inactive, .revoked])
    func `a certificate that leaves ACTIVE ends its connections, and no others`(status: CertificateStatus) throws {
        let id = try register(Self.allow("*"))
        let other = try Account.der("device-rsa-2048.pem")
        let neighbour = try registry.register(der: other, now: Account.now)
        try registry.attach(policy: "p", toCertificate: neighbour)
        let client = try connect("esp"), stays = try talk.connect("other", as: .certificate([other]))
        try registry.set(status, of: id, now: Account.now)
        #expect(end(client) == .revoked("\(name) is \(status.rawValue) now"))
        #expect(!client.isConnected && stays.isConnected)
    }

    @Test func `a signature carries a connection for a day, a certificate for ever`() throws {
        _ = try register(Self.allow("*"))
        let start = endpoint.broker.now
        let signed = try talk.connect("signed", as: .signature(accessKey: "A")), certified = try connect("esp")
        for minute in 1...(24 * 60) {
            for client in [signed, certified] { _ = try talk.send(.pingreq, client) }
            #expect(signed.isConnected)
            endpoint.broker.advance(to: start + Int64(minute) * 60_000)
        }
        #expect(end(signed) == .signedTooLong(seconds: 86_400))
        #expect(certified.isConnected)
    }

    @Test func `a certificate without a policy is refused with the action and the resource`() throws {
        try registry.register(der: device, now: Account.now)
        let reason = "\(name) is ACTIVE but no policy allows iot:Connect on \(Self.arn)client/esp"
        #expect(end(try connect("esp")) == .denied(at: "CONNECT", reason))
    }

    @Test func `policies decide about each action, by the client's id`() throws {
        _ = try register(
            Self.allow("Connect"),
            Self.allow("Publish", "topic/${iot:ClientId}/*"),
            Self.allow("Subscribe", "topicfilter/a/*"),
            Self.allow("Receive", "topic/a/allowed")
        )
        let client = try connect("a")
        try talk.publish(client, "a/x")
        try talk.subscribe(client, "a/+")
        #expect(client.isConnected)
        endpoint.broker.publish(MQTTMessage(topic: "a/allowed", payload: [1], qos: 1))
        endpoint.broker.publish(MQTTMessage(topic: "a/other", payload: [2], qos: 1))
        #expect(try talk.messages(client).map(\.message.topic) == ["a/allowed"])
        try talk.publish(client, "b/x")
        let reason = "\(name) is ACTIVE but no policy allows iot:Publish on \(Self.arn)topic/b/x"
        #expect(end(client) == .denied(at: "PUBLISH", reason))
    }

    @Test func `a changed policy counts for clients that are there`() throws {
        let id = try register(Self.allow("*"))
        let client = try connect("esp")
        try talk.publish(client, "t")
        try registry.setPolicy("p", #"{"Statement":[\#(Self.allow("Connect"))]}"#, now: Account.now)
        #expect(registry.policies(of: id).count == 1)
        try talk.publish(client, "t")
        #expect(!client.isConnected)
    }

    @Test func `shadows answer, and other topics of the service end the connection`() throws {
        _ = try register(Self.allow("*"))
        let client = try connect("esp")
        try talk.subscribe(client, "$aws/things/esp/shadow/update/accepted")
        try talk.publish(client, "$aws/things/esp/shadow/update", Array(#"{"state":{"reported":{"x":1}}}"#.utf8))
        let answer = try #require(try talk.messages(client).first)
        #expect(JSONValue(answer.message.payload)?["version"] == .integer(1))
        #expect(throws: MQTTError.self) { try talk.publish(client, "$aws/things/esp/jobs/get") }
    }

    private func call(_ method: String, _ target: String, _ body: String = "") -> APIResponse {
        account.controlPlane.handle(APIRequest(method, target, body: Array(body.utf8)), now: Account.now)
    }

    @Test func `the API publishes, keeps, and reads shadows`() throws {
        _ = try register(Self.allow("*"))
        let client = try connect("esp")
        try talk.subscribe(client, "x", "$aws/things/esp/shadow/update/delta")
        #expect(call("POST", "/topics/x?qos=1&retain=true", "hello").status == 200)
        #expect(try talk.messages(client).map(\.message.payload) == [Array("hello".utf8)])
        let kept = JSONValue(call("GET", "/retainedMessage/x").body)
        #expect(kept?["lastModifiedTime"] == .integer(endpoint.broker.now))
        #expect(call("POST", "/things/esp/shadow", #"{"state":{"desired":{"x":2}}}"#).status == 200)
        #expect(try talk.messages(client).count == 1)
        try talk.publish(client, "$aws/things/esp/shadow/delete", [])
        #expect(call("GET", "/things/esp/shadow").status == 404)
    }

    @Test(arguments: [false, true]) func `the API ends connections`(isSilent: Bool) throws {
        _ = try register(Self.allow("*"))
        let heir = try connect("heir")
        try talk.subscribe(heir, "will")
        let will = MQTTMessage(topic: "will", payload: [1])
        let client = try talk.connect("esp", will: will, as: .certificate([device]))
        #expect(call("DELETE", "/connections/esp?preventWillMessage=\(isSilent)").status == 200)
        #expect(end(client) == .ordered)
        #expect(try talk.messages(heir).count == (isSilent ? 0 : 1))
        #expect(call("DELETE", "/connections/esp").status == 404)
    }

    @Test func `just-in-time registration: refused, told, activated, let in`() throws {
        let id = try registry.setAuthority(
            pem: Account.resource("device-ca.pem"),
            registersDevices: true,
            now: Account.now
        )
        try registry.setPolicy("p", #"{"Statement":[\#(Self.allow("*"))]}"#, now: Account.now)
        registry.settings.jitrActivation = JITRActivation(policy: "p", delay: 500)
        let listener = try talk.connect("listener", as: .signature(accessKey: "key"))
        try talk.subscribe(listener, "$aws/events/#")
        _ = try talk.messages(listener)
        let chain = [device, try Account.der("device-ca.pem")]
        let first = try talk.connect("esp", as: .certificate(chain))
        #expect(end(first) == .denied(at: "CONNECT", "\(name) is PENDING_ACTIVATION"))
        #expect(try talk.messages(listener).map(\.message.topic) == ["$aws/events/certificates/registered/\(id)"])
        let due = try #require(account.nextDeadline)
        #expect(due == endpoint.broker.now + 500)
        account.advance(to: due)
        #expect(try talk.connect("esp", as: .certificate(chain)).isConnected)
    }

    @Test func `an endpoint of early years asks the account in the handshake`() throws {
        let credentials = try Fixtures.device("device-p256")
        func handshake() throws -> Conversation {
            let conversation = Conversation(try TLSClient(credentials, ca: credentials.caPEM), try endpoint.accept())
            conversation.run()
            return conversation
        }
        #expect(try handshake().events == [.tlsFailed(.certificateRefused(.notRegistered))])
        _ = try register(Self.allow("*"))
        #expect(try handshake().client.isEstablished)
    }
}
