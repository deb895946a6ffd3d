import ESP8266
import TestSupport
import Testing

@testable import Emulation

/// What frames at its antenna say a device does late.
@Suite struct DelayTapTests {
    private static let device = SocketAddress(address: IPv4Address(192, 168, 1, 100), port: 5000)
    private static let server = SocketAddress(address: IPv4Address(198, 51, 100, 10), port: 80)
    private static let router = SocketAddress(address: IPv4Address(192, 168, 1, 1), port: 53)
    private static let millisecond = 1000 * Clock.ticksPerMicrosecond

    private var tap = DelayTap()

    private func ethernet(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
        EthernetFrame(to: TestStation.hardware, from: EUI48(1), type: type, payload: payload).bytes
    }

    private func ip(_ packet: IPv4Packet) -> [UInt8] { ethernet(EthernetFrame.PayloadType.ipv4, packet.bytes) }

    private func segment(
        _ from: SocketAddress,
        _ to: SocketAddress,
        _ sequence: UInt32,
        _ acknowledgement: UInt32?,
        _ flags: TCPSegment.Flags = [],
        window: UInt16 = 2000,
        _ payload: [UInt8] = []
    ) -> [UInt8] {
        let flags = acknowledgement == nil ? flags : flags.union(.ack)
        var segment = TCPSegment(from: from.port, to: to.port, sequence: SequenceNumber(sequence), flags: flags)
        segment.acknowledgement = SequenceNumber(acknowledgement ?? 0)
        segment.window = window
        segment.payload = payload
        return ip(segment.packet(from: from.address, to: to.address))
    }

    private mutating func server(
        _ at: Ticks,
        _ sequence: UInt32,
        _ acknowledgement: UInt32?,
        _ flags: TCPSegment.Flags = [],
        bytes: Int = 0
    ) -> [DelayTap.Finding] {
        let payload = [UInt8](repeating: 1, count: bytes)
        let frame = segment(Self.server, Self.device, sequence, acknowledgement, flags, payload)
        return tap.received(frame, at: at * Self.millisecond)
    }

    private mutating func device(
        _ at: Ticks,
        _ sequence: UInt32,
        _ acknowledgement: UInt32?,
        _ flags: TCPSegment.Flags = [],
        window: UInt16 = 2000,
        _ payload: [UInt8] = []
    ) -> [DelayTap.Finding] {
        let frame = segment(Self.device, Self.server, sequence, acknowledgement, flags, window: window, payload)
        return tap.sent(frame, at: at * Self.millisecond)
    }

    /// The device connects: its bytes begin at 101, the server's at 901.
    private mutating func connect() {
        #expect(device(0, 100, nil, .syn) == [] && server(80, 900, 101, .syn) == [] && device(81, 101, 901) == [])
    }

    private func finding(_ work: DelayedWork, since: Ticks) -> [DelayTap.Finding] {
        [DelayTap.Finding(work: work, since: since * Self.millisecond)]
    }

    @Test mutating func `a segment that comes again unacknowledged has waited since it came first`() {
        connect()
        #expect(server(100, 901, 101, bytes: 500) == [])
        #expect(server(110, 1401, 101, bytes: 500) == [])
        #expect(server(400, 901, 101, bytes: 500) == finding(.segmentAgain, since: 100))
        #expect(server(900, 1401, 101, bytes: 500) == finding(.segmentAgain, since: 110))
        #expect(device(950, 101, 1901) == [])
    }

    @Test mutating func `one that is on its way again when the acknowledgement comes late counts, too`() {
        connect()
        #expect(server(100, 901, 101, bytes: 500) == [])
        #expect(device(1100, 101, 1401) == [])
        #expect(server(1120, 901, 101, bytes: 500) == finding(.segmentAgain, since: 100))
    }

