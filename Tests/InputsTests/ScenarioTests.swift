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
        ("network: {hosts: [{services: []}]}\n", "dir/s.yml:1: key 'network': hosts[0] has neither name nor address"),
        ("network: {hosts: [{name: a}, {name: A}]}\n", "dir/s.yml:1: key 'network': host 'A' is given twice"),
        ("network: {hosts: [{name: a b}]}\n", "dir/s.yml:1: key 'network.hosts[0].name': 'a b' is no name of a host"),
        (
            "network: {hosts: [{address: 1.2.3}]}\n",
            "dir/s.yml:1: key 'network.hosts[0].address': '1.2.3' is no address"
        ),
        (
            "network: {hosts: [{name: a, services: [{echo: true}]}]}\n",
            "dir/s.yml:1: key 'network.hosts[0].services[0].port' is missing"
        ),
        (
            "network: {hosts: [{name: a, services: [{port: 1}]}]}\n",
            "dir/s.yml:1: key 'network': port 1 of hosts[0] does nothing; it may have http, echo, silent or reset"
        ),
        (
            "network: {hosts: [{name: a, services: [{port: 1, echo: true, reset: true}]}]}\n",
            "dir/s.yml:1: key 'network.hosts[0].services[0].reset': the port does something else already"
        ),
        (
            "network: {hosts: [{name: a, services: [{port: 1, echo: true}, {port: 1, reset: true}]}]}\n",
            "dir/s.yml:1: key 'network': port 1 of hosts[0] is given twice"
        ),
        ("network: {dns: {x.org: gone}}\n", "dir/s.yml:1: key 'network.dns.x.org': 'gone' is not one of nxdomain, "),
        ("network: {dhcp: off}\n", "dir/s.yml:1: key 'network.dhcp': 'off' is not one of on, silent"),
        ("network: {time: noon}\n", "dir/s.yml:1: key 'network.time': 'noon' is no time as 2026-01-01T00:00:00Z"),
        ("network: {tiem: 1}\n", "dir/s.yml:1: unknown key 'network.tiem'; did you mean 'time'?"),
        ("clients: [{at: 1}]\n", "dir/s.yml:1: key 'clients[0].get' is missing"),
        (
            "clients: [{get: 'https://device/'}]\n",
            "dir/s.yml:1: key 'clients[0].get': 'https://device/' is not http://HOST[:PORT]/PATH"
        ),
    ])
    func `a bad value names file, line and key`(text: String, message: String) {
        #expect(error(text).hasPrefix(message), "\(error(text))")
    }

    @Test func `a network of hosts, and clients`() throws {
        let text = """
            firmware: f.bin
            endpoint: broker.example
            link: {reordering_permille: 3}
            network:
              hosts:
                - {name: web.example, address: 203.0.113.5, services: [{port: 80, http: {/: hi, /x: "1", y: ""}}]}
                - {name: other, services: [{port: 7, echo: true}, {port: 9, silent: true}, {port: 6, reset: true}]}
              dns: {Gone.example: nxdomain, "*.slow.example": silent}
              dhcp: silent
              time: 2027-02-03T04:05:06Z
            clients: [{at: 2.5, get: "http://device:8080/a?b=c", expect: ok}, {get: "http://192.168.4.1"}]
            """
        let scenario = try Scenario(yaml: text, file: "s.yml")
        let network = scenario.network
        #expect(network.hosts.map(\.name) == ["web.example", "other"])
        #expect(network.hosts[0].address == "203.0.113.5")
        #expect(network.hosts[0].services.map(\.kind) == [.http(["/": "hi", "/x": "1", "/y": ""])])
        #expect(network.hosts[1].services.map(\.kind) == [.echo, .silent, .reset])
        #expect(network.dns == ["gone.example": .nxdomain, "*.slow.example": .silent])
        #expect(network.dhcp == .silent && network.time == 1_801_627_506)
        #expect(scenario.clients.map(\.url.text) == ["http://device:8080/a?b=c", "http://192.168.4.1/"])
        #expect(scenario.clients[0].at == Seconds(microseconds: 2_500_000) && scenario.clients[0].expect == "ok")
        #expect(scenario.stopConditions == [.clients])
        #expect(scenario.messages == [] && Scenario().messages.count == 1)
        try scenario.checkGuest([])
    }

    @Test func `what only firmware of one's own has, the tool's own does not take, and the other way round`() throws {
        for text in [
            "network: {dhcp: silent}", "clients: [{get: 'http://device/'}]", "link: {reordering_permille: 1}",
            "station: {ssid: x}",
        ] {
            let scenario = try Scenario(yaml: text, file: "s.yml")
            #expect(throws: EmulationError.self) { try scenario.checkGuest([]) }
        }
        try Scenario(yaml: "firmware: f\nlink: {loss_permille: 1}\ntcp: h:1\nwifi: {ssid: x}", file: "s").checkGuest([])
        let credentials = try Scenario(yaml: "firmware: f\ncredentials: {ca: x}", file: "s.yml")
        #expect(throws: EmulationError.self) { try credentials.checkGuest([]) }
    }

    @Test func `by default the run ends with a publication and the LED, over TCP with the publication`() {
        var scenario = Scenario()
        #expect(scenario.stopConditions == [.published, .ledOn])
        scenario.tcp = Scenario.Endpoint(host: "localhost", port: 1)
        #expect(scenario.stopConditions == [.published])
    }
}
