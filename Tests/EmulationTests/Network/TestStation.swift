import ESP8266

@testable import Emulation

/// A station with a TCP/IP stack of its own on a `LocalNetwork`.
final class TestStation {
    static let hardware = EUI48(0x5CCF_7F00_0001)

    let queue: EventQueue
    let network: LocalNetwork
    let tcp: TCPHost
    var address = IPv4Address(192, 168, 1, 100)
    /// Frames that came, with their times.
    private(set) var frames: [(frame: EthernetFrame, at: Ticks)] = []
    private(set) var now: Ticks = 0
    /// Changes frames on their way from the station; none drops, several double.
    var mangle: ([UInt8]) -> [[UInt8]] = { [$0] }
    var router: IPv4Address { configuration.router }
    private let configuration: LocalNetwork.Configuration

    convenience init(_ configuration: LocalNetwork.Configuration = .init(), seed: UInt64 = 7) {
        let queue = EventQueue()
        self.init(on: LocalNetwork(configuration, queue: queue), queue, configuration, seed: seed)
    }

    /// A station on a network with the addresses of `configuration`, whose events are in `queue`.
    init(
        on network: LocalNetwork,
        _ queue: EventQueue,
        _ configuration: LocalNetwork.Configuration = .init(),
        seed: UInt64 = 7
    ) {
        self.configuration = configuration
        self.network = network
        self.queue = queue
        tcp = TCPHost(queue: queue, seed: seed)
        tcp.onPacket = { [unowned self] packet, at in send(packet, at: at) }
        network.onFrame = { [unowned self] bytes, at in take(bytes, at: at) }
    }

    private func take(_ bytes: [UInt8], at: Ticks) {
        guard let frame = EthernetFrame(bytes) else { return }
        frames.append((frame, at))
        guard frame.destination == Self.hardware || frame.destination == .broadcast else { return }
        if let request = ARPPacket(frame.payload), frame.type == EthernetFrame.PayloadType.arp,
            request.operation == .request, request.targetAddress == address
        {
            let reply = ARPPacket(
                .reply,
                from: Self.hardware,
                address,
                to: request.senderHardware,
                request.senderAddress
            )
            send(type: EthernetFrame.PayloadType.arp, reply.bytes, at: at)
        }
        if let packet = IPv4Packet(frame.payload), let segment = TCPSegment(packet) {
            tcp.receive(segment, of: packet, at: at)
        }
    }

    func send(type: UInt16, _ payload: [UInt8], to: EUI48? = nil, at: Ticks) {
        let target = to ?? configuration.hardware
        let frame = EthernetFrame(to: target, from: Self.hardware, type: type, payload: payload)
        for bytes in mangle(frame.bytes) { network.receive(bytes, at: at) }
    }

    func send(_ packet: IPv4Packet, to: EUI48? = nil, at: Ticks) {
        send(type: EthernetFrame.PayloadType.ipv4, packet.bytes, to: to, at: at)
    }

    func udp(_ payload: [UInt8], from: UInt16 = 5000, to destination: IPv4Address, _ port: UInt16) {
        send(UDPDatagram(from: from, to: port, payload).packet(from: address, to: destination), at: now)
    }

    /// Whether two long lists are the same, without showing them.
    static func areSame<Element: Equatable>(_ left: some Sequence<Element>, _ right: [Element]) -> Bool {
        left.elementsEqual(right)
    }

    /// Lets time pass.
    func run(seconds: Double) {
        now += Ticks(seconds * Double(Clock.ticksPerSecond))
        queue.fire(until: now)
    }

    /// Takes the frames that came.
    func takeFrames() -> [(frame: EthernetFrame, at: Ticks)] {
        defer { frames = [] }
        return frames
    }

    /// Takes the UDP payloads that came.
    func takeDatagrams() -> [UDPDatagram] {
        takeFrames().compactMap { IPv4Packet($0.frame.payload) }.compactMap { UDPDatagram($0) }
    }
}

/// An application that sends something and notes what comes.
final class TestClient: TCPApplication {
    var toSend: [UInt8]
    let closesAfterSending: Bool
    private(set) var bytes: [UInt8] = []
    private(set) var log: [String] = []

    init(_ toSend: [UInt8] = [], closesAfterSending: Bool = false) {
        self.toSend = toSend
        self.closesAfterSending = closesAfterSending
    }

    convenience init(_ text: String) { self.init(Array(text.utf8)) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func established(_ socket: TCPSocket, at now: Ticks) {
        log.append("established")
        pump(socket, at: now)
    }

    func received(_ bytes: [UInt8], on socket: TCPSocket, at now: Ticks) { self.bytes += bytes }

    func acknowledged(on socket: TCPSocket, at now: Ticks) { pump(socket, at: now) }

    private func pump(_ socket: TCPSocket, at now: Ticks) {
        while !toSend.isEmpty, socket.backlog < 8192 {
            let piece = Array(toSend.prefix(4096))
            toSend.removeFirst(piece.count)
            socket.send(piece, at: now)
        }
        if toSend.isEmpty, closesAfterSending { socket.close(at: now) }
    }

    func peerClosed(_ socket: TCPSocket, at now: Ticks) {
        log.append("peer closed")
        socket.close(at: now)
    }

    func ended(_ socket: TCPSocket, _ ending: TCPConnection.Ending, at now: Ticks) { log.append("\(ending)") }
}
