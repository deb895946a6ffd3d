import ESP8266
import Foundation
import Inputs
import TestSupport
import Testing

@testable import Emulation

/// A station with a TCP/IP stack of its own on the host's network.
private final class RealStation {
    static let hardware = EUI48(0x5CCF_7F00_0001)

    let queue = EventQueue()
    let network: RealNetwork
    let tcp: TCPHost
    let address: IPv4Address
    private(set) var frames: [EthernetFrame] = []
    private(set) var now: Ticks = 0

    convenience init(
        _ forwards: [String] = [],
        address: IPv4Address = IPv4Address(10, 0, 2, 15),
        isAccessPoint: Bool = false
    )
        throws
    {
        var scenario = Scenario()
        scenario.network.usesNAT = true
        scenario.network.forwards = forwards.compactMap { PortForward(text: $0) }
        if isAccessPoint { scenario.station.ssid = "own" }
        self.init(on: try RealNetwork(scenario), address: address)
    }

    /// A board begins on a network that is there.
    init(on network: RealNetwork, address: IPv4Address) {
        self.network = network
        self.address = address
        tcp = TCPHost(queue: queue, seed: 1)
        tcp.onPacket = { [unowned self] packet, at in send(packet, at: at) }
        network.onFrame = { [unowned self] bytes, at in take(bytes, at: at) }
        network.begin(queue, at: 0, collectsTraffic: true)
        network.lookByItself(after: 0)
    }

    private func take(_ bytes: [UInt8], at: Ticks) {
        guard let frame = EthernetFrame(bytes) else { return }
        frames.append(frame)
        if frame.type == EthernetFrame.PayloadType.arp, let request = ARPPacket(frame.payload),
            request.operation == .request, request.targetAddress == address
        {
            send(ARPPacket(.reply, from: Self.hardware, address, to: request.senderHardware, request.senderAddress))
        }
        if let packet = IPv4Packet(frame.payload), let segment = TCPSegment(packet) {
            tcp.receive(segment, of: packet, at: at)
        }
    }

    func send(_ packet: ARPPacket) {
        let type = EthernetFrame.PayloadType.arp
        network.receive(
            EthernetFrame(to: .broadcast, from: Self.hardware, type: type, payload: packet.bytes).bytes,
            at: now
        )
    }

    func send(_ packet: IPv4Packet, at: Ticks) {
        let type = EthernetFrame.PayloadType.ipv4
        let to = packet.destination == .broadcast ? .broadcast : network.hardware
        network.receive(EthernetFrame(to: to, from: Self.hardware, type: type, payload: packet.bytes).bytes, at: at)
    }

    /// Lets time pass until `isDone`, for `seconds` of simulated time at most.
    @discardableResult func run(seconds: Double = 20, until isDone: () -> Bool = { false }) -> Bool {
        let end = now + Ticks(seconds * Double(Clock.ticksPerSecond))
        while now < end, !isDone() {
            now += Clock.ticksPerSecond / 200
            queue.fire(until: now)
        }
        return isDone()
    }

    func takeDatagrams() -> [UDPDatagram] {
        defer { frames = [] }
        return frames.compactMap { IPv4Packet($0.payload) }.compactMap { UDPDatagram($0) }
    }
}

/// An application that answers everything with the same text and closes.
private final class Answering: TCPApplication {
    private let text: String
    private(set) var heard: [UInt8] = []

    init(_ text: String) { self.text = text }

    func established(_ socket: TCPSocket, at now: Ticks) {}
    func received(_ bytes: [UInt8], on socket: TCPSocket, at now: Ticks) {
        heard += bytes
        socket.send(Array(text.utf8), at: now)
        socket.close(at: now)
    }
    func peerClosed(_ socket: TCPSocket, at now: Ticks) { socket.close(at: now) }
    func ended(_ socket: TCPSocket, _ ending: TCPConnection.Ending, at now: Ticks) {}
}

