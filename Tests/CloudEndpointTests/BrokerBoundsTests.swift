import TestSupport
import Testing

@testable import CloudEndpoint

/// What a broker holds for clients who mean no good, or are not there.
@Suite struct BrokerBoundsTests {
    private static let large = [UInt8](repeating: 0x61, count: 128 * 1024)

    private final class Losses {
        var all: [BrokerLoss] = []
    }

    private func talk(_ change: (inout BrokerRules) -> Void = { _ in }) -> (BrokerTalk, Losses) {
        var rules = BrokerRules.aws
        change(&rules)
        let talk = BrokerTalk(rules), losses = Losses()
        talk.broker.onLoss = { losses.all.append($0) }
        return (talk, losses)
    }

    /// A persistent session with a subscription to `topic`, whose client has left.
    private func leave(_ talk: BrokerTalk, _ id: String, _ topic: String) throws {
        let client = try talk.connect(id, clean: false)
        try talk.subscribe(client, topic)
        talk.broker.lost(client)
    }

    /// What the broker should have counted.
    private func counted(_ broker: Broker) -> (held: Int, retained: Int, filters: Int) {
        let held = broker.sessions.values.reduce(0) { sum, session in
            let sent = session.inFlight.reduce(0) { sum, sent in
                if case .published(let message) = sent.delivery { sum + message.weight } else { sum }
            }
            let own = sent + session.queue.reduce(0) { $0 + $1.message.weight }
            #expect(session.heldBytes == own && session.inFlightBytes == sent)
            return sum + own
        }
        let filters = broker.sessions.values.flatMap(\.subscriptions.keys).reduce(0) {
            $0 + SubscriptionTree.weight($1)
        }
        return (held, broker.retained.values.reduce(0) { $0 + $1.message.weight }, filters)
    }

    private func expectCounted(_ broker: Broker) {
        let (held, retained, filters) = counted(broker)
        #expect(broker.heldBytes == held && broker.retainedBytes == retained && broker.filterBytes == filters)
    }

    @Test func `a session of one who is away holds 16 MB, the newest`() throws {
        let (talk, losses) = talk()
        try leave(talk, "away", "t")
        let sender = try talk.connect("sender")
        for _ in 0..<1000 {
            try talk.publish(sender, "t", Self.large, qos: 1)
            _ = sender.takeOutput()
        }
        #expect(talk.broker.heldBytes <= 16 << 20)
        #expect(talk.broker.heldBytes > 15 << 20)
        #expect(losses.all.count > 800 && losses.all.allSatisfy { $0 == .queued(clientID: "away") })
        expectCounted(talk.broker)
    }

    @Test func `all sessions hold 256 MB, and who holds most loses first`() throws {
        let (talk, losses) = talk { $0.mostHeldBytesOfAll = 8 << 20 }
        try leave(talk, "modest", "m")
        try leave(talk, "greedy", "g")
        try leave(talk, "hoarder", "h")
        let sender = try talk.connect("sender")
        for _ in 0..<10 { try talk.publish(sender, "m", [1], qos: 1) }
        for _ in 0..<200 {
            try talk.publish(sender, "g", Self.large, qos: 1)
            try talk.publish(sender, "h", Self.large, qos: 1)
            _ = sender.takeOutput()
        }
        #expect(talk.broker.heldBytes <= 8 << 20)
        #expect(!losses.all.contains(.queued(clientID: "modest")))
        let modest = try talk.connect("modest", clean: false)
        #expect(try talk.messages(modest).count == 10)
        expectCounted(talk.broker)
    }

    @Test func `messages on their way to a slow client are 2 MB, or one`() throws {
        let (talk, _) = talk()
        let slow = try talk.connect("slow")
        try talk.subscribe(slow, "t")
        _ = slow.takeOutput()
        let sender = try talk.connect("sender")
        for _ in 0..<40 { try talk.publish(sender, "t", Self.large, qos: 1) }
        let first = try talk.messages(slow)
        #expect(first.count == 15)
        var got = first.count, next = first
        while !next.isEmpty {
            for publish in next { try talk.broker.take(.puback(packetID: publish.packetID), from: slow) }
            next = try talk.messages(slow)
            got += next.count
        }
        #expect(got == 40)
        #expect(talk.broker.heldBytes == 0)
    }

    @Test func `messages of QoS 0 to one who does not read are dropped beyond 4 MB`() throws {
        let (talk, losses) = talk()
        let deaf = try talk.connect("deaf")
        try talk.subscribe(deaf, "t", qos: 0)
        let sender = try talk.connect("sender")
        for _ in 0..<100 { try talk.publish(sender, "t", Self.large) }
        #expect(deaf.takeOutput().count <= 4 << 20)
        #expect(losses.all.contains(.unread(clientID: "deaf")))
        try talk.publish(sender, "t", [1])
        #expect(try talk.messages(deaf).count == 1)
    }