    @Test mutating func `what the link has lost is not the device's fault`() {
        connect()
        // The first of two segments comes late, and an acknowledgement that was in time gets lost.
        #expect(server(110, 1401, 101, bytes: 500) == [])
        #expect(server(400, 901, 101, bytes: 500) == [])
        #expect(device(401, 101, 1901) == [])
        #expect(server(700, 901, 101, bytes: 500) == [] && server(701, 1401, 101, bytes: 500) == [])
    }

    @Test mutating func `a probe of a closed window is no segment that waits`() {
        connect()
        #expect(device(90, 101, 901, window: 0) == [])
        #expect(server(300, 901, 101, bytes: 1) == [] && server(700, 901, 101, bytes: 1) == [])
    }

    @Test mutating func `requests for a connection wait in either direction`() {
        #expect(server(0, 900, nil, .syn) == [])
        #expect(server(1000, 900, nil, .syn) == finding(.segmentAgain, since: 0))
        #expect(device(1010, 500, 901, .syn) == [])
        tap = DelayTap()
        #expect(device(0, 100, nil, .syn) == [] && server(80, 900, 101, .syn) == [])
        #expect(server(1080, 900, 101, .syn) == finding(.segmentAgain, since: 80))
        #expect(device(1090, 100, nil, .syn) == finding(.ownSegmentAgain, since: 80))
        #expect(device(1100, 200, nil, .syn) == [], "another connection")
    }

    @Test mutating func `a segment of its own that it sends again although the acknowledgement is there`() {
        connect()
        #expect(device(100, 101, 901, [], [1, 2, 3]) == [])
        #expect(device(600, 101, 901, [], [1, 2, 3]) == [], "nobody has acknowledged it")
        #expect(server(700, 901, 104) == [])
        #expect(device(710, 101, 901, [], [1, 2, 3]) == [], "they crossed")
        #expect(device(1700, 101, 901, [], [1, 2, 3]) == finding(.ownSegmentAgain, since: 700))
    }

    @Test mutating func `a connection that was reset is forgotten`() {
        connect()
        #expect(server(100, 901, 101, bytes: 500) == [] && device(110, 101, nil, .rst) == [])
        #expect(server(400, 901, 101, bytes: 500) == [])
    }

