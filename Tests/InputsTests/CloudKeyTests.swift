import Testing

@testable import Inputs
@testable import Record

/// The account of a scenario.
@Suite struct CloudKeyTests {
    private func scenario(_ cloud: String, _ rest: String = "") throws -> Scenario {
        try Scenario(yaml: "cloud: {\(cloud)}\n\(rest)", file: "folder/s.yml")
    }

    private func message(_ cloud: String, _ rest: String = "") -> String {
        do {
            let scenario = try scenario(cloud, rest)
            try scenario.checkGuest([])
            return "fine"
        } catch {
            return "\(error)"
        }
    }

    @Test func `everything is read, files seen from the scenario`() throws {
        let cloud = try scenario(
            """
            era: ats-2020, certificate: PENDING_TRANSFER, device: d.pem, refuses_at: connect, retain: keep, policy: p.json,
              thing: {name: t, type: k, attributes: {a: 1}, attached: false},
              ca: {file: c.pem, active: false, registers: jitr, activates_after_s: 1.5, policy: q.json},
              fault: {kind: close, at: certificate, after_sent: 9, connections: 2},
              publish: [{at: 2, topic: x, payload: y, qos: 1, retain: true}], duplicate_at: 3,
              expect: [{topic: "a/#", payload: b, json: '{"c": 1}', count: 2, by: 4}]
            """,
            "firmware: f.bin"
        ).cloud
        #expect(cloud.isGiven && cloud.era == .ats2020 && cloud.certificate == .pendingTransfer)
        #expect(cloud.device == "folder/d.pem" && cloud.policy == .file("folder/p.json"))
        #expect(cloud.refusesAt == .connect && cloud.retain == .keep)
        let thing = try #require(cloud.thing), authority = try #require(cloud.authority)
        #expect(thing.name == "t" && thing.type == "k" && thing.attributes == ["a": "1"] && !thing.isAttached)
        #expect(authority.file == "folder/c.pem" && !authority.isActive && authority.registration == .jitr)
        #expect(authority.activatesAfter == Seconds(microseconds: 1_500_000))
        #expect(authority.policy == .file("folder/q.json"))
        let fault = try #require(cloud.fault)
        #expect(fault.kind == .close && fault.at == .certificate && fault.sentBytes == 9 && fault.connections == 2)
        let publication = try #require(cloud.publications.first), arrival = try #require(cloud.expectations.first)
        #expect(publication.qos == 1 && publication.isRetained && publication.payload == "y")
        #expect(arrival.text == "2 on a/# with 'b' with {\"c\": 1} by 4 s")
    }

    @Test func `an era brings its chain and flight, unless they are given`() throws {
        #expect(Scenario().serverChain == .legacy && Scenario().serverFlight == .recordPerGroup)
        let then = try scenario("era: legacy-2016")
        #expect(then.serverChain == .legacy && then.serverFlight == .oneRecord)
        let now = try scenario("policy: none")
        #expect(now.serverChain == .ats && now.serverFlight == .recordPerGroup)
        let given = try scenario("era: current", "server_chain: legacy\nserver_flight: one-record")
        #expect(given.serverChain == .legacy && given.serverFlight == .oneRecord)
    }

    @Test func `a certificate is active unless a CA registers it`() throws {
        #expect(try scenario("era: current").cloud.certificate == .active)
        #expect(try scenario("ca: {active: true}").cloud.certificate == .active)
        #expect(try scenario("ca: {registers: jitr}").cloud.certificate == .unregistered)
        #expect(try scenario("ca: {registers: jitr}, certificate: ACTIVE").cloud.certificate == .active)
    }

    @Test func `a run waits for what is to arrive`() throws {
        #expect(try scenario("expect: [{topic: t}]").stopConditions == [.published, .ledOn, .arrivals])
        #expect(try scenario("expect: [{topic: t}]", "firmware: f.bin").stopConditions == [.arrivals])
        #expect(try scenario("policy: none", "firmware: f.bin").stopConditions == [.time])
    }

    @Test(arguments: [
        ("", "says nothing"), ("era: 1999", "is not one of legacy-2016, ats-2020, current"),
        ("policy: some", "neither everything, none nor a file"), ("thing: {type: t}", "'cloud.thing.name' is missing"),
        ("ca: {registers: jitp}", "jitp and template belong together"),
        ("ca: {activates_after_s: 1}", "activates_after_s belongs to jitr"),
        ("ca: {registers: jitr, policy: none}", "attaches a policy"),
        ("fault: {at: certificate}", "fault.kind' is missing"),
        ("fault: {kind: close, after_sent: 1, after_received: 1}", "has both"),
        ("fault: {kind: stall, after_sent: 1}", "belong to close"),
        ("fault: {kind: alert, at: connack}", "would not be encrypted there"),
        ("device: d.pem", "concerns firmware of your own"),
    ])
    func `what makes no sense is refused`(cloud: String, text: String) {
        #expect(message(cloud).contains(text), "\(message(cloud))")
    }

    @Test func `the host's network has no account`() {
        let rest = "firmware: f.bin\nwifi: {ssid: x}\nnetwork: {nat: true}"
        #expect(message("policy: none", rest).contains("concerns the simulated network"))
    }
}
