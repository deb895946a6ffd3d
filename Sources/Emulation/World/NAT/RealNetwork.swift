import ESP8266
import Foundation
import Inputs
import Record

/// The host's own network behind the access point, or behind a station that has joined the device's own network, by NAT.
///
/// The world outside has no simulated time. That stands still for an answer that may be on its way, and passes no faster than
/// the host's while anybody is connected or may connect. Whether the guest waits makes no difference: firmware that asks
/// again and again whether something has come looks like one that computes.
final class RealNetwork: StationNetwork {
    var onFrame: ([UInt8], Ticks) -> Void = { _, _ in }
    var onAddress: (EUI48, Ticks) -> Void = { _, _ in }
    var onStream: (StreamEvent, _ host: String?, Ticks) -> Void = { _, _, _ in }

    /// The ports of the host that lead to the device.
    let forwards: [PortForward]

    private let stack: SlirpStack
    private let configuration: SlirpStack.Configuration
    private var queue = EventQueue()
    /// The stack's time when the board's began.
    private var start: Int64 = 0
    private var inFlight = 0
    private var tap = StreamTap()
    private var streams: StreamTraffic?
    private var names: [IPv4Address: String] = [:]
    /// Frames since the last look that may have opened sockets.
    private var openings = 0
    private var pace = Pace(factor: 1)
    /// Whether the device has sent something that is not answered yet.
    private var awaitsAnswer = false
    /// Until when an answer is waited for.
    private var deadline: ContinuousClock.Instant?
    private var patience = RealNetwork.mostPatience

    /// Until a frame is at the access point's other side, there and back. Assumed, as for the simulated router.
    private static let latency: Ticks = 1000 * Clock.ticksPerMicrosecond
    private static let mostInFlight = 4096
    /// Sockets beyond which no further ones are opened.
    private static let mostSockets = 256
    private static let mostNames = 256
    /// How often sockets are looked at.
    private static let period: Ticks = 10 * 1000 * Clock.ticksPerMicrosecond
    /// How long simulated time stands still for an answer; half as long each time that none came.
    private static let mostPatience = Duration.seconds(2), leastPatience = Duration.milliseconds(20)

    /// The network of a scenario. What its forwards are called is known afterwards.
    init(_ scenario: Scenario) throws(EmulationError) {
        configuration = scenario.station.ssid == nil ? .init() : .besideVisitor
        stack = try SlirpStack(configuration)
        var forwards = scenario.network.forwards
        for index in forwards.indices { forwards[index].hostPort = try stack.forward(forwards[index]) }
        self.forwards = forwards
    }

    /// The hardware address of the host in the network.
    var hardware: EUI48 { configuration.hardware }

    /// What the library found fault with.
    var notes: [String] { stack.said.map { "the real network: \($0)" } }

    /// A board begins at `now`, whose events are in `queue`.
    func begin(_ queue: EventQueue, at now: Ticks, collectsTraffic: Bool) {
        self.queue = queue
        start = stack.nanoseconds &- Self.nanoseconds(now)
        inFlight = 0
        tap = StreamTap()
        streams = collectsTraffic ? StreamTraffic() : nil
        awaitsAnswer = false
        deadline = nil
        pace.restart(at: now)
    }

    /// Has itself looked after by the board's own time, from `now` on.
    func lookByItself(after now: Ticks) {
        queue.schedule(at: now &+ Self.period) { [weak self] at in
            guard let self else { return }
            look(at: at)
            lookByItself(after: at)
        }
    }

    func receive(_ bytes: [UInt8], at now: Ticks) {
        guard let frame = EthernetFrame(bytes), !frame.source.isGroup else { return }
        setTime(now)
        switch frame.type {
        case EthernetFrame.PayloadType.arp:
            if let packet = ARPPacket(frame.payload) { learn(packet.senderAddress, frame.source, at: now) }
        case EthernetFrame.PayloadType.ipv4:
            guard let packet = IPv4Packet(frame.payload) else { return }
            learn(packet.source, frame.source, at: now)
            guard mayPass(packet) else { return }
            tell(tap.sent(packet), at: now)
        default: return
        }
        stack.input(bytes)
        deliver(at: now)
    }

    private func learn(_ address: IPv4Address, _ hardware: EUI48, at now: Ticks) {
        if configuration.network.contains(address) { onAddress(hardware, now) }
    }