    @Test mutating func `answers of ARP and ICMP after 20 ms are late`() {
        func arp(_ operation: ARPPacket.Operation, _ from: SocketAddress, _ to: SocketAddress) -> [UInt8] {
            let packet = ARPPacket(operation, from: EUI48(1), from.address, to.address)
            return ethernet(EthernetFrame.PayloadType.arp, packet.bytes)
        }
        func echo(_ kind: UInt8, _ from: SocketAddress, _ to: SocketAddress) -> [UInt8] {
            ip(IPv4Packet(from: from.address, to: to.address, 1, [kind, 0, 0, 0, 1, 2, 3, 4]))
        }
        for (at, late) in [(19, false), (20, true), (1000, true)] as [(Ticks, Bool)] {
            #expect(tap.received(arp(.request, Self.router, Self.device), at: 0) == [])
            let now = at * Self.millisecond
            let expected = late ? finding(.answer, since: 0) : []
            #expect(tap.sent(arp(.reply, Self.device, Self.router), at: now) == expected)
            #expect(tap.received(echo(8, Self.router, Self.device), at: 0) == [])
            #expect(tap.sent(echo(0, Self.device, Self.router), at: now) == expected)
        }
        #expect(tap.sent(arp(.reply, Self.device, Self.router), at: 0) == [], "nobody asked")
        #expect(tap.sent(arp(.request, Self.device, Self.router), at: 0) == [])
        #expect(tap.received(arp(.reply, Self.router, Self.device), at: Self.millisecond) == [])
        #expect(
            tap.sent(arp(.request, Self.device, Self.router), at: 500 * Self.millisecond)
                == finding(.requestAgain, since: 1)
        )
    }

    @Test mutating func `a question that is asked again behind its answer`() {
        let device = Self.device, router = Self.router
        func query(_ identifier: UInt8) -> [UInt8] {
            ip(UDPDatagram(from: 4000, to: 53, [0, identifier]).packet(from: device.address, to: router.address))
        }
        let answer = ip(UDPDatagram(from: 53, to: 4000, [0, 1]).packet(from: router.address, to: device.address))
        let second = Clock.ticksPerSecond
        #expect(tap.sent(query(1), at: 0) == [] && tap.sent(query(1), at: second) == [], "not yet answered")
        #expect(tap.received(answer, at: 2 * second) == [])
        #expect(tap.sent(query(2), at: 3 * second) == [])
        #expect(tap.sent(query(1), at: 4 * second) == finding(.requestAgain, since: 2000))
        #expect(tap.received(answer, at: 5 * second) == [])
        #expect(tap.sent(query(1), at: 100 * second) == [], "too long ago to be the same question")
    }

    @Test mutating func `an address that is asked for again although it is offered`() {
        func message(_ kind: DHCPMessage.Kind, isReply: Bool = false) -> [UInt8] {
            let message = DHCPMessage(kind, isReply: isReply, transaction: 9, hardware: TestStation.hardware)
            let ports: (UInt16, UInt16) = isReply ? (67, 68) : (68, 67)
            return ip(UDPDatagram(from: ports.0, to: ports.1, message.bytes).packet(from: .any, to: .broadcast))
        }
        let second = Clock.ticksPerSecond
        #expect(tap.sent(message(.discover), at: 0) == [])
        #expect(tap.received(message(.offer, isReply: true), at: second) == [])
        #expect(tap.sent(message(.request), at: 2 * second) == [])
        #expect(tap.sent(message(.discover), at: 2 * second) == finding(.requestAgain, since: 1000))
        #expect(tap.received(message(.acknowledgement, isReply: true), at: 3 * second) == [])
        #expect(tap.sent(message(.request), at: 4 * second) == finding(.requestAgain, since: 3000))
    }

    @Test mutating func `a client of MQTT that is silent for longer than it has promised`() {
        connect()
        let connect: [UInt8] = [0x10, 15, 0, 4] + Array("MQTT".utf8) + [4, 2, 0, 10, 0, 3] + Array("esp".utf8)
        #expect(device(1000, 101, 901, [], connect) == [])
        #expect(device(10_900, 118, 901, [], [0xC0, 0]) == [])
        #expect(device(11_000, 120, 901) == [], "an acknowledgement is no packet of MQTT")
        #expect(device(21_500, 120, 901, [], [0xC0, 0]) == finding(.keepAlive, since: 20_900))
        tap = DelayTap()
        #expect(device(0, 101, 901, [], Array("GET / HTTP/1.0".utf8)) == [])
        #expect(device(900_000, 115, 901, [], [0xC0, 0]) == [])
    }

    @Test func `no bytes trap it, and nothing grows`() {
        for index in 0..<Fuzz.count(50) {
            let seed = Fuzz.seed &+ index
            var random = SeededGenerator(state: seed)
            var tap = DelayTap()
            var now: Ticks = 0
            for _ in 0..<500 {
                now += Ticks(random.below(UInt32(Clock.ticksPerSecond)))
                let flags = TCPSegment.Flags(rawValue: UInt8(random.below(32)))
                let payload = (0..<random.below(20)).map { _ in UInt8(random.below(256)) }
                let from = random.below(2) == 0
                var bytes = segment(
                    from ? Self.device : Self.server,
                    from ? Self.server : Self.device,
                    random.below(3) &* 0x7FFF_FFFF &+ random.below(64),
                    random.below(3) &* 0x7FFF_FFFF &+ random.below(64),
                    flags,
                    window: UInt16(random.below(100)),
                    payload
                )
                if random.below(4) == 0 { bytes[Int(random.below(UInt32(bytes.count)))] ^= UInt8(random.below(256)) }
                if random.below(8) == 0 { bytes.removeLast(Int(random.below(UInt32(bytes.count)))) }
                let found = from ? tap.sent(bytes, at: now) : tap.received(bytes, at: now)
                #expect(found.allSatisfy { $0.since <= now }, "seed \(seed)")
            }
        }
    }
}
