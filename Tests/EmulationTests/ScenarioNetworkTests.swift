import ESP8266
import TestSupport
import Testing

@testable import Emulation
@testable import Inputs
@testable import Record

@Suite struct ScenarioNetworkTests {
    private func world(
        _ yaml: String,
        endpoint: @escaping () -> (any ServerConnection)? = { nil }
    ) throws -> (ScenarioNetwork, TestStation) {
        let queue = EventQueue()
        let scenario = try Scenario(yaml: "firmware: f.bin\n" + yaml, file: "s.yml")
        let world = ScenarioNetwork(scenario, endpoint: endpoint, queue: queue)
        return (world, TestStation(on: world.local, queue))
    }

    private func connect(_ station: TestStation, _ address: IPv4Address, _ port: UInt16, _ client: TestClient)
        -> TCPSocket
    {
        let remote = SocketAddress(address: address, port: port)
        return station.tcp.connect(from: station.address, to: remote, client, at: station.now)
    }

    @Test func `a scenario's hosts have addresses and names`() throws {
        let text = """
            firmware: f.bin
            endpoint: broker.example:1883
            link: {latency_ms: 3, bandwidth_kbps: 100, loss_permille: 4, reordering_permille: 5}
            seed: 9
            network:
              hosts:
                - {name: Web.Example, address: 203.0.113.5, services: [{port: 80, echo: true}]}
                - {name: other, services: [{port: 80, http: {/: hi}}]}
                - {address: 198.51.100.10}
              dns: {gone.example: nxdomain, web.example: servfail}
              dhcp: silent
              time: 2027-01-01T00:00:00Z
            clients: [{at: 1, get: "http://device/x"}, {get: "http://192.168.4.1:81/"}]
            """
        let scenario = try Scenario(yaml: text, file: "s.yml")
        var configuration = LocalNetwork.Configuration(scenario)
        let other = IPv4Address(198, 51, 100, 11)
        #expect(configuration.names["other"] == .address(other))
        #expect(configuration.names["web.example"] == .servfail)
        #expect(configuration.names["gone.example"] == .nxdomain)
        #expect(configuration.names["*.pool.ntp.org"] == .address(IPv4Address(198, 51, 100, 123)))
        #expect(configuration.names["aws.amazon.com"] == .address(IPv4Address(198, 51, 100, 122)))
        #expect(configuration.hosts[other]?.count == 1)
        #expect(configuration.hosts[IPv4Address(203, 0, 113, 5)]?.count == 1)
        #expect(configuration.hosts[IPv4Address(198, 51, 100, 10)]?.count == 0)
        #expect(!configuration.answersDHCP && configuration.epoch == 1_798_761_600 && configuration.seed == 9)
        #expect(
            configuration.path
                == .init(latency: 480_000, bandwidth: 100_000, lossPermille: 4, reorderingPermille: 5)
        )
        #expect(configuration.clients.map(\.address) == [nil, IPv4Address(192, 168, 4, 1)])
        configuration.add(.silent, at: scenario.endpoint)
        #expect(configuration.names["broker.example"] == .address(IPv4Address(198, 51, 100, 1)))
        configuration.add(.silent, at: .init(host: "OTHER", port: 8883))
        #expect(configuration.hosts[other]?.count == 2)
        configuration.add(.silent, at: .init(host: "10.1.2.3", port: 1))
        #expect(configuration.hosts[IPv4Address(10, 1, 2, 3)]?.count == 1)
    }

    @Test func `the endpoint is told of a subscription, and its message comes after its delay`() throws {
        let (world, station) = try world(
            "endpoint: h:1883\nmessages: [{after: subscribed, delay_s: 2, topic: t, payload: 'on'}]",
            endpoint: { VirtualNetworkTests.Echo() }
        )
        let client = TestClient("s")
        _ = connect(station, LocalNetwork.Configuration.endpointAddress, 1883, client)
        station.run(seconds: 2)
        #expect(client.text == "s")
        station.run(seconds: 1)
        #expect(client.text == "st=on")
        #expect(world.findings.handshakeFailure == nil)
        let failing = TestClient("f"), closing = TestClient("x")
        _ = connect(station, LocalNetwork.Configuration.endpointAddress, 1883, failing)
        _ = connect(station, LocalNetwork.Configuration.endpointAddress, 1883, closing)
        station.run(seconds: 2)
        #expect(world.findings.handshakeFailure == "the device's certificate is not registered")
        #expect(closing.text == "x" && closing.log == ["established", "peer closed", "closed"])
    }

    @Test func `a real server answers, and simulated time waits for it`() throws {
        let server = try LoopbackServer()
        let (world, station) = try world("endpoint: h:1883\ntcp: 127.0.0.1:\(server.port)")
        world.server?.guestIsWaiting = { true }
        let client = TestClient("hello")
        _ = connect(station, LocalNetwork.Configuration.endpointAddress, 1883, client)
        station.run(seconds: 0.2)
        let peer = try server.accept()
        #expect(client.log == ["established"])
        #expect(peer.read(5) == Array("hello".utf8))
        peer.send(Array("world".utf8))
        station.run(seconds: 0.5)
        #expect(client.text == "world")
        peer.sendAndReset(Array("!".utf8))
        station.run(seconds: 0.5)
        #expect(client.text == "world!" && client.log == ["established", "peer closed", "closed"])
        #expect(world.server?.failure == nil)
    }

    @Test func `a real server that is not there ends the run, one that goes away later does not`() throws {
        let server = try LoopbackServer(isListening: false)
        let (world, station) = try world("endpoint: h:1883\ntcp: 127.0.0.1:\(server.port)")
        var failures = 0
        world.server?.onFailure = { failures += 1 }
        let client = TestClient("hello")
        _ = connect(station, LocalNetwork.Configuration.endpointAddress, 1883, client)
        station.run(seconds: 1)
        #expect(client.log == ["refused"] && failures == 1)
        #expect(world.server?.failure?.description.contains("127.0.0.1:\(server.port)") == true)
    }

    @Test func `a device without SNTP takes the time from a web server's refusal`() throws {
        let (world, station) = try world("network: {time: 2027-03-01T11:59:58Z}\n")
        defer { withExtendedLifetime(world) {} }
        let first = TestClient("GET example.com/ HTTP/1.1\r\n"),
            second = TestClient("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = connect(station, LocalNetwork.Configuration.dateAddress, 80, first)
        station.run(seconds: 3)
        _ = connect(station, LocalNetwork.Configuration.dateAddress, 80, second)
        station.run(seconds: 3)
        #expect(first.text.hasPrefix("HTTP/1.1 400 Bad Request\r\nDate: Mon, 01 Mar 2027 11:59:58 GMT\r\n"))
        #expect(second.text.hasPrefix("HTTP/1.1 301 Moved Permanently\r\nDate: Mon, 01 Mar 2027 12:00:01 GMT\r\n"))
        #expect([first, second].allSatisfy { $0.log == ["established", "peer closed", "closed"] })
    }

    @Test func `what clients find out goes into the record`() throws {
        let clients = "clients: [{get: 'http://device/', expect: device}, {get: 'http://device/', expect: toaster}]"
        let (world, station) = try world(clients + "\n")
        var done = 0
        world.onClientsDone = { done += 1 }
        station.tcp.onRequest = { _, _, _ in
            .accept(ServiceApplication(HTTPService(pages: ["/": "I am a device"])))
        }
        let request = ARPPacket(.request, from: TestStation.hardware, station.address, station.address)
        station.send(type: EthernetFrame.PayloadType.arp, request.bytes, to: .broadcast, at: 0)
        #expect(world.clients.result?.map(\.error) == Array(repeating: "no answer until the end of the run", count: 2))
        station.run(seconds: 2)
        let result = try #require(world.clients.result)
        #expect(result.map(\.status) == [200, 200] && result.map(\.answer) == ["I am a device", "I am a device"])
        #expect(result.map(\.error) == [nil, "'toaster' is not in the answer"])
        #expect(done == 1)
        var record = RunRecord()
        record.clients = result
        let verdict = Judge.verdict(on: record, isFinished: true)
        #expect(verdict.reasons.contains("client of http://device/: 'toaster' is not in the answer"))
    }

    @Test func `traffic is that of the device's own connections, and a restart loses what was open`() throws {
        let (world, station) = try world(
            "network: {hosts: [{address: 198.51.100.10, services: [{port: 7, echo: true}]}]}"
        )
        var traffic = StreamTraffic()
        world.local.onStream = { traffic.take($0, at: $1) }
        let host = IPv4Address(198, 51, 100, 10)
        _ = connect(station, host, 7, TestClient(Array("abc".utf8), closesAfterSending: true))
        _ = connect(station, host, 8, TestClient("abc"))
        station.run(seconds: 1)
        _ = connect(station, host, 7, TestClient("abc"))
        station.run(seconds: 1)
        let record = traffic.traffic(starts: [.zero, Seconds(microseconds: 1_900_000)], keyLog: ["k"])
        func kinds(_ connection: Int) -> [RunRecord.Segment.Kind] {
            record.segments.filter { $0.connection == connection }.map(\.kind)
        }
        #expect(kinds(1) == [.connect, .established, .sent, .closed, .received, .closedByServer])
        #expect(kinds(2) == [.connect, .refused])
        #expect(kinds(3) == [.connect, .established, .sent, .received, .lost])
        #expect(record.segments.map(\.at) == record.segments.map(\.at).sorted())
        #expect(record.keyLog == ["k"] && Set(record.segments.map(\.port)) == [7, 8])
    }
}
