import ESP8266

/// Clients of MQTT in the clear that are silent for longer than the keep-alive of their CONNECT (MQTT 3.1.1, 3.1.2.10).
struct KeepAliveDelays {
    private struct Session {
        var device, server: SocketAddress
        /// How long the client may be silent.
        var period: Ticks
        var heardAt: Ticks
    }

    /// Oldest first.
    private var sessions: [Session] = []

    private static let most = 8
    private static let connect: UInt8 = 0x10

    /// The device has sent a segment.
    mutating func sent(_ segment: TCPSegment, of packet: IPv4Packet, at now: Ticks) -> DelayTap.Finding? {
        let device = SocketAddress(address: packet.source, port: segment.sourcePort)
        let server = SocketAddress(address: packet.destination, port: segment.destinationPort)
        let index = sessions.firstIndex { $0.device == device && $0.server == server }
        guard segment.flags.isDisjoint(with: [.syn, .fin, .rst]) else {
            if let index { sessions.remove(at: index) }
            return nil
        }
        guard !segment.payload.isEmpty else { return nil }
        guard let index else {
            begin(segment.payload, device, server, at: now)
            return nil
        }
        let due = sessions[index].heardAt &+ sessions[index].period
        sessions[index].heardAt = now
        return now > due ? DelayTap.Finding(work: .keepAlive, since: due) : nil
    }

    private mutating func begin(_ bytes: [UInt8], _ device: SocketAddress, _ server: SocketAddress, at now: Ticks) {
        guard let seconds = Self.keepAlive(ofConnect: bytes), seconds > 0 else { return }
        if sessions.count >= Self.most { sessions.removeFirst() }
        let period = Ticks(seconds) * Clock.ticksPerSecond
        sessions.append(Session(device: device, server: server, period: period, heardAt: now))
    }

    /// The keep-alive of a CONNECT at the beginning of `bytes`, in seconds: behind the fixed header with its length of one to
    /// four bytes, the protocol's name, its level and the flags (3.1).
    private static func keepAlive(ofConnect bytes: [UInt8]) -> UInt16? {
        guard bytes.first == connect, let size = bytes.dropFirst().prefix(4).firstIndex(where: { $0 < 0x80 }) else {
            return nil
        }
        let name = Array(bytes.dropFirst(size + 1))
        let place = [("MQTT", 8), ("MQIsdp", 10)].first { text, _ in
            name.starts(with: UInt16(text.utf8.count).bigEndianBytes + Array(text.utf8))
        }?.1
        guard let place, name.count >= place + 2 else { return nil }
        return name.bigHalf(place)
    }
}
