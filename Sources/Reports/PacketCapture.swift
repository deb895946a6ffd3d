import Record

/// The TCP connections of a run as a capture file (libpcap, Ethernet), as a sniffer beside the device would see them.
///
/// The time stamps are simulated time: a run begins at 1970-01-01 00:00:00 UTC. The payloads and their times are the
/// run's. The segments around them are made up: 1460 bytes each, acknowledged by the device at once and by the server
/// after the round trip that the connection began with.
public enum PacketCapture {
    /// The file.
    public static func bytes(_ traffic: RunRecord.Traffic) -> [UInt8] {
        var packets: [Packet] = []
        let numbers = Set(traffic.segments.map(\.connection)).sorted()
        for number in numbers {
            var connection = TCPConnection(number: number)
            connection.replay(traffic.segments.filter { $0.connection == number })
            packets += connection.packets
        }
        let order = packets.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }
        var file = CaptureFile(.ethernet)
        for (_, packet) in order { file.append(packet.bytes, at: packet.at) }
        return file.bytes
    }
}

/// A frame and when it passed.
private struct Packet {
    var at: Seconds
    var bytes: [UInt8]
}

/// Turns the steps of one connection into frames.
private struct TCPConnection {
    private enum Flag {
        static let fin: UInt8 = 1, syn: UInt8 = 2, reset: UInt8 = 4, push: UInt8 = 8, ack: UInt8 = 16
    }

    /// One end of the connection.
    private struct End {
        var address: [UInt8]
        var hardware: [UInt8]
        var port: UInt16
        var window: UInt16
        /// Sequence number of the next byte it sends.
        var next: UInt32
        /// Sequence number of the next byte it expects, as it last said.
        var acknowledged: UInt32 = 0
        var identification: UInt16 = 0
    }

    private static let segmentSize = 1460

    private(set) var packets: [Packet] = []
    private var device: End
    private var server: End
    private var startedAt = Seconds.zero
    private var roundTrip = Seconds.zero
    /// What the device has sent and the server will acknowledge: the sequence number behind it, and when.
    private var owed: [(behind: UInt32, at: Seconds)] = []
    private var isOver = false

    init(number: Int) {
        let offset = UInt32(truncatingIfNeeded: number) &* 0x0100_0000
        // The addresses are those the station has, and one for documentation (RFC 5737); Espressif's OUI.
        device = End(
            address: [192, 168, 1, 100],
            hardware: [0x5C, 0xCF, 0x7F, 0x00, 0x00, 0x01],
            port: UInt16(49_152 + number % 16_384),
            window: 5840,
            next: 0x1000 &+ offset
        )
        server = End(
            address: [198, 51, 100, 1],
            hardware: [0x02, 0x00, 0x00, 0x00, 0x00, 0x01],
            port: 0,
            window: 65_535,
            next: 0x8000_1000 &+ offset
        )
    }

    mutating func replay(_ segments: [RunRecord.Segment]) {
        for segment in segments where !isOver {
            acknowledgeUntil(segment.at)
            step(segment)
        }
        if !isOver { acknowledgeUntil(Seconds(microseconds: .max)) }
    }

    private mutating func step(_ segment: RunRecord.Segment) {
        let at = segment.at
        switch segment.kind {
        case .connect:
            server.port = UInt16(truncatingIfNeeded: segment.port)
            startedAt = at
            send(Flag.syn, at)
        case .established:
            roundTrip = at - startedAt
            server.acknowledged = device.next
            answer(Flag.syn | Flag.ack, at)
            acknowledge(at)
        case .refused:
            server.acknowledged = device.next
            answer(Flag.reset | Flag.ack, at)
            isOver = true
        case .sent:
            transmit(segment.payload, at, fromDevice: true)
            owed.append((device.next, at + roundTrip))
        case .received:
            noteOwed(until: at)
            transmit(segment.payload, at, fromDevice: false)
            acknowledge(at)
        case .closedByServer:
            noteOwed(until: at)
            answer(Flag.fin | Flag.ack, at)
            acknowledge(at)
        case .closed:
            guard device.acknowledged != 0 else { return isOver = true }
            send(Flag.fin | Flag.ack, at)
            owed.append((device.next, at + roundTrip))
        case .lost:
            isOver = true
        }
    }

