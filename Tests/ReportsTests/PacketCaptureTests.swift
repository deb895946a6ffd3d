import Record
import Testing

@testable import Reports

/// The capture file, read back by the definitions of libpcap, Ethernet, IPv4 and TCP.
@Suite struct PacketCaptureTests {
    private struct Packet: Equatable {
        var time: Int
        var fromDevice: Bool
        var flags: UInt8
        var sequence: UInt32
        var acknowledged: UInt32
        var payload: [UInt8]
    }

    private static let syn: UInt8 = 2, fin: UInt8 = 1, reset: UInt8 = 4, push: UInt8 = 8, ack: UInt8 = 16

    private static func segment(
        _ kind: RunRecord.Segment.Kind,
        _ microseconds: Int64,
        _ payload: [UInt8] = [],
        connection: Int = 1
    ) -> RunRecord.Segment {
        RunRecord.Segment(
            connection: connection,
            port: 8883,
            at: Seconds(microseconds: microseconds),
            kind: kind,
            payload: payload
        )
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }

    /// One's complement sum of 16-bit words; 0xFFFF over data that includes its right checksum.
    private static func sum(_ bytes: [UInt8]) -> UInt32 {
        let even = bytes.count % 2 == 0 ? bytes : bytes + [0]
        let words = stride(from: 0, to: even.count, by: 2).map { UInt32(even[$0]) << 8 | UInt32(even[$0 + 1]) }
        var sum = words.reduce(0, +)
        while sum > 0xFFFF { sum = (sum & 0xFFFF) + (sum >> 16) }
        return sum
    }

    private func packets(_ segments: [RunRecord.Segment]) throws -> [Packet] {
        var traffic = RunRecord.Traffic()
        traffic.segments = segments
        let file = PacketCapture.bytes(traffic)
        #expect(Array(file.prefix(8)) == [0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0])
        #expect(Array(file[20..<24]) == [1, 0, 0, 0], "Ethernet")
        var packets: [Packet] = []
        var offset = 24
        func word(_ at: Int) -> Int { Int(Self.number(file[at..<at + 4].reversed())) }
        while offset < file.count {
            let count = word(offset + 8)
            #expect(word(offset + 12) == count)
            let frame = Array(file[offset + 16..<offset + 16 + count])
            packets.append(try packet(frame, word(offset) * 1_000_000 + word(offset + 4)))
            offset += 16 + count
        }
        return packets
    }

    private func packet(_ frame: [UInt8], _ time: Int) throws -> Packet {
        try #require(frame.count >= 54)
        #expect(Array(frame[12..<14]) == [8, 0])
        let header = Array(frame[14..<34]), tcp = Array(frame[34...])
        #expect(header[0] == 0x45 && header[9] == 6)
        #expect(Int(Self.number(header[2..<4])) == frame.count - 14)
        #expect(Self.sum(header) == 0xFFFF)
        let length = [UInt8(tcp.count >> 8), UInt8(tcp.count & 0xFF)]
        #expect(Self.sum(Array(header[12..<20]) + [0, 6] + length + tcp) == 0xFFFF)
        let fromDevice = Self.number(tcp[2..<4]) == 8883
        return Packet(
            time: time,
            fromDevice: fromDevice,
            flags: tcp[13],
            sequence: Self.number(tcp[4..<8]),
            acknowledged: Self.number(tcp[8..<12]),
            payload: Array(tcp[(Int(tcp[12] >> 4) * 4)...])
        )
    }

    @Test func `handshake, data, acknowledgements and both ends`() throws {
        let big = (0..<1461).map { UInt8(truncatingIfNeeded: $0) }
        let all = try packets([
            Self.segment(.connect, 1000), Self.segment(.established, 3000), Self.segment(.sent, 4000, [1, 2, 3]),
            Self.segment(.received, 6000, big), Self.segment(.sent, 7000, [4]),
            Self.segment(.closedByServer, 8_000_123), Self.segment(.closed, 8_000_200),
        ])
        let device = all[0].sequence, server = all[1].sequence
        func one(_ time: Int, _ fromDevice: Bool, _ flags: UInt8, _ d: UInt32, _ s: UInt32, _ data: [UInt8] = [])
            -> Packet
        {
            let sequence = fromDevice ? device &+ d : server &+ s
            let acknowledged = fromDevice ? server &+ s : device &+ d
            return Packet(
                time: time,
                fromDevice: fromDevice,
                flags: flags,
                sequence: sequence,
                acknowledged: acknowledged,
                payload: data
            )
        }
        #expect(all[0].flags == Self.syn && all[0].acknowledged == 0 && all[0].time == 1000)
        #expect(
            Array(all.dropFirst()) == [
                one(3000, false, Self.syn | Self.ack, 1, 0), one(3000, true, Self.ack, 1, 1),
                one(4000, true, Self.push | Self.ack, 1, 1, [1, 2, 3]),
                one(6000, false, Self.ack, 4, 1, Array(big.prefix(1460))),
                one(6000, false, Self.push | Self.ack, 4, 1461, [big[1460]]), one(6000, true, Self.ack, 4, 1462),
                one(7000, true, Self.push | Self.ack, 4, 1462, [4]), one(9000, false, Self.ack, 5, 1462),
                one(8_000_123, false, Self.fin | Self.ack, 5, 1462), one(8_000_123, true, Self.ack, 5, 1463),
                one(8_000_200, true, Self.fin | Self.ack, 5, 1463), one(8_002_200, false, Self.ack, 6, 1463),
            ]
        )
    }

    @Test func `a refusal is a reset; a connection the chip forgot just ends`() throws {
        let refused = try packets([Self.segment(.connect, 0), Self.segment(.refused, 10)])
        #expect(refused.map(\.flags) == [Self.syn, Self.reset | Self.ack])
        #expect(refused[1].acknowledged == refused[0].sequence &+ 1)
        let lost = try packets([
            Self.segment(.connect, 0), Self.segment(.established, 10), Self.segment(.sent, 20, [1]),
            Self.segment(.lost, 25), Self.segment(.connect, 22, connection: 2),
        ])
        #expect(lost.map(\.time) == [0, 10, 10, 20, 22])
        #expect(lost.last?.flags == Self.syn)
    }

    @Test func `no traffic is an empty capture`() throws {
        #expect(try packets([]) == [])
    }
}
