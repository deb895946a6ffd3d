import Testing

@testable import CloudEndpoint

@Suite struct MQTTDecoderTests {
    private static let connect: [UInt8] = [0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 2, 3, 0xE8, 0, 1, 0x41]
    private static let subscribe: [UInt8] = [0x82, 8, 0, 1, 0, 3, 0x61, 0x2F, 0x62, 1]
    private static let publish: [UInt8] = [0x32, 7, 0, 1, 0x74, 0, 9, 0x6F, 0x6E]
    private static let wire = connect + subscribe + publish + [0xC0, 0, 0xE0, 0]
    private static let expected: [MQTTPacket] = [
        .connect(clientID: "A", keepAliveSeconds: 1000, cleanSession: true),
        .subscribe(packetID: 1, filters: [MQTTPacket.Filter(topic: "a/b", qos: 1)]),
        .publish(topic: "t", payload: [0x6F, 0x6E], qos: 1, packetID: 9),
        .pingreq, .disconnect,
    ]

    @Test func `every split of a stream gives the same packets`() throws {
        for cut in 0...Self.wire.count {
            var decoder = MQTTDecoder()
            var packets: [MQTTPacket] = []
            for part in [Self.wire[..<cut], Self.wire[cut...]] {
                decoder.feed(part)
                while let packet = try decoder.next() { packets.append(packet) }
            }
            #expect(packets == Self.expected, "cut at \(cut)")
        }
    }

    @Test func `a truncated stream gives only whole packets`() throws {
        for length in 0..<Self.wire.count {
            var decoder = MQTTDecoder()
            decoder.feed(Self.wire.prefix(length))
            var count = 0
            while try decoder.next() != nil { count += 1 }
            #expect(count < Self.expected.count)
        }
    }

    @Test func `random bytes end in packets or errors`() {
        var generator = SystemIndependentGenerator(state: 7)
        for round in 0..<2000 {
            var decoder = MQTTDecoder()
            decoder.feed((0..<64).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 24) })
            var steps = 0
            while steps < 100, let packet = try? decoder.next() {
                _ = packet
                steps += 1
            }
            #expect(steps < 100, "seed 7, round \(round)")
        }
    }

    @Test(
        arguments: [
            ("a/b", "a/b", true), ("a/+", "a/b", true), ("a/#", "a", true), ("a/#", "a/b/c", true), ("#", "a", true),
            ("a/+", "a/b/c", false), ("a", "a/b", false), ("+", "a/b", false),
        ])
    func `topic filters match as section 4.7 says`(filter: String, topic: String, isMatch: Bool) {
        #expect(MQTTSession.matches(filter: filter, topic: topic) == isMatch)
    }

    @Test func `a packet before CONNECT ends the session`() {
        var session = MQTTSession()
        var events: [EndpointEvent] = []
        #expect(throws: MQTTError.self) { try session.handle(.pingreq, events: &events) }
    }
}

/// SplitMix64, so that a failing round can be repeated.
struct SystemIndependentGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
