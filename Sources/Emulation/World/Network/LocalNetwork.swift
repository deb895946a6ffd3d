import ESP8266

/// The network behind an access point: a router with DHCP and DNS, and the hosts beyond it, in simulated time.
///
/// Frames of stations go in, frames for stations come out. What the router does itself takes a millisecond; everything else
/// goes the way of `Configuration.path`, frame by frame.
final class LocalNetwork {
    /// Told of every Ethernet frame for the stations.
    var onFrame: ([UInt8], Ticks) -> Void = { _, _ in }
    /// Told of a station that sends from an address of the network, with every packet.
    var onAddress: (EUI48, Ticks) -> Void = { _, _ in }
    /// Told of everything that happens to TCP streams, as seen at the station.
    var onStream: (StreamEvent, Ticks) -> Void = { _, _ in }

    /// Told of what came of a client's page, by the client's place in the configuration.
    var onFetched: (Int, HTTPFetch.Result, Ticks) -> Void = { _, _, _ in }

    private let configuration: Configuration
    private let queue: EventQueue
    private let tcp: TCPHost
    private var dhcp: DHCPServer
    private let dns: DNSServer
    private let ntp: NTPServer
    private var neighbours = NeighbourTable()
    private var up: NetworkPath
    private var down: NetworkPath
    private var tap = StreamTap()
    /// The address that a station has last sent from.
    private var stationAddress: IPv4Address?
    /// Addresses of clients.
    private var clientAddresses: Set<IPv4Address> = []
    /// Frames on their way.
    private var inFlight = 0

    /// Most frames on their way at a time, so that a station that floods the network cannot fill the memory.
    private static let mostInFlight = 4096
    /// How long the router takes to answer. Assumed.
    private static let nearLatency: Ticks = 1000 * Clock.ticksPerMicrosecond

    /// A network whose events are in `queue`, in ticks of 1/160 MHz.
    init(_ configuration: Configuration, queue: EventQueue) {
        self.configuration = configuration
        self.queue = queue
        var seeds = SplitMix64(seed: configuration.seed)
        tcp = TCPHost(queue: queue, seed: seeds.next())
        up = NetworkPath(configuration.path, seed: seeds.next())
        down = NetworkPath(configuration.path, seed: seeds.next())
        dhcp = DHCPServer(network: configuration.network, router: configuration.router)
        dns = DNSServer(records: configuration.names)
        ntp = NTPServer(epoch: configuration.epoch)
        tcp.onRequest = { [configuration] local, _, now in
            guard let ports = configuration.hosts[local.address] else { return .ignore }
            return ports[local.port]?.accept(at: now).map { .accept($0) } ?? .refuse
        }
        tcp.onPacket = { [unowned self] packet, now in send(packet, at: now) }
        for (number, client) in configuration.clients.enumerated() {
            queue.schedule(at: client.at) { [weak self] now in self?.fetch(number, client, at: now) }
        }
    }

    /// Takes an Ethernet frame of a station. What is no frame, or is for somebody else, is dropped.
    func receive(_ frame: [UInt8], at now: Ticks) {
        guard let frame = EthernetFrame(frame), !frame.source.isGroup,
            [configuration.hardware, configuration.visitorHardware, .broadcast].contains(frame.destination)
        else { return }
        switch frame.type {
        case EthernetFrame.PayloadType.arp: if let packet = ARPPacket(frame.payload) { answer(packet, at: now) }
        case EthernetFrame.PayloadType.ipv4:
            if let packet = IPv4Packet(frame.payload) { take(packet, of: frame, at: now) }
        default: break
        }
    }

    /// Answers for the router and, as its proxy (RFC 1027), for hosts in the stations' network. Nobody is here who has an
    /// address that a station probes or announces as its own.
    private func answer(_ packet: ARPPacket, at now: Ticks) {
        learn(packet.senderAddress, packet.senderHardware, at: now)
        let target = packet.targetAddress
        guard packet.operation == .request, packet.senderAddress != target, isKnown(target) else { return }
        let hardware = hardware(of: target)
        send(ARPPacket(.reply, from: hardware, target, to: packet.senderHardware, packet.senderAddress), at: now)
    }

    private func send(_ packet: ARPPacket, at now: Ticks) {
        let destination = packet.operation == .request ? EUI48.broadcast : packet.targetHardware
        let type = EthernetFrame.PayloadType.arp
        let frame = EthernetFrame(to: destination, from: packet.senderHardware, type: type, payload: packet.bytes)
        later(now &+ Self.nearLatency) { network, at in network.onFrame(frame.bytes, at) }
    }

    private func learn(_ address: IPv4Address, _ hardware: EUI48, at now: Ticks) {
        neighbours.learn(address, hardware)
        guard configuration.network.contains(address), !isKnown(address) else { return }
        stationAddress = address
        onAddress(hardware, now)
    }

    /// The hardware address of a host of ours.
    private func hardware(of address: IPv4Address) -> EUI48 {
        let isVisitor = clientAddresses.contains(address) && !configuration.network.contains(address)
        return isVisitor ? configuration.visitorHardware : configuration.hardware
    }

    /// Whether what goes to or comes from a host of ours does not go through the router.
    private func isNear(_ address: IPv4Address) -> Bool {
        address == configuration.router || clientAddresses.contains(address)
    }

    private func isKnown(_ address: IPv4Address) -> Bool {
        isNear(address) || configuration.hosts[address] != nil
    }