    /// Bytes in segments; the last one of a flight is pushed.
    private mutating func transmit(_ bytes: [UInt8], _ at: Seconds, fromDevice: Bool) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(Self.segmentSize))
            rest = rest.dropFirst(piece.count)
            let flags = rest.isEmpty ? Flag.push | Flag.ack : Flag.ack
            if fromDevice { send(flags, at, piece) } else { answer(flags, at, piece) }
        }
    }

    /// The server's acknowledgements that reach the device before `time`, without data.
    private mutating func acknowledgeUntil(_ time: Seconds) {
        while let (behind, at) = owed.first, at < time {
            owed.removeFirst()
            server.acknowledged = behind
            answer(Flag.ack, at)
        }
    }

    /// Those that come with what the server sends at `time`.
    private mutating func noteOwed(until time: Seconds) {
        while let (behind, at) = owed.first, at <= time {
            owed.removeFirst()
            server.acknowledged = behind
        }
    }

    private mutating func acknowledge(_ at: Seconds) {
        device.acknowledged = server.next
        send(Flag.ack, at)
    }

    private mutating func send(_ flags: UInt8, _ at: Seconds, _ payload: [UInt8] = []) {
        packets.append(Packet(at: at, bytes: Self.frame(flags, payload, from: &device, to: server)))
    }

    private mutating func answer(_ flags: UInt8, _ at: Seconds, _ payload: [UInt8] = []) {
        packets.append(Packet(at: at, bytes: Self.frame(flags, payload, from: &server, to: device)))
    }

    /// An Ethernet frame with IPv4 (RFC 791) and TCP (RFC 9293); advances the sender's sequence number.
    private static func frame(_ flags: UInt8, _ payload: [UInt8], from sender: inout End, to receiver: End) -> [UInt8] {
        let isSyn = flags & Flag.syn != 0
        let options: [UInt8] = isSyn ? [2, 4] + big(UInt16(segmentSize)) : []
        var segment = big(sender.port) + big(receiver.port) + big(sender.next) + big(sender.acknowledged)
        segment += [UInt8(5 + options.count / 4) << 4, flags] + big(sender.window) + [0, 0, 0, 0] + options + payload
        let pseudo = sender.address + receiver.address + [0, 6] + big(UInt16(truncatingIfNeeded: segment.count))
        segment.replaceSubrange(16..<18, with: big(checksum(pseudo + segment)))

        sender.identification &+= 1
        var header: [UInt8] = [0x45, 0] + big(UInt16(truncatingIfNeeded: 20 + segment.count))
        header += big(sender.identification) + [0x40, 0, 64, 6, 0, 0] + sender.address + receiver.address
        header.replaceSubrange(10..<12, with: big(checksum(header)))

        let length = UInt32(truncatingIfNeeded: payload.count)
        sender.next &+= length &+ (flags & (Flag.syn | Flag.fin) != 0 ? 1 : 0)
        return receiver.hardware + sender.hardware + [8, 0] + header + segment
    }

    /// The Internet checksum (RFC 1071).
    private static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            let low = index + 1 < bytes.count ? bytes[index + 1] : 0
            sum &+= UInt32(bytes[index]) << 8 | UInt32(low)
        }
        while sum >> 16 != 0 { sum = sum & 0xFFFF + sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }

    private static func big(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)] }
    private static func big(_ value: UInt32) -> [UInt8] {
        big(UInt16(value >> 16)) + big(UInt16(truncatingIfNeeded: value))
    }
}
