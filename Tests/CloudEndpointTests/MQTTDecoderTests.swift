import Testing
import TestSupport

@testable import CloudEndpoint

@Suite struct MQTTDecoderTests {
    private static let connect: [UInt8] = [0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 2, 3, 0xE8, 0, 1, 0x41]
    private static let subscribe: [UInt8] = [0x82, 8, 0, 1, 0, 3, 0x61, 0x2F, 0x62, 1]
    private static let publish: [UInt8] = [0x32, 7, 0, 1, 0x74, 0, 9, 0x6F, 0x6E]
    private static let wire = connect + subscribe + publish + [0xC0, 0, 0xE0, 0]
    private static let expected: [MQTTPacket] = [
        .connect(MQTTConnect(clientID: "A", keepAliveSeconds: 1000)),
        .subscribe(packetID: 1, filters: [MQTTPacket.Filter(topic: "a/b", qos: 1)]),
        .publish(MQTTPublish(message: MQTTMessage(topic: "t", payload: [0x6F, 0x6E], qos: 1), packetID: 9)),
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
        var generator = SeededGenerator(state: 7)
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

    @Test func `one byte at a time gives the same packets`() throws {
        var decoder = MQTTDecoder()
        var packets: [MQTTPacket] = []
        for byte in Self.wire {
            decoder.feed([byte])
            while let packet = try decoder.next() { packets.append(packet) }
        }
        #expect(packets == Self.expected)
    }

    @Test func `random bodies behind each header end in packets or errors`() {
        var generator = SeededGenerator(state: 13)
        for round in 0..<256 * 64 {
            let body = (0..<Int(generator.next() % 24)).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 24) % 8
            }
            var decoder = MQTTDecoder()
            decoder.feed([UInt8(round % 256), UInt8(body.count)] + body)
            if (try? decoder.next()) != nil {
                let next = try? decoder.next()
                #expect(next == .some(nil), "seed 13, round \(round)")
            }
        }
    }

    @Test(
        arguments: [
            ([0x30, 0x80, 0x80, 0x80, 0x80], .endlessLength),
            ([0x30, 0xFF, 0xFF, 0xFF, 0x7F], .oversize(bytes: 268_435_455)),
            ([0x00, 0], .unknownPacket(type: 0, flags: 0)), ([0x20, 2, 0, 0], .unknownPacket(type: 2, flags: 0)),
            ([0x80, 6, 0, 1, 0, 1, 0x61, 0], .unknownPacket(type: 8, flags: 0)),
            ([0x36, 5, 0, 1, 0x74, 0, 1], .publishQoS3), ([0x30, 3, 0, 1, 0x23], .topicName("#")),
            ([0x30, 2, 0, 0], .topicName("")), ([0x32, 5, 0, 1, 0x74, 0, 0], .packetIdentifierZero),
            ([0x30, 3, 0, 9, 0x74], .tooShort),
            ([0x30, 3, 0, 1, 0xFF], .notUTF8),
            ([0x82, 2, 0, 1], .subscribeToNothing),
            ([0x82, 6, 0, 1, 0, 1, 0x61, 3], .subscribeQoS(3)),
            ([0x82, 7, 0, 1, 0, 2, 0x61, 0x23, 0], .topicFilter("a#")),
            ([0xA2, 2, 0, 1], .unsubscribeFromNothing), ([0xC0, 1, 0], .tooLong),
            ([0x40, 3, 0, 1, 0], .tooLong),
            ([0x10, 12, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 3, 0, 0, 0, 0], .connectFlags(3)),
            ([0x10, 5, 0, 1, 0x58, 4, 0], .unknownProtocol(name: "X")),
        ] as [([UInt8], MQTTError)]
    )
    func `hostile bytes give an error that says what is wrong`(bytes: [UInt8], error: MQTTError) {
        var decoder = MQTTDecoder()
        decoder.feed(bytes)
        #expect(throws: error) { try decoder.next() }
    }

    @Test func `a will, a user name and a password are read`() throws {
        var decoder = MQTTDecoder()
        decoder.feed(
            [0x10, 24, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 0xC6, 0, 60, 0, 0, 0, 1, 0x77, 0, 1, 0xFF, 0, 1, 0x75, 0, 1, 0])
        let will = MQTTMessage(topic: "w", payload: [0xFF])
        let connect = MQTTConnect(clientID: "", keepAliveSeconds: 60, will: will, userName: "u", password: [0])
        #expect(try decoder.next() == .connect(connect))
    }

    @Test func `RETAIN and DUP are read, and the second half of QoS 2`() throws {
        var decoder = MQTTDecoder()
        decoder.feed([0x3D, 6, 0, 1, 0x74, 0, 9, 1, 0x50, 2, 0, 9, 0x62, 2, 0, 9, 0x70, 2, 0, 9])
        let message = MQTTMessage(topic: "t", payload: [1], qos: 2, isRetained: true)
        #expect(try decoder.next() == .publish(MQTTPublish(message: message, packetID: 9, isDuplicate: true)))
        #expect(try decoder.next() == .pubrec(packetID: 9))
        #expect(try decoder.next() == .pubrel(packetID: 9))
        #expect(try decoder.next() == .pubcomp(packetID: 9))
    }
}
