import TestSupport
import Testing

@testable import CloudEndpoint

/// What AWS IoT's broker does, and a plain one.
@Suite struct BrokerRulesTests {
    private static func filters(_ count: Int, from first: Int = 0) -> [MQTTPacket.Filter] {
        (first..<first + count).map { MQTTPacket.Filter(topic: "t/\($0)", qos: 1) }
    }

    @Test func `eight filters are granted, nine end the session; a plain broker takes them`() throws {
        let talk = BrokerTalk(.aws)
        let client = try talk.connect("a")
        #expect(client.takeOutput() == [0x20, 2, 0, 0])
        let granted = try talk.send(.subscribe(packetID: 1, filters: Self.filters(8)), client)
        #expect(granted == [0x90, 10, 0, 1] + [UInt8](repeating: 1, count: 8))
        #expect(throws: MQTTError.tooManyFilters(count: 9, limit: 8)) {
            try talk.send(.subscribe(packetID: 2, filters: Self.filters(9)), client)
        }
        let plain = BrokerTalk(.generic)
        #expect(
            try plain.send(.subscribe(packetID: 2, filters: Self.filters(9)), plain.connect("a")).suffix(9).count == 9
        )
    }

    @Test func `the 51st subscription ends the session, the same one again does not`() throws {
        let talk = BrokerTalk(.aws)
        let client = try talk.connect("a")
        for first in 0..<50 {
            _ = try talk.send(.subscribe(packetID: 1, filters: Self.filters(1, from: first)), client)
        }
        _ = try talk.send(.subscribe(packetID: 1, filters: Self.filters(1)), client)
        #expect(throws: MQTTError.tooManySubscriptions(limit: 50)) {
            try talk.send(.subscribe(packetID: 1, filters: Self.filters(1, from: 50)), client)
        }
    }

    @Test func `clients hear each other, once each, with the better QoS of what they have subscribed`() throws {
        let talk = BrokerTalk(.aws)
        let (first, second) = (try talk.connect("a"), try talk.connect("b"))
        try talk.subscribe(first, "room/+", qos: 0)
        try talk.subscribe(first, "room/1", qos: 1)
        try talk.publish(second, "room/1", qos: 1)
        #expect(second.takeOutput().suffix(4) == [0x40, 2, 0, 9])
        let heard = try talk.messages(first)
        #expect(heard == [MQTTPublish(message: MQTTMessage(topic: "room/1", payload: [7], qos: 1), packetID: 1)])
    }

    @Test func `the newest of two clients of one name stays`() throws {
        let talk = BrokerTalk(.aws)
        let watcher = try talk.connect("w")
        try talk.subscribe(watcher, "$aws/events/presence/#")
        let (first, second) = (try talk.connect("a"), try talk.connect("a"))
        #expect(first.isOver && second.isConnected)
        #expect(first.takeEvents().last == .disconnected(.evicted(clientID: "a")))
        let told = try talk.messages(watcher).map { String(decoding: $0.message.payload, as: UTF8.self) }
        #expect(told.count == 3 && told[1].contains("\"DUPLICATE_CLIENTID\"") && told[2].contains("\"connected\""))
    }

    @Test(arguments: [(10, 45), (0, 1800), (1000, 1500), (1300, 1800)] as [(UInt16, Int64)])
    func `who says nothing for half as long again as agreed is cut off`(keepAlive: UInt16, seconds: Int64) throws {
        let talk = BrokerTalk(.aws)
        let other = try talk.connect("other", keepAlive: 1200)
        try talk.subscribe(other, "will")
        let client = try talk.connect("a", keepAlive: keepAlive, will: MQTTMessage(topic: "will", payload: [1]))
        talk.broker.advance(to: 1_000_000 + seconds * 1000 - 1)
        #expect(client.isConnected)
        _ = try? talk.send(.pingreq, other)
        talk.broker.advance(to: 1_000_000 + seconds * 1000)
        #expect(client.isOver && other.isConnected)
        #expect(client.takeEvents().last == .disconnected(.silent(milliseconds: seconds * 1000)))
        #expect(try talk.messages(other).map(\.message.topic) == ["will"])
    }

    @Test func `a plain broker cuts off nobody who asked for no limit`() throws {
        let talk = BrokerTalk(.generic)
        let client = try talk.connect("a")
        talk.broker.advance(to: .max / 2)
        #expect(client.isConnected && talk.broker.nextDeadline == nil)
    }

    @Test func `a will is published for who is lost, not for who says DISCONNECT`() throws {
        let talk = BrokerTalk(.aws)
        let watcher = try talk.connect("w")
        try talk.subscribe(watcher, "will")
        for word in [MQTTPacket.disconnect, .pingreq] {
            let client = try talk.connect("a", will: MQTTMessage(topic: "will", payload: [2]))
            _ = try talk.send(word, client)
            talk.broker.lost(client)
            #expect(try talk.messages(watcher).count == (word == .disconnect ? 0 : 1))
        }
    }

    @Test func `a session that is to last gets what came meanwhile, and what it has not acknowledged again`() throws {
        let talk = BrokerTalk(.aws)
        let sender = try talk.connect("s")
        var client = try talk.connect("a", clean: false)
        try talk.subscribe(client, "x")
        try talk.publish(sender, "x", [1], qos: 1)
        #expect(try talk.messages(client).map(\.packetID) == [1])
        talk.broker.lost(client)
        try talk.publish(sender, "x", [2], qos: 1)
        try talk.publish(sender, "x", [3], qos: 0)
        client = try talk.connect("a", clean: false)
        #expect(client.output.prefix(4) == [0x20, 2, 1, 0])
        let heard = try talk.messages(client)
        #expect(heard.map(\.message.payload) == [[1], [2]] && heard.map(\.isDuplicate) == [true, false])
        _ = try talk.send(.puback(packetID: 1), client)
        _ = try talk.send(.puback(packetID: 2), client)
        talk.broker.lost(client)
        talk.broker.advance(to: 1_000_000 + 3600 * 1000)
        client = try talk.connect("a", clean: false)
        #expect(client.output.prefix(4) == [0x20, 2, 0, 0])
    }

    @Test func `at most so many messages are on their way, the others wait`() throws {
        let talk = BrokerTalk(.aws)
        let client = try talk.connect("a")
        try talk.subscribe(client, "x")
        for number in 0..<150 { try talk.publish(client, "x", [UInt8(number)], qos: 0) }
        #expect(try talk.messages(client).count == 150)
        for number in 0..<150 { talk.broker.publish(MQTTMessage(topic: "x", payload: [UInt8(number)], qos: 1)) }
        let first = try talk.messages(client)
        #expect(first.count == 100)
        _ = try talk.broker.take(.puback(packetID: first[0].packetID), from: client)
        #expect(try talk.messages(client).map(\.message.payload) == [[100]])
    }

    @Test func `retained messages: exact names at AWS, any filter at a plain broker, none in 2016`() throws {
        var former = BrokerRules.aws
        former.retaining = .disconnects
        for (rules, filter, count) in [(BrokerRules.aws, "x/1", 1), (.aws, "x/+", 0), (.generic, "x/+", 1)] {
            let talk = BrokerTalk(rules)
            let sender = try talk.connect("s")
            try talk.publish(sender, "x/1", qos: 1, retained: true)
            let late = try talk.connect("l")
            try talk.subscribe(late, filter)
            let heard = try talk.messages(late)
            #expect(heard.count == count && heard.allSatisfy(\.message.isRetained))
            try talk.publish(sender, "x/1", [], qos: 1, retained: true)
            let later = try talk.connect("m")
            try talk.subscribe(later, filter)
            #expect(try talk.messages(later).isEmpty)
        }
        let talk = BrokerTalk(former)
        let client = try talk.connect("a")
        #expect(throws: MQTTError.retained) { try talk.publish(client, "x", retained: true) }
    }

    @Test func `QoS 2 at a plain broker delivers once, both ways`() throws {
        let talk = BrokerTalk(.generic)
        let (sender, taker) = (try talk.connect("s"), try talk.connect("t"))
        try talk.subscribe(taker, "x", qos: 2)
        for _ in 0..<2 {
            _ = sender.takeOutput()
            try talk.publish(sender, "x", qos: 2)
            #expect(sender.takeOutput() == [0x50, 2, 0, 9])
        }
        #expect(try talk.send(.pubrel(packetID: 9), sender) == [0x70, 2, 0, 9])
        let heard = try talk.messages(taker)
        #expect(heard.map(\.message.qos) == [2])
        #expect(try talk.send(.pubrec(packetID: 1), taker) == [0x62, 2, 0, 1])
        #expect(try talk.send(.pubcomp(packetID: 1), taker) == [])
        // The number is free again.
        try talk.publish(sender, "x", qos: 2)
        #expect(try talk.messages(taker).count == 1)
    }

    @Test func `what a client may not do ends its connection without an answer, or is not delivered`() throws {
        let talk = BrokerTalk(.aws)
        talk.broker.gate.refuses = { client, action in
            switch action {
            case .connect: client.clientID == "nobody" ? "no policy" : nil
            case .publish(let topic): topic == "secret" ? "denied" : nil
            case .subscribe(let filter): filter == "#" ? "denied" : nil
            case .receive: client.clientID == "deaf" ? "denied" : nil
            case .retain, .call: "denied"
            }
        }
        let refused = try talk.connect("nobody")
        #expect(refused.isOver && refused.takeOutput().isEmpty)
        #expect(refused.takeEvents() == [.disconnected(.denied(at: "CONNECT", "no policy"))])
        let deaf = try talk.connect("deaf")
        try talk.subscribe(deaf, "x")
        let client = try talk.connect("a")
        try talk.publish(client, "x")
        #expect(try talk.messages(deaf).isEmpty)
        try talk.publish(client, "secret")
        #expect(client.isOver && client.takeEvents().last == .disconnected(.denied(at: "PUBLISH", "denied")))
        let curious = try talk.connect("b")
        try talk.subscribe(curious, "#")
        #expect(curious.isOver && curious.takeOutput().isEmpty)
    }

    @Test func `packet identifiers go round without 0, and without those on their way`() throws {
        var session = MQTTSession(clientID: "a", isClean: true)
        session.inFlight = [MQTTSession.OnItsWay(packetID: 2, delivery: .released)]
        #expect((0..<3).map { _ in session.nextPacketID() } == [1, 3, 4])
        for _ in 0..<65_531 { _ = session.nextPacketID() }
        #expect((0..<2).map { _ in session.nextPacketID() } == [1, 3])
    }

    @Test func `an empty client id needs a clean session`() throws {
        for (isClean, answer) in [(true, 0), (false, 2)] as [(Bool, UInt8)] {
            let talk = BrokerTalk(.aws)
            let client = try talk.connect("", clean: isClean)
            #expect(client.takeOutput() == [0x20, 2, 0, answer] && client.isOver == !isClean)
        }
    }

    @Test func `a packet before CONNECT ends the session`() {
        let talk = BrokerTalk(.aws)
        let client = talk.broker.open()
        #expect(throws: MQTTError.notConnected) { try talk.send(.pingreq, client) }
    }

    @Test func `the tree finds who the rule finds, and forgets who leaves`() throws {
        let seed = Fuzz.seed
        print("subscriptions: seed \(seed)")
        var random = SeededGenerator(state: seed)
        let levels = ["a", "b", "", "$s", "+", "#"]
        func name(_ choices: Int) -> String {
            (0...random.index(below: 4)).map { _ in levels[random.index(below: choices)] }.joined(separator: "/")
        }
        for takesParent in [false, true] {
            var tree = SubscriptionTree(takesParent: takesParent)
            var known: [(filter: String, session: Int)] = []
            for _ in 0..<Fuzz.count(3000) {
                let filter = name(6)
                let session = random.index(below: 20)
                if random.below(3) > 0, MQTTTopic.isFilter(filter) {
                    tree.insert(filter, session, qos: 1)
                    if !known.contains(where: { $0 == (filter, session) }) { known.append((filter, session)) }
                } else if !known.isEmpty {
                    let gone = known.remove(at: random.index(below: known.count))
                    tree.remove(gone.filter, gone.session)
                }
                let topic = name(4)
                let wanted = known.filter {
                    MQTTTopic.matches(filter: $0.filter, topic: topic, takesParent: takesParent)
                }
                #expect(tree.takers(of: topic).map(\.session) == Set(wanted.map(\.session)).sorted(), "\(topic)")
            }
        }
    }
}
