import ESP8266
import TestSupport
import Testing

@testable import Emulation

@Suite struct LocalNetworkTCPTests {
    private static let host = IPv4Address(198, 51, 100, 10)

    private static func configuration(_ change: (inout LocalNetwork.Configuration) -> Void = { _ in })
        -> LocalNetwork.Configuration
    {
        var configuration = LocalNetwork.Configuration()
        configuration.hosts[host] = [
            80: .http(["/": "hello", "/big": String(repeating: "0123456789", count: 20_000)]), 7: .echo, 9: .silent,
            6: .reset,
        ]
        change(&configuration)
        return configuration
    }

    private func connect(_ station: TestStation, _ port: UInt16, _ client: TestClient) -> TCPSocket {
        let remote = SocketAddress(address: Self.host, port: port)
        return station.tcp.connect(from: station.address, to: remote, client, at: station.now)
    }

    @Test func `a web server answers one request after the other`() {
        let station = TestStation(Self.configuration())
        let client = TestClient("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /missing HTTP/1.1\r\nConnection: close\r\n\r\n")
        _ = connect(station, 80, client)
        station.run(seconds: 5)
        let hello = """
            HTTP/1.1 200 OK\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Length: 5\r
            Connection: keep-alive\r
            \r
            hello
            """
        #expect(client.text.hasPrefix(hello + "HTTP/1.1 404 Not Found\r\n"))
        #expect(client.log == ["established", "peer closed", "closed"])
    }

    @Test func `a connection takes a round trip of the path`() {
        let station = TestStation(Self.configuration { $0.path = .init(latency: 16_000_000, bandwidth: 1_000_000_000) })
        let client = TestClient()
        _ = connect(station, 9, client)
        station.run(seconds: 0.2)
        #expect(client.log == [])
        station.run(seconds: 0.001)
        #expect(client.log == ["established"])
    }

    @Test func `ports that refuse, reset and say nothing, and an address without a host`() {
        let station = TestStation(Self.configuration())
        let refused = TestClient("x"), reset = TestClient("x"), silent = TestClient("x"), nobody = TestClient("x")
        _ = connect(station, 81, refused)
        _ = connect(station, 6, reset)
        _ = connect(station, 9, silent)
        _ = station.tcp.connect(
            from: station.address,
            to: SocketAddress(address: IPv4Address(203, 0, 113, 1), port: 80),
            nobody,
            at: 0
        )
        station.run(seconds: 600)
        #expect(refused.log == ["refused"])
        #expect(reset.log == ["established", "reset"])
        #expect(silent.log == ["established"])
        #expect(silent.bytes == [])
        #expect(nobody.log == ["timedOut"])
    }

    @Test func `a page larger than every window arrives as a whole`() {
        let station = TestStation(Self.configuration())
        let client = TestClient("GET /big HTTP/1.0\r\n\r\n")
        _ = connect(station, 80, client)
        station.run(seconds: 30)
        #expect(
            TestStation.areSame(
                client.bytes.suffix(200_000),
                Array(String(repeating: "0123456789", count: 20_000).utf8)
            )
        )
        #expect(client.log == ["established", "peer closed", "closed"])
    }

    @Test func `every byte arrives in order, whatever the path loses, doubles and reorders`() {
        for index in 0..<Fuzz.count(40) {
            let seed = Fuzz.seed &+ index
            var random = SeededGenerator(state: seed)
            let station = TestStation(
                Self.configuration {
                    $0.path.lossPermille = Int(random.below(150))
                    $0.path.reorderingPermille = Int(random.below(300))
                    $0.path.bandwidth = 2_000_000
                    $0.seed = seed
                },
                seed: seed
            )
            var doubling = random
            station.mangle = { frame in doubling.below(10) == 0 ? [frame, frame] : [frame] }
            let bytes = (0..<random.index(below: 60_000) + 1).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let client = TestClient(bytes, closesAfterSending: true)
            var streams = StreamRecorder()
            station.network.onStream = { event, at in streams.take(event) }
            _ = connect(station, 7, client)
            station.run(seconds: 2000)
            let isWhole = TestStation.areSame(client.bytes, bytes)
            #expect(isWhole, "seed \(seed): \(client.bytes.count) of \(bytes.count)")
            #expect(client.log == ["established", "peer closed", "closed"], "seed \(seed)")
            let isSeen = TestStation.areSame(streams.sent, bytes) && TestStation.areSame(streams.received, bytes)
            #expect(isSeen, "seed \(seed)")
            #expect(streams.kinds == ["connect", "established", "closed", "closedByPeer"], "seed \(seed)")
        }
    }

    @Test func `the same seed gives the same frames at the same times`() {
        func run(_ seed: UInt64) -> [String] {
            let station = TestStation(
                Self.configuration {
                    ($0.path.lossPermille, $0.path.reorderingPermille, $0.seed) = (50, 50, seed)
                }
            )
            _ = connect(station, 80, TestClient("GET /big HTTP/1.0\r\n\r\n"))
            station.run(seconds: 100)
            return station.frames.map { "\($0.at) \($0.frame.bytes)" }
        }
        let first = run(1)
        #expect(TestStation.areSame(first, run(1)))
        #expect(!TestStation.areSame(first, run(2)))
    }

    /// RFC 9293, 3.5.2: the half-open connection is found out, and makes room for the new one.
    @Test func `a station that restarts connects from the same port again`() throws {
        let station = TestStation(Self.configuration())
        func send(_ sequence: UInt32, _ flags: TCPSegment.Flags, _ acknowledgement: UInt32 = 0) -> [TCPSegment] {
            var segment = TCPSegment(from: 50_000, to: 7, sequence: SequenceNumber(sequence), flags: flags)
            segment.acknowledgement = SequenceNumber(acknowledgement)
            segment.window = 5840
            station.send(segment.packet(from: station.address, to: Self.host), at: station.now)
            station.run(seconds: 0.2)
            return station.takeFrames().compactMap { IPv4Packet($0.frame.payload) }.compactMap { TCPSegment($0) }
        }
        let first = try #require(send(1000, .syn).first)
        #expect(first.flags == [.syn, .ack] && first.acknowledgement == SequenceNumber(1001))
        #expect(send(1001, .ack, first.sequence.value &+ 1).isEmpty)
        let challenge = try #require(send(777_000, .syn).first)
        #expect(challenge.flags == .ack && challenge.acknowledgement == SequenceNumber(1001))
        #expect(send(challenge.acknowledgement.value, .rst).isEmpty)
        let second = try #require(send(777_000, .syn).first)
        #expect(second.flags == [.syn, .ack] && second.acknowledgement == SequenceNumber(777_001))
    }

    @Test func `a peer that reads nothing stops the server, and starts it again`() {
        let station = TestStation(Self.configuration())
        let bytes = [UInt8](repeating: 1, count: 400_000)
        let client = TestClient(bytes, closesAfterSending: true)
        _ = connect(station, 7, client)
        station.run(seconds: 60)
        #expect(TestStation.areSame(client.bytes, bytes))
    }
}

/// Puts together what a tap tells of one connection.
struct StreamRecorder {
    private(set) var sent: [UInt8] = []
    private(set) var received: [UInt8] = []
    private(set) var kinds: [String] = []

    mutating func take(_ event: StreamEvent) {
        switch event.kind {
        case .sent(let bytes): sent += bytes
        case .received(let bytes): received += bytes
        default: kinds.append("\(event.kind)")
        }
    }
}
