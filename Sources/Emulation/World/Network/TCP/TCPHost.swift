import ESP8266

/// The TCP of every host of a network (RFC 9293): who is asked for, and the connections there are.
final class TCPHost {
    /// What becomes of a SYN.
    enum Answer {
        case accept(any TCPApplication)
        /// Nobody listens on the port.
        case refuse
        /// There is no such host.
        case ignore
    }

    /// Asked for every SYN.
    var onRequest: (_ local: SocketAddress, _ remote: SocketAddress, Ticks) -> Answer = { _, _, _ in .ignore }
    /// Called with every datagram to send.
    var onPacket: (IPv4Packet, Ticks) -> Void = { _, _ in }

    private struct Pair: Hashable {
        var local, remote: SocketAddress
    }

    private let queue: EventQueue
    private var random: SplitMix64
    private var sockets: [Pair: TCPSocket] = [:]
    private var lastNumber = 0
    private var nextPort: UInt16 = 49_152

    /// Most connections. The one that was silent longest makes room for a new one.
    static let mostConnections = 64

    /// - Parameter seed: of the initial sequence numbers.
    init(queue: EventQueue, seed: UInt64) {
        self.queue = queue
        random = SplitMix64(seed: seed)
    }

    /// Takes a segment of a station.
    func receive(_ segment: TCPSegment, of packet: IPv4Packet, at now: Ticks) {
        let local = SocketAddress(address: packet.destination, port: segment.destinationPort)
        let remote = SocketAddress(address: packet.source, port: segment.sourcePort)
        let pair = Pair(local: local, remote: remote)
        if let socket = sockets[pair], !isReopened(socket, by: segment) {
            socket.heardAt = now
            socket.connection.receive(segment, at: now)
            return socket.settle(at: now)
        }
        let isRequest = segment.flags.contains(.syn) && segment.flags.isDisjoint(with: [.ack, .rst])
        switch onRequest(local, remote, now) {
        case .ignore: return
        case .accept(let application) where isRequest:
            if let old = sockets[pair] { forget(old) }
            let initial = SequenceNumber(UInt32(truncatingIfNeeded: random.next()))
            let connection = TCPConnection(accepting: segment, local: local, remote: remote, initial: initial)
            add(connection, application, at: now).settle(at: now)
        case .accept, .refuse:
            if let reset = segment.reset { onPacket(reset.packet(from: local.address, to: remote.address), now) }
        }
    }

    /// Whether a SYN begins a new connection between ports whose last one waits for late segments (RFC 9293, 3.10.7.4).
    private func isReopened(_ socket: TCPSocket, by segment: TCPSegment) -> Bool {
        socket.connection.state == .timeWait && segment.flags.contains(.syn) && !segment.flags.contains(.ack)
    }

    /// Connects from `address` to a station.
    func connect(
        from address: IPv4Address,
        to remote: SocketAddress,
        _ application: any TCPApplication,
        at now: Ticks
    ) -> TCPSocket {
        nextPort = nextPort == .max ? 49_152 : nextPort + 1
        let local = SocketAddress(address: address, port: nextPort)
        if let old = sockets[Pair(local: local, remote: remote)] { forget(old) }
        let initial = SequenceNumber(UInt32(truncatingIfNeeded: random.next()))
        let socket = add(TCPConnection(connecting: local, to: remote, initial: initial), application, at: now)
        socket.settle(at: now)
        return socket
    }

    private func add(_ connection: TCPConnection, _ application: any TCPApplication, at now: Ticks) -> TCPSocket {
        if sockets.count >= Self.mostConnections,
            let oldest = sockets.values.min(by: { ($0.heardAt, $0.number) < ($1.heardAt, $1.number) })
        {
            oldest.reset(at: now)
            forget(oldest)
        }
        lastNumber += 1
        let socket = TCPSocket(lastNumber, connection, application, on: self, at: now)
        sockets[Pair(local: connection.local, remote: connection.remote)] = socket
        return socket
    }

    private func forget(_ socket: TCPSocket) {
        queue.cancel(socket.alarm)
        socket.alarm = nil
        let pair = Pair(local: socket.local, remote: socket.remote)
        if sockets[pair] === socket { sockets[pair] = nil }
    }

    /// A socket has told its application everything: `segments` go out, and its alarm is set anew.
    func settled(_ socket: TCPSocket, _ segments: [TCPSegment], at now: Ticks) {
        for segment in segments { onPacket(segment.packet(from: socket.local.address, to: socket.remote.address), now) }
        guard socket.connection.state != .closed else { return forget(socket) }
        queue.cancel(socket.alarm)
        socket.alarm = socket.connection.deadline.map { deadline in
            queue.schedule(at: max(now, deadline)) { [weak socket] at in
                guard let socket else { return }
                socket.alarm = nil
                socket.connection.timeOut(at: at)
                socket.settle(at: at)
            }
        }
    }
}
