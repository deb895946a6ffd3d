import ESP8266
import TestSupport
import Testing

@testable import Emulation

/// Frames that no station would send: nothing traps, and nothing grows.
@Suite struct NetworkFuzzTests {
    private static let host = IPv4Address(198, 51, 100, 10)

    private func configuration(_ seed: UInt64) -> LocalNetwork.Configuration {
        var configuration = LocalNetwork.Configuration()
        configuration.hosts[Self.host] = [80: .http(["/": "hello"]), 7: .echo, 9: .silent, 6: .reset]
        configuration.names = ["example.com": .address(Self.host)]
        configuration.clients = [VirtualClient(at: 0, address: nil, port: 80, host: nil, path: "/")]
        configuration.path.lossPermille = 20
        configuration.path.reorderingPermille = 50
        configuration.seed = seed
        return configuration
    }

    /// Frames of a station that does everything once.
    private func honest(_ seed: UInt64) -> [[UInt8]] {
        let station = TestStation(configuration(seed))
        var frames: [[UInt8]] = []
        station.mangle = { frame in
            frames.append(frame)
            return [frame]
        }
        let discover = DHCPMessage(.discover, isReply: false, transaction: 1, hardware: TestStation.hardware)
        station.send(
            UDPDatagram(from: 68, to: 67, discover.bytes).packet(from: .any, to: .broadcast),
            to: .broadcast,
            at: 0
        )
        let query: [UInt8] = [1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7] + Array("example".utf8) + [3] + Array("com".utf8)
        station.udp(query + [0, 0, 1, 0, 1], to: station.router, 53)
        station.udp([0x1B] + [UInt8](repeating: 0, count: 47), to: Self.host, 123)
        station.send(IPv4Packet(from: station.address, to: Self.host, 1, [8, 0, 0xF7, 0xFF, 0, 0, 0, 0]), at: 0)
        let ports: [UInt16] = [80, 7, 9, 6, 81]
        for port in ports {
            let client = TestClient("GET / HTTP/1.0\r\n\r\n")
            _ = station.tcp.connect(
                from: station.address,
                to: SocketAddress(address: Self.host, port: port),
                client,
                at: 0
            )
        }
        station.run(seconds: 20)
        return frames
    }

    @Test func `random and mutated frames`() {
        for index in 0..<Fuzz.count(20) {
            let seed = Fuzz.seed &+ index
            var random = SeededGenerator(state: seed)
            let frames = honest(seed)
            let queue = EventQueue()
            let network = LocalNetwork(configuration(seed), queue: queue)
            var answers = 0, now: Ticks = 0
            network.onFrame = { bytes, _ in
                answers += 1
                #expect(EthernetFrame(bytes) != nil, "seed \(seed)")
            }
            for _ in 0..<2000 {
                now += Ticks(random.below(2_000_000))
                queue.fire(until: now)
                network.receive(mutated(frames, &random), at: now)
            }
            queue.fire(until: now + 1000 * Clock.ticksPerSecond)
            #expect(answers > 100, "seed \(seed)")
        }
    }

