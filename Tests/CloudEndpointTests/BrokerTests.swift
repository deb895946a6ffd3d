import Testing

@testable import CloudEndpoint

/// MQTT through TLS, as the firmware uses it.
@Suite struct BrokerTests {
    private static let connect: [UInt8] = [0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 2, 0, 10, 0, 1, 0x41]
    private static let subscribe: [UInt8] = [0x82, 8, 0, 1, 0, 3, 0x61, 0x2F, 0x62, 1]

    private static func connected() throws -> Conversation {
        let device = try Fixtures.device("device-p256")
        let endpoint = try CloudEndpoint(Fixtures.configuration(registered: device.certificateDER))
        let talk = Conversation(try TLSClient(device, ca: device.caPEM), try endpoint.accept())
        talk.run()
        talk.client.send(connect)
        talk.run()
        #expect(talk.client.takeReceived() == [0x20, 2, 0, 0])
        return talk
    }

    @Test func `connect, subscribe, publish, ping, disconnect`() throws {
        let talk = try Self.connected()
        talk.client.send(Self.subscribe)
        talk.run()
        #expect(talk.client.takeReceived() == [0x90, 3, 0, 1, 1])
        talk.client.send([0x32, 7, 0, 1, 0x74, 0, 9, 0x6F, 0x6E, 0xC0, 0])
        talk.run()
        #expect(talk.client.takeReceived() == [0x40, 2, 0, 9, 0xD0, 0])
        talk.client.send([0xE0, 0])
        talk.client.close()
        talk.run()
        #expect(talk.connection.isClosed)
        #expect(
            talk.events.dropFirst() == [
                .connected(clientID: "A"), .subscribed(topic: "a/b"),
                .published(topic: "t", payload: [0x6F, 0x6E]), .disconnected(.packet),
            ]
        )
    }

    @Test func `the endpoint publishes to subscribers only, with the lower QoS`() throws {
        let talk = try Self.connected()
        #expect(!talk.connection.publish(topic: "a/b", payload: [1]))
        talk.client.send(Self.subscribe)
        talk.run()
        _ = talk.client.takeReceived()
        #expect(talk.connection.publish(topic: "a/b", payload: [0x6F, 0x6E]))
        #expect(talk.connection.publish(topic: "a/b", payload: [1], maximumQoS: 0))
        #expect(!talk.connection.publish(topic: "a/c", payload: [1]))
        talk.run()
        #expect(
            talk.client.takeReceived() == [0x32, 9, 0, 3, 0x61, 0x2F, 0x62, 0, 1, 0x6F, 0x6E]
                + [0x30, 6, 0, 3, 0x61, 0x2F, 0x62, 1]
        )
        talk.client.send([0x40, 2, 0, 1])
        talk.run()
        #expect(talk.events.last == .acknowledged(packetID: 1))
    }

    @Test func `a client gets its own messages when it has subscribed to them`() throws {
        let talk = try Self.connected()
        talk.client.send(Self.subscribe)
        talk.run()
        _ = talk.client.takeReceived()
        talk.client.send([0x30, 6, 0, 3, 0x61, 0x2F, 0x62, 7])
        talk.run()
        #expect(talk.client.takeReceived() == [0x30, 6, 0, 3, 0x61, 0x2F, 0x62, 7])
    }

    @Test func `after UNSUBSCRIBE nothing is delivered`() throws {
        let talk = try Self.connected()
        talk.client.send(Self.subscribe + [0xA2, 7, 0, 2, 0, 3, 0x61, 0x2F, 0x62])
        talk.run()
        #expect(talk.client.takeReceived() == [0x90, 3, 0, 1, 1, 0xB0, 2, 0, 2])
        #expect(!talk.connection.publish(topic: "a/b", payload: [1]))
    }

    @Test(
        arguments: [
            ([0x34, 6, 0, 1, 0x74, 0, 9, 0x6F], .publishQoS2),
            ([0x82, 6, 0, 1, 0, 1, 0x61, 2], .subscribeQoS2),
            ([0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 2, 0, 10, 0, 1, 0x41], .connectedTwice),
            ([0xF0, 0], .unknownPacket(type: 15, flags: 0)),
        ] as [([UInt8], MQTTError)]
    )
    func `a breach of the protocol closes with close_notify`(bytes: [UInt8], error: MQTTError) throws {
        let talk = try Self.connected()
        talk.client.send(bytes)
        talk.run()
        #expect(talk.connection.isClosed)
        #expect(talk.events.last == .disconnected(.failed(.mqtt(error))))
        #expect(talk.client.takeReceived().isEmpty)
        #expect(talk.client.error == -0x7880)
    }

    @Test func `another protocol version gets CONNACK 1 and the end`() throws {
        let device = try Fixtures.device("device-p256")
        let endpoint = try CloudEndpoint(Fixtures.configuration(registered: device.certificateDER))
        let talk = Conversation(try TLSClient(device, ca: device.caPEM), try endpoint.accept())
        talk.run()
        talk.client.send([0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 5, 2, 0, 10, 0, 0, 0])
        talk.run()
        #expect(talk.client.takeReceived() == [0x20, 2, 0, 1])
        #expect(talk.connection.isClosed)
        #expect(talk.events.last == .disconnected(.refused(.protocolLevel(5))))
    }

    @Test func `what comes with close_notify still counts`() throws {
        let talk = try Self.connected()
        talk.client.send([0x30, 4, 0, 1, 0x74, 5])
        talk.client.close()
        talk.run()
        #expect(
            talk.events.suffix(2) == [
                .published(topic: "t", payload: [5]), .disconnected(.failed(.closedByDevice)),
            ]
        )
    }
}