    @Test func `retained messages are 64 MB, and none that is there is lost for a new one`() throws {
        let (talk, losses) = talk()
        let sender = try talk.connect("sender")
        for number in 0..<700 {
            try talk.publish(sender, "t/\(number)", Self.large, retained: true)
            _ = sender.takeOutput()
        }
        #expect(talk.broker.retainedBytes <= 64 << 20)
        #expect(talk.broker.retained["t/0"] != nil && talk.broker.retained["t/699"] == nil)
        #expect(losses.all.contains(.retained(topic: "t/699")))
        for number in 0..<700 { try talk.publish(sender, "t/\(number)", [], retained: true) }
        #expect(talk.broker.retainedBytes == 0)
        for number in 0..<10_100 { try talk.publish(sender, "t/\(number)", [1], retained: true) }
        #expect(talk.broker.retained.count == 10_000)
        expectCounted(talk.broker)
    }

    @Test func `sessions are bounded in number, and who has one comes back`() throws {
        let (talk, _) = talk { $0.mostSessions = 100 }
        for number in 0..<100 { try leave(talk, "c-\(number)", "t") }
        let refused = try talk.connect("one-more")
        #expect(refused.takeOutput() == [0x20, 2, 0, 3])
        #expect(refused.takeEvents().contains(.disconnected(.refused(.noRoom(sessions: 100)))))
        #expect(try talk.connect("c-7", clean: false).isConnected)
        talk.broker.advance(to: talk.broker.now + 3600 * 1000)
        #expect(try talk.connect("one-more").isConnected)
    }

    @Test func `subscriptions are bounded in bytes, and the excess is answered with a failure`() throws {
        let (talk, losses) = talk { $0.mostFilterBytes = 10_000 }
        var granted: [UInt8] = []
        for number in 0..<10 {
            let client = try talk.connect("c-\(number)", clean: false)
            try talk.subscribe(client, "a/b/c/d/\(number)")
            granted.append(client.takeOutput().last ?? 0xFF)
            talk.broker.lost(client)
        }
        #expect(granted == [1, 1, 1, 1, 1, 1, 1, 0x80, 0x80, 0x80])
        #expect(losses.all.count == 3)
        expectCounted(talk.broker)
        talk.broker.advance(to: talk.broker.now + 3600 * 1000)
        #expect(talk.broker.filterBytes == 0)
    }

    @Test func `the widest filters and the deepest topics are found in time`() throws {
        let (talk, _) = talk { rules in
            rules = .generic
            rules.mostSubscriptions = 1000
        }
        let client = try talk.connect("c")
        // Every way to have + or a in eight levels.
        for ways in 0..<256 {
            let filter = (0..<8).map { ways >> $0 & 1 == 0 ? "+" : "a" }.joined(separator: "/")
            try talk.subscribe(client, filter)
        }
        let begin = ContinuousClock.now
        for _ in 0..<100 { talk.broker.publish(MQTTMessage(topic: "a/a/a/a/a/a/a/a", payload: [1])) }
        #expect(try talk.messages(client).count == 100)
        // 100 times 511 nodes in a debug build.
        #expect(ContinuousClock.now - begin < .seconds(2))
    }

    @Test func `whatever clients do, the broker's counts are right`() throws {
        let seed = Fuzz.seed
        print("seed \(seed)")
        var random = SeededGenerator(state: seed)
        let (talk, _) = talk { rules in
            rules = .generic
            rules.mostHeldBytes = 3000
            rules.mostHeldBytesOfAll = 9000
            rules.mostInFlightBytes = 1000
            rules.mostRetainedBytes = 3000
            rules.mostFilterBytes = 12_000
            rules.mostQueued = 9
            rules.sessionSeconds = 20
        }
        var clients: [BrokerClient] = []
        for _ in 0..<Fuzz.count(3000) {
            let topic = "\(random.below(4))/\(random.below(4))"
            clients.removeAll { !$0.isConnected }
            guard let client = clients.isEmpty ? nil : clients[random.index(below: clients.count)], random.below(6) > 0
            else {
                clients.append(try talk.connect("c-\(random.below(8))", clean: random.below(3) == 0))
                continue
            }
            switch random.below(8) {
            case 0:
                try talk.subscribe(
                    client,
                    random.below(3) == 0 ? "\(random.below(4))/+" : topic,
                    qos: UInt8(random.below(3))
                )
            case 1: _ = try talk.send(.unsubscribe(packetID: 1, filters: [topic]), client)
            case 2: talk.broker.lost(client)
            case 3: _ = try talk.send(.puback(packetID: UInt16(1 + random.below(20))), client)
            case 4: _ = try talk.send(.pubrec(packetID: UInt16(1 + random.below(20))), client)
            case 5: talk.broker.advance(to: talk.broker.now + Int64(random.below(4000)))
            default:
                let payload = [UInt8](repeating: 1, count: random.index(below: 600))
                try talk.publish(client, topic, payload, qos: UInt8(random.below(2)), retained: random.below(4) == 0)
            }
            #expect(
                talk.broker.heldBytes <= 9000 && talk.broker.retainedBytes <= 3000 && talk.broker.filterBytes <= 12_000
            )
            expectCounted(talk.broker)
        }
    }
}
