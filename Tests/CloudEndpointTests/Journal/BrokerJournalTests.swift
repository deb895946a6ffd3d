import Testing

@testable import CloudEndpoint

/// What a broker keeps beyond its process.
@Suite final class BrokerJournalTests {
    private var kept = KeptRows()
    private var count = 0
    private var talk: BrokerTalk
    private let rules: BrokerRules

    init() {
        var rules = BrokerRules.generic
        rules.mostInFlight = 2
        rules.mostQueued = 3
        rules.sessionSeconds = 100
        self.rules = rules
        talk = BrokerTalk(rules)
        listen()
    }

    private func listen() {
        talk.broker.onChange = { [unowned self] change in
            kept.take(change)
            count += 1
        }
    }

    /// Another broker with what was kept.
    private func restart(after milliseconds: Int64 = 0) throws {
        let broker = Broker(rules, now: talk.broker.now + milliseconds)
        talk = BrokerTalk(broker)
        listen()
        try broker.restore(kept.changes)
        #expect(kept == KeptRows(broker.snapshot))
    }

    @Test func `a clean session leaves no trace, nor do messages of QoS 0`() throws {
        let client = try talk.connect("a")
        try talk.subscribe(client, "t")
        try talk.publish(client, "t", qos: 2)
        talk.broker.lost(client)
        #expect(count == 0)
        let other = try talk.connect("b", clean: false)
        try talk.subscribe(other, "t")
        talk.broker.lost(other)
        let before = count
        talk.broker.publish(MQTTMessage(topic: "t", payload: [1]))
        #expect(count == before)
    }

    @Test func `a message that waits is one row, and one when it is sent`() throws {
        let client = try talk.connect("a", clean: false)
        try talk.subscribe(client, "t")
        let before = count
        talk.broker.publish(MQTTMessage(topic: "t", payload: [1], qos: 1))
        #expect(count == before + 1 && kept.count(.message) == 1)
        _ = try talk.send(.puback(packetID: 1), client)
        #expect(count == before + 2 && kept.count(.message) == 0)
        talk.broker.lost(client)
        for number in 0..<5 as Range<UInt8> { talk.broker.publish(MQTTMessage(topic: "t", payload: [number], qos: 1)) }
        #expect(kept.count(.message) == 3)
        #expect(kept == KeptRows(talk.broker.snapshot))
    }

    @Test func `messages wait in their order, and those on their way are sent again first, marked`() throws {
        let client = try talk.connect("a", clean: false)
        try talk.subscribe(client, "t", qos: 2)
        for number in 1...4 as ClosedRange<UInt8> {
            talk.broker.publish(MQTTMessage(topic: "t", payload: [number], qos: number == 2 ? 2 : 1))
        }
        _ = try talk.send(.pubrec(packetID: 2), client)
        try restart()
        let again = try talk.connect("a", clean: false)
        let output = again.takeOutput()
        let sent = MQTTEncoder.publish(MQTTMessage(topic: "t", payload: [1], qos: 1), packetID: 1, isDuplicate: true)
        #expect(output == MQTTEncoder.connack(returnCode: 0, isSessionPresent: true) + sent + MQTTEncoder.pubrel(2))
        #expect(try talk.send(.pubcomp(packetID: 2), again).last == 3)
        #expect(try talk.send(.puback(packetID: 1), again).last == 4)
        _ = try talk.send(.puback(packetID: 3), again)
        talk.broker.publish(MQTTMessage(topic: "t", payload: [5], qos: 1))
        #expect(try talk.messages(again).map(\.message.payload) == [[5]])
    }

    @Test func `a message of QoS 2 that came before is known after`() throws {
        let client = try talk.connect("a", clean: false), listener = try talk.connect("b", clean: false)
        try talk.subscribe(listener, "t", qos: 2)
        try talk.publish(client, "t", qos: 2, packetID: 7)
        try restart()
        let again = try talk.connect("a", clean: false)
        try talk.publish(again, "t", qos: 2, packetID: 7)
        #expect(kept.count(.message) == 1 && kept.count(.received) == 1)
        #expect(try talk.send(.pubrel(packetID: 7), again).suffix(4) == MQTTEncoder.pubcomp(7)[...])
        #expect(kept.count(.received) == 0)
    }

    @Test func `retained messages, subscriptions and their end`() throws {
        let client = try talk.connect("é:1", clean: false)
        try talk.subscribe(client, "3:a/+", "e\u{301}", qos: 2)
        // The same text, other bytes.
        try talk.subscribe(client, "\u{E9}", qos: 1)
        try talk.publish(client, "x/e\u{301}", [1, 2], qos: 1, retained: true)
        try talk.publish(client, "x/\u{E9}", [3], qos: 1, retained: true)
        #expect(kept.count(.subscription) == 2 && kept.count(.retained) == 1)
        try restart()
        #expect(talk.broker.retained["x/é"]?.message.payload == [3])
        let again = try talk.connect("é:1", clean: false)
        _ = try talk.send(.unsubscribe(packetID: 1, filters: ["3:a/+", "é"]), again)
        try talk.publish(again, "x/é", [], retained: true)
        #expect(kept.count(.subscription) == 0 && kept.count(.retained) == 0 && kept.count(.session) == 1)
        _ = try talk.connect("é:1")
        #expect(kept == KeptRows())
    }

    @Test func `the time until a session ends goes on, from the restart where its client was there`() throws {
        talk.broker.lost(try talk.connect("a", clean: false))
        try talk.connect("b", clean: false)
        try restart(after: 60_000)
        #expect(talk.broker.nextDeadline == talk.broker.now + 40_000)
        try restart()
        talk.broker.advance(to: talk.broker.now + 40_000)
        #expect(kept.changes.map(\.key) == ["b"])
        talk.broker.advance(to: talk.broker.now + 59_999)
        #expect(kept.count(.session) == 1)
        talk.broker.advance(to: talk.broker.now + 1)
        #expect(kept == KeptRows())
    }

    @Test(arguments: [
        KeptChange(kind: .session, key: "a", value: []), KeptChange(kind: .session, key: "", value: Array("{}".utf8)),
        KeptChange(kind: .subscription, key: "1:nt", value: [1]),
        KeptChange(kind: .subscription, key: "9:a", value: [1]),
        KeptChange(kind: .subscription, key: "-1:a", value: [1]), KeptChange(kind: .subscription, key: "", value: [1]),
        KeptChange(kind: .message, key: "1", value: [0, 0, 0, 0, 1, 0x61, 2]),
        KeptChange(kind: .message, key: "g", value: []), KeptChange(kind: .message, key: "1", value: [3, 0, 0, 0, 0]),
        KeptChange(kind: .received, key: "1:a70000", value: []), KeptChange(kind: .retained, key: "a", value: [1, 2]),
    ]) func `what no broker has written is refused by its name`(change: KeptChange) {
        #expect {
            try Broker(.generic).restore([change])
        } throws: { error in
            "\(error)" == "the kept \(change.kind) '\(change.key)' cannot be read"
        }
    }
}