@Suite(.serialized, .timeLimit(.minutes(2))) struct RealNetworkTests {
    private let host = IPv4Address(10, 0, 2, 2)

    private func syn(_ source: UInt16, _ destination: UInt16) -> TCPSegment {
        TCPSegment(from: source, to: destination, sequence: SequenceNumber(1), flags: .syn)
    }

    @Test func `DHCP and ARP are answered`() throws {
        let station = try RealStation()
        let discover = DHCPMessage(.discover, isReply: false, transaction: 7, hardware: RealStation.hardware)
        let datagram = UDPDatagram(from: DHCPMessage.clientPort, to: DHCPMessage.serverPort, discover.bytes)
        station.send(datagram.packet(from: .any, to: .broadcast), at: 0)
        station.run(seconds: 0.1)
        let offer = try #require(station.takeDatagrams().compactMap { DHCPMessage($0.payload) }.first)
        #expect(offer.kind == .offer && offer.yourAddress == station.address && offer.transaction == 7)
        #expect(offer.address(DHCPMessage.Option.router) == host)
        #expect(offer.address(DHCPMessage.Option.domainNameServer) == IPv4Address(10, 0, 2, 3))
        var addressed: [EUI48] = []
        station.network.onAddress = { hardware, _ in addressed.append(hardware) }
        station.send(ARPPacket(.request, from: RealStation.hardware, station.address, host))
        station.run(seconds: 0.1)
        let reply = try #require(station.frames.compactMap { ARPPacket($0.payload) }.first)
        #expect(reply.operation == .reply && reply.senderAddress == host)
        #expect(reply.senderHardware == station.network.hardware && addressed == [RealStation.hardware])
    }

    @Test func `the host's loopback answers at 10.0.2.2, and the streams are told of`() throws {
        let server = try LoopbackServer()
        server.answerNext("welcome", after: 5)
        let station = try RealStation()
        var events: [(StreamEvent.Kind, String?)] = []
        station.network.onStream = { event, host, _ in events.append((event.kind, host)) }
        let client = TestClient("hello")
        let remote = SocketAddress(address: host, port: UInt16(clamping: server.port))
        _ = station.tcp.connect(from: station.address, to: remote, client, at: station.now)
        #expect(station.run { client.text == "welcome" && client.log.contains("peer closed") })
        #expect(client.log.first == "established")
        let kinds = events.map(\.0)
        #expect(
            kinds.starts(with: [.connect, .established, .sent(Array("hello".utf8)), .received(Array("welcome".utf8))])
        )
        #expect(events.allSatisfy { $0.1 == "10.0.2.2" })
        let traffic = try #require(station.network.traffic(starts: []))
        #expect(traffic.segments.contains { $0.payload == Array("welcome".utf8) && $0.port == server.port })
    }

    @Test func `a port where nobody listens refuses`() throws {
        let port = try freePort()
        let station = try RealStation()
        let client = TestClient("x")
        let remote = SocketAddress(address: host, port: UInt16(clamping: port))
        _ = station.tcp.connect(from: station.address, to: remote, client, at: station.now)
        #expect(station.run { !client.log.isEmpty })
        #expect(client.log == ["refused"] || client.log == ["reset"], "\(client.log)")
    }

    @Test(arguments: [false, true]) func `a port of the host leads to the device`(isAccessPoint: Bool) throws {
        let own = isAccessPoint ? IPv4Address(192, 168, 4, 1) : IPv4Address(10, 0, 2, 15)
        let station = try RealStation(["0:80"], address: own, isAccessPoint: isAccessPoint)
        let application = Answering("from the device")
        station.tcp.onRequest = { local, _, _ in local.port == 80 ? .accept(application) : .refuse }
        let forward = try #require(station.network.forwards.first)
        #expect(forward.hostPort > 0 && forward.announcement == "127.0.0.1:\(forward.hostPort) -> 80")
        let connection = try LoopbackConnection.open(port: forward.hostPort)
        defer { close(connection) }
        #expect(send(connection, "hi", 2, Int32(MSG_NOSIGNAL)) == 2)
        #expect(station.run { application.heard == Array("hi".utf8) })
        station.run(seconds: 0.5)
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = recv(connection, &buffer, buffer.count, 0)
        #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == "from the device")
    }

    @Test func `another board takes the place of one that was there`() throws {
        let first = try RealStation(["0:80"])
        first.run(seconds: 5)
        let second = RealStation(on: first.network, address: first.address)
        let application = Answering("from the second")
        second.tcp.onRequest = { _, _, _ in .accept(application) }
        let connection = try LoopbackConnection.open(port: second.network.forwards[0].hostPort)
        defer { close(connection) }
        #expect(send(connection, "hi", 2, Int32(MSG_NOSIGNAL)) == 2)
        #expect(second.run { application.heard == Array("hi".utf8) })
    }

    @Test func `a port of UDP leads to the device`() throws {
        let station = try RealStation(["0:5000/udp"])
        let forward = try #require(station.network.forwards.first)
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: forward.hostPort).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, "hey", 3, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(sent == 3)
        var heard: [UDPDatagram] = []
        #expect(
            station.run {
                heard += station.takeDatagrams()
                return heard.contains { $0.destinationPort == 5000 && $0.payload == Array("hey".utf8) }
            }
        )
    }

    @Test func `a port in use is refused, and the next stack is not kept waiting`() throws {
        let server = try LoopbackServer()
        var scenario = Scenario()
        scenario.network.forwards = [try #require(PortForward(text: "\(server.port):80"))]
        for _ in 0..<2 {
            #expect(throws: EmulationError.unavailable("127.0.0.1:\(server.port): address already in use")) {
                _ = try RealNetwork(scenario)
            }
        }
    }

    @Test func `a station that asks for everything opens no more than 256 sockets`() throws {
        let server = try LoopbackServer(backlog: 1024)
        let station = try RealStation()
        for port in 0..<2000 {
            let source = UInt16(10_000 + port)
            if port % 2 == 0 {
                let segment = syn(source, UInt16(clamping: server.port))
                station.send(segment.packet(from: station.address, to: host), at: station.now)
            } else {
                let datagram = UDPDatagram(from: source, to: 9, [1])
                station.send(datagram.packet(from: station.address, to: host), at: station.now)
            }
            if port % 100 == 0 { station.run(seconds: 0.01) }
        }
        let descriptors = station.network.descriptors.count
        #expect(descriptors > 100 && descriptors <= 256, "\(descriptors)")
    }

    /// Frames of a station's, changed at random but for where they go: nobody outside is to be bothered.
    private func strangeFrames() -> [[UInt8]] {
        let own = IPv4Address(10, 0, 2, 15), destination = 30..<34
        let packets = [
            syn(1, 2).packet(from: own, to: host),
            UDPDatagram(from: 68, to: 67, [UInt8](repeating: 1, count: 300)).packet(from: .any, to: .broadcast),
        ]
        let arp = ARPPacket(.request, from: RealStation.hardware, own, host)
        let contents =
            packets.map { (EthernetFrame.PayloadType.ipv4, $0.bytes) } + [(EthernetFrame.PayloadType.arp, arp.bytes)]
        let frames = contents.map { type, bytes in
            EthernetFrame(to: EUI48(0x5255_0A00_0202), from: RealStation.hardware, type: type, payload: bytes).bytes
        }
        var random = SeededGenerator(state: Fuzz.seed)
        return (0..<Fuzz.count(3000)).map { _ in
            let plain = frames[random.index(below: frames.count)]
            var frame = plain
            for _ in 0..<random.below(5) { frame[random.index(below: frame.count)] = UInt8(random.below(256)) }
            frame.replaceSubrange(destination, with: plain[destination])
            switch random.below(4) {
            case 0: frame = Array(frame.prefix(random.index(below: frame.count)))
            case 1: frame += [UInt8](repeating: 0xA5, count: Int(random.below(3000)))
            default: break
            }
            return frame
        }
    }

    @Test func `frames that no station sends do no harm`() throws {
        let station = try RealStation()
        for frame in strangeFrames() { station.network.receive(frame, at: station.now) }
        station.run(seconds: 1)
        station.send(ARPPacket(.request, from: RealStation.hardware, station.address, host))
        station.run(seconds: 0.1)
        #expect(station.frames.contains { ARPPacket($0.payload)?.operation == .reply }, "seed \(Fuzz.seed)")
    }

    @Test func `nor do they to the library itself`() throws {
        let stack = try SlirpStack(.init())
        for (index, frame) in strangeFrames().enumerated() {
            stack.nanoseconds = Int64(index) * 1_000_000
            stack.input(frame)
            if index % 16 == 0 { stack.look(stack.descriptors(accepting: true)) }
        }
        #expect(stack.takeFrames().count <= 1024)
        _ = stack.takeFrames()
        stack.input(
            EthernetFrame(
                to: .broadcast,
                from: RealStation.hardware,
                type: EthernetFrame.PayloadType.arp,
                payload: ARPPacket(.request, from: RealStation.hardware, IPv4Address(10, 0, 2, 15), host).bytes
            ).bytes
        )
        #expect(stack.takeFrames().count == 1, "seed \(Fuzz.seed)")
    }
}
