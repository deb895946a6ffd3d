import Testing

@testable import Inputs
@testable import Record

@Suite struct ScenarioTests {
    private func error(_ text: String) -> String {
        do {
            _ = try Scenario(yaml: text, file: "dir/s.yml")
            return "none"
        } catch {
            return error.description
        }
    }

    @Test func `files are seen from the scenario's folder`() throws {
        let scenario = try Scenario(yaml: "credentials: {ca: a.pem, cert: /b.pem, key: ../k.pem}\n", file: "dir/s.yml")
        #expect(scenario.credentials == Scenario.Credentials(ca: "dir/a.pem", cert: "/b.pem", key: "dir/../k.pem"))
    }

    @Test func `everything can be given`() throws {
        let text = """
            profile: esp-open-rtos
            clock: 160
            endpoint: broker.example:1883
            server_certificate: ecdsa
            server_chain: ats
            server_flight: one-record
            wifi: {ssid: a, password: b, fault: wrong-password}
            link: {latency_ms: 7, bandwidth_kbps: 100, loss_permille: 5}
            on_trip: observe
            time_limit_s: 1.5
            seed: 9
            messages: [{after: published, delay_s: 0.25, topic: t, payload: p}]
            stop: {when: [connected, time], boots: 2}
            """
        let scenario = try Scenario(yaml: text, file: "s.yml")
        #expect(scenario.endpoint == Scenario.Endpoint(host: "broker.example", port: 1883))
        #expect(scenario.serverCertificate == .ecdsa)
        #expect(scenario.serverChain == .ats && scenario.serverFlight == .oneRecord)
        #expect(scenario.timeLimit == Seconds(microseconds: 1_500_000))
        #expect(scenario.messages.first?.delay == Seconds(microseconds: 250_000))
        #expect(scenario.stopConditions == [.connected, .time])
        #expect(scenario.stop.boots == 2)
        #expect(scenario.wifi.fault == .wrongPassword)
    }

    @Test(arguments: [
        ("clok: 80\n", "dir/s.yml:1: unknown key 'clok'; did you mean 'clock'?"),
        ("seed: 1\nstop: {when: dinner}\n", "dir/s.yml:2: key 'stop.when': 'dinner' is not one of handshake, "),
        ("time_limit_s: 0\n", "dir/s.yml:1: key 'time_limit_s': must be more than 0"),
        ("tcp: localhost\n", "dir/s.yml:1: key 'tcp': 'localhost' is not HOST:PORT"),
        ("server_certificate: dsa\n", "dir/s.yml:1: key 'server_certificate': 'dsa' is not one of rsa, ecdsa, both"),
        ("server_chain: long\n", "dir/s.yml:1: key 'server_chain': 'long' is not one of legacy, ats"),
        ("server_flight: two\n", "dir/s.yml:1: key 'server_flight': 'two' is not one of record-per-message, "),
        ("credentials: {cert: a}\n", "dir/s.yml:1: key 'credentials': 'key' is missing"),
        ("messages: [{topic: a}]\n", "dir/s.yml:1: key 'messages[0].payload' is missing"),
    ])
    func `a bad value names file, line and key`(text: String, message: String) {
        #expect(error(text).hasPrefix(message), "\(error(text))")
    }

    @Test func `by default the run ends with a publication and the LED, over TCP with the publication`() {
        var scenario = Scenario()
        #expect(scenario.stopConditions == [.published, .ledOn])
        scenario.tcp = Scenario.Endpoint(host: "localhost", port: 1)
        #expect(scenario.stopConditions == [.published])
    }
}