    private func take(_ packet: IPv4Packet, of frame: EthernetFrame, at now: Ticks) {
        learn(packet.source, frame.source, at: now)
        if let datagram = UDPDatagram(packet) {
            switch datagram.destinationPort {
            case DHCPMessage.serverPort: return answerDHCP(datagram, at: now)
            case DNSServer.port: return answerDNS(datagram, of: packet, at: now)
            default: break
            }
        }
        guard !packet.destination.isGroup, packet.source != .any else { return }
        tell(tap.sent(packet), at: now)
        guard !isNear(packet.destination) else { return handle(packet, at: now) }
        guard let arrival = up.arrival(of: frame.bytes.count, sentAt: now) else { return }
        later(arrival) { network, at in network.handle(packet, at: at) }
    }

    private func answerDHCP(_ datagram: UDPDatagram, at now: Ticks) {
        guard configuration.answersDHCP, let message = DHCPMessage(datagram.payload),
            let answer = dhcp.answer(to: message)
        else { return }
        let reply = UDPDatagram(from: DHCPMessage.serverPort, to: DHCPMessage.clientPort, answer.bytes)
        // RFC 2131, 4.1: to the address the client uses, else to everybody, else to the one it gets, which it does not yet
        // answer ARP for.
        let isUsed = answer.clientAddress != .any
        let isForAll = !isUsed && (answer.wantsBroadcast || answer.yourAddress == .any)
        let destination = isUsed ? answer.clientAddress : isForAll ? .broadcast : answer.yourAddress
        if !isForAll { neighbours.learn(destination, message.hardware) }
        send(reply.packet(from: configuration.router, to: destination), at: now)
    }

    private func answerDNS(_ datagram: UDPDatagram, of packet: IPv4Packet, at now: Ticks) {
        guard let answer = dns.answer(to: datagram.payload) else { return }
        let reply = UDPDatagram(from: DNSServer.port, to: datagram.sourcePort, answer)
        send(reply.packet(from: packet.destination, to: packet.source), isNear: true, at: now)
    }

    /// A datagram has reached the host it is for.
    private func handle(_ packet: IPv4Packet, at now: Ticks) {
        switch packet.payloadProtocol {
        case IPv4Packet.PayloadProtocol.tcp:
            if let segment = TCPSegment(packet) { tcp.receive(segment, of: packet, at: now) }
        case IPv4Packet.PayloadProtocol.udp:
            guard let datagram = UDPDatagram(packet), let answer = answer(to: datagram, of: packet, at: now) else {
                return
            }
            let reply = UDPDatagram(from: datagram.destinationPort, to: datagram.sourcePort, answer)
            send(reply.packet(from: packet.destination, to: packet.source), at: now)
        case IPv4Packet.PayloadProtocol.icmp:
            guard isKnown(packet.destination), let answer = ICMPEcho.answer(to: packet.payload) else { return }
            send(IPv4Packet(from: packet.destination, to: packet.source, packet.payloadProtocol, answer), at: now)
        default: break
        }
    }

    private func answer(to datagram: UDPDatagram, of packet: IPv4Packet, at now: Ticks) -> [UInt8]? {
        if case .echo = configuration.hosts[packet.destination]?[datagram.destinationPort] { return datagram.payload }
        return datagram.destinationPort == NTPServer.port ? ntp.answer(to: datagram.payload, at: now) : nil
    }

    /// Sends a datagram of a host's on its way to a station.
    private func send(_ packet: IPv4Packet, isNear: Bool? = nil, at now: Ticks) {
        let isNear = isNear ?? self.isNear(packet.source)
        let size = packet.payload.count + (EthernetFrame.mostPayload - IPv4Packet.mostPayload)
        let arrival = isNear ? now &+ Self.nearLatency : down.arrival(of: size, sentAt: now)
        guard let arrival else { return }
        later(arrival) { network, at in network.deliver(packet, at: at) }
    }

    private func deliver(_ packet: IPv4Packet, at now: Ticks) {
        let isForAll = packet.destination == .broadcast
        guard let hardware = isForAll ? .broadcast : neighbours.hardware(of: packet.destination) else { return }
        tell(tap.received(packet), at: now)
        let type = EthernetFrame.PayloadType.ipv4
        let source = self.hardware(of: packet.source)
        onFrame(EthernetFrame(to: hardware, from: source, type: type, payload: packet.bytes).bytes, now)
    }

    /// Has a client fetch its page as soon as its station is there.
    private func fetch(_ number: Int, _ client: VirtualClient, at now: Ticks) {
        func again(after interval: Ticks) {
            queue.schedule(at: now &+ interval) { [weak self] at in self?.fetch(number, client, at: at) }
        }
        guard let station = client.address ?? stationAddress else { return again(after: VirtualClient.interval) }
        let own = VirtualClient.address(towards: station, in: configuration.network)
        clientAddresses.insert(own)
        guard neighbours.hardware(of: station) != nil else {
            send(ARPPacket(.request, from: hardware(of: own), own, station), at: now)
            return again(after: VirtualClient.arpInterval)
        }
        let fetch = HTTPFetch(host: client.host ?? station.description, path: client.path) { [weak self] result, at in
            self?.onFetched(number, result, at)
        }
        _ = tcp.connect(from: own, to: SocketAddress(address: station, port: client.port), fetch, at: now)
    }

    private func tell(_ events: [StreamEvent], at now: Ticks) {
        for event in events { onStream(event, now) }
    }

    private func later(_ at: Ticks, _ action: @escaping (LocalNetwork, Ticks) -> Void) {
        guard inFlight < Self.mostInFlight else { return }
        inFlight += 1
        queue.schedule(at: at) { [weak self] now in
            guard let self else { return }
            inFlight -= 1
            action(self, now)
        }
    }
}