    /// Whether a datagram opens no socket, or one that may be; notes whether it asks for an answer.
    private func mayPass(_ packet: IPv4Packet) -> Bool {
        let isLocal = packet.destination.isGroup || packet.destination == configuration.network.broadcast
        var opens = true, asks = true
        if packet.payloadProtocol == IPv4Packet.PayloadProtocol.tcp {
            guard let segment = TCPSegment(packet) else { return false }
            opens = segment.flags.contains(.syn) && !segment.flags.contains(.ack)
            asks = opens || !segment.payload.isEmpty
        }
        if opens, !isLocal {
            guard stack.sockets + openings < Self.mostSockets else { return false }
            openings += 1
        }
        if asks, !isLocal { (awaitsAnswer, deadline) = (true, nil) }
        return true
    }

    func traffic(starts: Set<Seconds>) -> RunRecord.Traffic? { streams?.traffic(starts: starts, keyLog: []) }

    private func tell(_ events: [StreamEvent], at now: Ticks) {
        for event in events {
            streams?.take(event, at: now)
            onStream(event, names[event.peer.address] ?? "\(event.peer.address)", now)
        }
    }

    /// Sends what the stack has for the device on its way.
    private func deliver(at now: Ticks) {
        for bytes in stack.takeFrames() where inFlight < Self.mostInFlight {
            inFlight += 1
            let packet = EthernetFrame(bytes).flatMap { frame in
                frame.type == EthernetFrame.PayloadType.ipv4 ? IPv4Packet(frame.payload) : nil
            }
            if let packet, isAnswer(packet) { (awaitsAnswer, patience) = (false, Self.mostPatience) }
            queue.schedule(at: now &+ Self.latency) { [weak self] at in
                guard let self else { return }
                inFlight -= 1
                if let packet { tell(tap.received(packet), at: at) }
                onFrame(bytes, at)
            }
        }
    }

    /// Whether the world outside had its say; an acknowledgement alone is the stack's.
    private func isAnswer(_ packet: IPv4Packet) -> Bool {
        guard let segment = TCPSegment(packet) else {
            note(packet)
            return true
        }
        return !segment.payload.isEmpty || !segment.flags.isDisjoint(with: [.syn, .fin, .rst])
    }

    /// Learns names of what DNS says.
    private func note(_ packet: IPv4Packet) {
        guard let datagram = UDPDatagram(packet), datagram.sourcePort == DNSServer.port,
            let answer = DNSAnswer(datagram.payload)
        else { return }
        for address in answer.addresses where names.count < Self.mostNames { names[address] = answer.name }
    }

    private static func nanoseconds(_ ticks: Ticks) -> Int64 {
        Int64(clamping: ticks / 4 &* 25 &+ ticks % 4 &* 25 / 4)
    }

    private func setTime(_ now: Ticks) { stack.nanoseconds = max(stack.nanoseconds, start &+ Self.nanoseconds(now)) }
}

/// The two times.
extension RealNetwork {
    /// What to wait for at the host's sockets, together with what else there is.
    var descriptors: [pollfd] { stack.descriptors(accepting: stack.sockets < Self.mostSockets) }

    /// Takes what came. `found` is what `descriptors` told, waited for, with nothing else done in between.
    func take(_ found: some Sequence<pollfd>, at now: Ticks) {
        setTime(now)
        openings = 0
        stack.look(found)
        deliver(at: now)
    }

    /// How long the host has to wait until simulated time may go on from `now`; zero or less when it may.
    func wait(at now: Ticks) -> Duration {
        if awaitsAnswer {
            let end = deadline ?? .now + patience
            deadline = end
            let rest = end - .now
            if rest > .zero { return rest }
            awaitsAnswer = false
            patience = max(Self.leastPatience, patience / 2)
        }
        guard !stack.connections.isEmpty || !forwards.isEmpty else {
            pace.restart(at: now)
            return .zero
        }
        return pace.wait(for: now)
    }

    /// Looks at the sockets, and waits as long as simulated time must.
    private func look(at now: Ticks) {
        let planned = inFlight
        repeat {
            let rest = wait(at: now)
            var entries = descriptors
            _ = poll(&entries, nfds_t(entries.count), Int32(clamping: rest.wholeMilliseconds))
            take(entries, at: now)
        } while inFlight == planned && wait(at: now).wholeMilliseconds > 0
    }
}

extension SlirpStack.Configuration {
    /// The network that the device's own access point has in all SDKs, with itself at the address 1. libslirp is a station of it.
    fileprivate static var besideVisitor: SlirpStack.Configuration {
        let network = IPv4Network(address: IPv4Address(192, 168, 4, 0), prefix: 24)
        return .init(network: network, host: network.host(2), nameServer: network.host(3), guest: network.host(1))
    }

    /// The hardware address that libslirp gives its host: 52:55 and the address of IPv4.
    fileprivate var hardware: EUI48 { EUI48(0x5255_0000_0000 | UInt64(host.value)) }
}
