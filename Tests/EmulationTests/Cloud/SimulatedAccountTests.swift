import ESP8266
import Foundation
import TestSupport
import Testing

@testable import CloudEndpoint
@testable import Emulation
@testable import Inputs
@testable import Record

private let hasFirmware = FileManager.default.fileExists(atPath: "\(packageRoot)/.build/firmware/rom.elf")

/// An account in simulated time.
@Suite(.enabled(if: hasFirmware, "needs make firmware")) struct SimulatedAccountTests {
    private let queue = EventQueue()
    private static let second = Clock.ticksPerSecond

    private func account(_ yaml: String) throws -> SimulatedAccount {
        let locator = Locator(
            current: packageRoot,
            executable: "/nowhere/vesp",
            firmwareOption: "\(packageRoot)/.build/firmware"
        )
        let scenario = try Scenario(yaml: "cloud: {\(yaml)}\n", file: "\(packageRoot)/Fixtures/scenarios-cloud/s.yml")
        let plan = try RunPlan(ResolvedScenario(scenario, locator: locator), locator: locator)
        return try #require(try Run.endpoint(plan, device: nil, queue: queue).account)
    }

    /// A client with the device's certificate that has sent CONNECT.
    private func connect(_ account: SimulatedAccount, keepAlive: UInt16 = 10, will: MQTTMessage? = nil) throws
        -> BrokerClient
    {
        let pem = try String(
            contentsOfFile: "\(packageRoot)/Resources/certificates/device-rsa-2048.pem",
            encoding: .utf8
        )
        let der = try #require(X509Certificate(pem: pem)).der
        let client = account.broker.open(.certificate([der]))
        var connect = MQTTConnect(clientID: "esp")
        connect.keepAliveSeconds = keepAlive
        connect.will = will
        try account.broker.take(.connect(connect), from: client)
        account.settle()
        return client
    }

    private func end(_ client: BrokerClient) -> Disconnection? {
        for case .disconnected(let why) in client.takeEvents() { return why }
        return nil
    }

    @Test func `a silent client is cut off after one and a half times its keep-alive, brought in to 30 s`() throws {
        let account = try account("era: current")
        let will = MQTTMessage(topic: "wills/esp", payload: Array("gone".utf8), qos: 1)
        let client = try connect(account, keepAlive: 10, will: will)
        #expect(client.isConnected)
        queue.fire(until: 44 * Self.second)
        #expect(!client.isOver)
        queue.fire(until: 45 * Self.second)
        #expect(end(client) == .silent(milliseconds: 45_000))
        let messages = account.collector.result.messages
        #expect(messages.map(\.topic).contains("wills/esp"))
        let presence = try #require(messages.last { $0.topic.contains("presence/disconnected") })
        #expect(
            presence.payload.contains("MQTT_KEEP_ALIVE_TIMEOUT") && presence.at == Seconds(microseconds: 45_000_000)
        )
    }

    @Test(arguments: ["INACTIVE", "REVOKED", "PENDING_TRANSFER", "REGISTER_INACTIVE", "PENDING_ACTIVATION"])
    func `the certificate has the status of the scenario`(status: String) throws {
        let client = try connect(account("certificate: \(status)"))
        #expect(end(client)?.description.contains("is \(status)") == true)
    }

    @Test func `an unregistered certificate, and one without a policy, are refused with a sentence`() throws {
        #expect(
            try end(connect(account("certificate: unregistered")))?.description.contains("is not registered") == true
        )
        let text = try end(connect(account("policy: none")))?.description ?? ""
        #expect(text.contains("is ACTIVE but no policy allows iot:Connect"))
    }

    @Test func `just-in-time registration tells of a certificate, and activates it after its delay`() throws {
        let account = try account(
            "ca: {registers: jitr, activates_after_s: 3}, expect: [{topic: '$aws/events/certificates/#'}]"
        )
        var isTold = false
        account.onArrivals = { isTold = true }
        #expect(end(try connect(account))?.description.contains("is PENDING_ACTIVATION") == true)
        #expect(isTold && account.collector.result.messages.first?.topic.contains("certificates/registered") == true)
        queue.fire(until: 2 * Self.second)
        account.advance(to: 2 * Self.second)
        #expect(!(try connect(account).isConnected))
        queue.fire(until: 3 * Self.second)
        #expect(try connect(account).isConnected)
    }

    @Test(arguments: ["active: false, registers: jitr", "registers: none"])
    func `a CA that registers nothing leaves certificates unknown`(ca: String) throws {
        let account = try account("certificate: unregistered, ca: {\(ca)}")
        #expect(end(try connect(account))?.description.contains("is not registered") == true)
    }

    @Test func `messages of somebody else come at their time, and are not counted as arrived`() throws {
        let account = try account("publish: [{at: 2, topic: t, payload: x, qos: 1, retain: true}], duplicate_at: 3")
        let client = try connect(account)
        try account.broker.take(.subscribe(packetID: 1, filters: [.init(topic: "t", qos: 1)]), from: client)
        _ = client.takeOutput()
        queue.fire(until: 2 * Self.second)
        #expect(client.takeOutput().count == 2 + 3 + 2 + 1)
        #expect(!account.collector.result.messages.contains { $0.topic == "t" })
    }

    @Test func `connections that a fault befalls are counted`() throws {
        let account = try account("fault: {kind: refuse, connections: 2}")
        #expect(account.accept() == nil && account.refusal == 111)
        #expect(account.accept() == nil)
        #expect(account.accept() is EndpointServer)
        let stalled = try self.account("fault: {kind: stall, connections: 1}")
        #expect(stalled.accept() is FaultyConnection)
        #expect(stalled.accept() is EndpointServer)
        #expect(stalled.collector.result.connections.map(\.fault) == ["stall", nil])
        let nameless = try self.account("fault: {kind: no-such-host}")
        #expect(nameless.accept() == nil && nameless.refusal == 82)
    }

    @Test(arguments: EndpointEra.allCases)
    func `a scenario's eras are the endpoint's`(era: EndpointEra) throws {
        let own = try #require(Scenario.Cloud.Era(rawValue: era.rawValue))
        #expect((own.chain == .ats) == era.isATS)
        #expect((own.flight == .oneRecord) == (era.serverFlight == .oneRecord))
    }

    @Test func `a policy that is none is refused by the name of its file`() throws {
        let folder = try Scratch()
        let path = try folder.file("p.json", "{}")
        #expect {
            _ = try account("policy: \(path)")
        } throws: { "\($0)".contains("p.json") }
    }
}