    /// A frame with a few bytes changed, cut or made longer; its checksums are put right as often as not, for the change to
    /// go deeper.
    private func mutated(_ frames: [[UInt8]], _ random: inout SeededGenerator) -> [UInt8] {
        guard random.below(20) > 0, !frames.isEmpty else {
            return (0..<random.index(below: 1600)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }
        var frame = frames[random.index(below: frames.count)]
        for _ in 0..<random.below(4) where frame.count > 14 {
            frame[14 + random.index(below: frame.count - 14)] = UInt8(truncatingIfNeeded: random.word())
        }
        switch random.below(8) {
        case 0: frame = Array(frame.prefix(random.index(below: frame.count + 1)))
        case 1: frame += (0..<random.index(below: 100)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        default: break
        }
        return random.below(2) == 0 ? frame : repaired(frame)
    }

    private func repaired(_ frame: [UInt8]) -> [UInt8] {
        guard var ethernet = EthernetFrame(frame), ethernet.type == EthernetFrame.PayloadType.ipv4,
            ethernet.payload.count >= 40
        else { return frame }
        let bytes = ethernet.payload
        let source = IPv4Address(bytes.bigWord(12)), destination = IPv4Address(bytes.bigWord(16))
        var payload = Array(bytes.dropFirst(20))
        let place = [IPv4Packet.PayloadProtocol.tcp: 16, IPv4Packet.PayloadProtocol.udp: 6][bytes[9]]
        if let place {
            payload.replaceSubrange(place..<place + 2, with: [0, 0])
            let checksum = InternetChecksum.of(payload, protocol: bytes[9], from: source, to: destination)
            payload.replaceSubrange(place..<place + 2, with: checksum.bigEndianBytes)
        }
        ethernet.payload = IPv4Packet(from: source, to: destination, bytes[9], payload).bytes
        return ethernet.bytes
    }

    /// Segments with sequence numbers near those of a connection that stands.
    @Test func `segments around a connection`() {
        for index in 0..<Fuzz.count(40) {
            let seed = Fuzz.seed &+ index
            var random = SeededGenerator(state: seed)
            let local = SocketAddress(address: Self.host, port: 7)
            let remote = SocketAddress(address: IPv4Address(192, 168, 1, 100), port: 5000)
            let start = SequenceNumber(UInt32(truncatingIfNeeded: random.next()))
            var syn = TCPSegment(from: 5000, to: 7, sequence: start, flags: .syn)
            syn.window = UInt16(truncatingIfNeeded: random.word())
            syn.maximumSegmentSize = UInt16(truncatingIfNeeded: random.word())
            let initial = SequenceNumber(UInt32(truncatingIfNeeded: random.next()))
            var connection = TCPConnection(accepting: syn, local: local, remote: remote, initial: initial)
            var now: Ticks = 0
            for _ in 0..<400 {
                now += Ticks(random.below(100_000_000))
                if let deadline = connection.deadline, deadline <= now { connection.timeOut(at: now) }
                let near = { (base: SequenceNumber) in
                    base + Int(random.below(6)) * [1, -1, 1460, 60_000][random.index(below: 4)]
                }
                var segment = TCPSegment(
                    from: 5000,
                    to: 7,
                    sequence: near(connection.received.next),
                    flags: .init(
                        rawValue: random.below(3) == 0 ? UInt8(truncatingIfNeeded: random.next()) & 0x1B : 0x10
                    )
                )
                segment.acknowledgement = near(connection.queue.unacknowledged)
                segment.window = UInt16(truncatingIfNeeded: random.word())
                segment.payload = [UInt8](repeating: 1, count: random.index(below: 1460))
                connection.receive(segment, at: now)
                for case .received(let bytes) in connection.takeEvents() { connection.send(bytes) }
                if random.below(100) == 0 { connection.close() }
                let sent = connection.takeSegments(at: now)
                #expect(sent.count <= 200, "seed \(seed)")
                #expect(connection.queue.backlog <= 4 * TCPConnection.mostBacklog, "seed \(seed)")
            }
        }
    }

    @Test func `a station that opens connection after connection does not fill the memory`() {
        let station = TestStation(configuration(1))
        for port in 1...2000 {
            var syn = TCPSegment(
                from: UInt16(port),
                to: 9,
                sequence: SequenceNumber(UInt32(port)),
                flags: .syn
            )
            syn.window = 1000
            station.send(syn.packet(from: station.address, to: Self.host), at: station.now)
            station.run(seconds: 0.01)
        }
        station.run(seconds: 1)
        let resets = station.frames.compactMap { IPv4Packet($0.frame.payload) }.compactMap { TCPSegment($0) }.filter {
            $0.flags.contains(.rst)
        }
        // Some are lost on their way.
        #expect(resets.count >= 1800)
    }
}
