import Testing

@testable import CloudEndpoint

@Suite struct BrokerSessionTests {
    private static func session() throws -> BrokerSession {
        var session = BrokerSession()
        var events: [EndpointEvent] = []
        let connect = MQTTPacket.connect(clientID: "a", keepAliveSeconds: 0, cleanSession: true)
        #expect(try session.handle(connect, events: &events) == [0x20, 2, 0, 0])
        return session
    }

    private static func filters(_ count: Int, from first: Int = 0) -> [MQTTPacket.Filter] {
        (first..<first + count).map { MQTTPacket.Filter(topic: "t/\($0)", qos: 1) }
    }

    @Test func `eight filters are granted, nine end the session`() throws {
        var session = try Self.session()
        var events: [EndpointEvent] = []
        let granted = try session.handle(.subscribe(packetID: 1, filters: Self.filters(8)), events: &events)
        #expect(granted == [0x90, 10, 0, 1] + [UInt8](repeating: 1, count: 8))
        #expect(throws: MQTTError.tooManyFilters(count: 9, limit: 8)) {
            try session.handle(.subscribe(packetID: 2, filters: Self.filters(9)), events: &events)
        }
    }

    @Test func `the 51st subscription ends the session`() throws {
        var session = try Self.session()
        var events: [EndpointEvent] = []
        for first in 0..<50 {
            _ = try session.handle(.subscribe(packetID: 1, filters: Self.filters(1, from: first)), events: &events)
        }
        _ = try session.handle(.subscribe(packetID: 1, filters: Self.filters(1)), events: &events)
        #expect(throws: MQTTError.tooManySubscriptions(limit: 50)) {
            try session.handle(.subscribe(packetID: 1, filters: Self.filters(1, from: 50)), events: &events)
        }
    }

    @Test func `overlapping subscriptions deliver once, with the best QoS`() throws {
        var session = try Self.session()
        var events: [EndpointEvent] = []
        let filters = [MQTTPacket.Filter(topic: "a", qos: 0), MQTTPacket.Filter(topic: "+", qos: 1)]
        _ = try session.handle(.subscribe(packetID: 1, filters: filters), events: &events)
        #expect(session.deliver(topic: "a", payload: [9]) == [0x32, 6, 0, 1, 0x61, 0, 1, 9])
    }

    @Test func `packet identifiers go round without 0`() throws {
        var session = try Self.session()
        var events: [EndpointEvent] = []
        _ = try session.handle(.subscribe(packetID: 1, filters: Self.filters(1)), events: &events)
        var last: [UInt8]? = []
        for _ in 0..<65536 { last = session.deliver(topic: "t/0", payload: []) }
        #expect(last == [0x32, 7, 0, 3, 0x74, 0x2F, 0x30, 0, 1])
    }

    @Test func `an empty client id needs a clean session`() throws {
        for (isClean, answer) in [(true, 0), (false, 2)] as [(Bool, UInt8)] {
            var session = BrokerSession()
            var events: [EndpointEvent] = []
            let connect = MQTTPacket.connect(clientID: "", keepAliveSeconds: 0, cleanSession: isClean)
            #expect(try session.handle(connect, events: &events) == [0x20, 2, 0, answer])
            #expect(session.isOver == !isClean)
        }
    }
}
