import TestSupport
import Testing

@testable import CloudEndpoint

/// Random clients of a broker that is ended without a word now and then, and made again from what was kept.
@Suite struct BrokerJournalFuzzTests {
    private final class Trial {
        var random: SeededGenerator
        var kept = KeptRows()
        var talk: BrokerTalk
        var rules: BrokerRules
        var clients: [BrokerClient] = []
        static let topics = ["a", "a/b", "a/c", "b", "é"], filters = ["a", "a/+", "#", "+/b", "é", "b/#"]

        init(_ seed: UInt64) {
            random = SeededGenerator(state: seed)
            rules = seed & 1 == 0 ? .generic : .aws
            rules.mostInFlight = 2
            rules.mostQueued = 4
            rules.sessionSeconds = 60
            talk = BrokerTalk(rules)
            listen()
        }

        func listen() { talk.broker.onChange = { [unowned self] in kept.take($0) } }

        func pick<Element>(_ of: [Element]) -> Element { of[random.index(below: of.count)] }

        var client: BrokerClient? { clients.isEmpty ? nil : pick(clients) }

        /// An old broker whose clients are all lost, and a new one, have the same.
        func restart() throws {
            let old = talk.broker
            let broker = Broker(rules, now: old.now)
            let before = kept
            old.onChange = nil
            for client in clients { old.lost(client) }
            clients = []
            talk = BrokerTalk(broker)
            listen()
            try broker.restore(before.changes)
            let snapshot = KeptRows(broker.snapshot)
            #expect(kept == snapshot, "\(kept.difference(snapshot))")
            // Who is gone is told to those who are there, which a restart does not.
            if !rules.reservesTopics {
                let lost = KeptRows(old.snapshot)
                #expect(snapshot == lost, "\(snapshot.difference(lost))")
            }
        }

        func acknowledge(_ client: BrokerClient) throws {
            for sent in try talk.messages(client) where random.below(4) > 0 && client.isConnected {
                switch sent.message.qos {
                case 1: try talk.broker.take(.puback(packetID: sent.packetID), from: client)
                case 2:
                    try talk.broker.take(.pubrec(packetID: sent.packetID), from: client)
                    guard random.below(2) == 0 else { break }
                    try talk.broker.take(.pubcomp(packetID: sent.packetID), from: client)
                default: break
                }
            }
        }

        func step() throws {
            let most: UInt32 = rules.takesQoS2 ? 3 : 2
            let qos = UInt8(random.below(most)), packetID = UInt16(1 + random.below(3))
            switch random.below(12) {
            case 0, 1: clients.append(try talk.connect(pick(["x", "y", "z"]), clean: random.below(4) == 0))
            case 2: if let client { talk.broker.lost(client) }
            case 3: if let client, client.isConnected { try talk.broker.take(.disconnect, from: client) }
            case 4: if let client, client.isConnected { try talk.subscribe(client, pick(Self.filters), qos: qos) }
            case 5:
                let filters = [pick(Self.filters)]
                if let client, client.isConnected {
                    try talk.broker.take(.unsubscribe(packetID: 1, filters: filters), from: client)
                }
            case 6:
                if let client, client.isConnected { try talk.broker.take(.pubrel(packetID: packetID), from: client) }
            case 7: talk.broker.advance(to: talk.broker.now + Int64(random.below(30_000)))
            case 8: if random.below(4) == 0 { try restart() }
            case 9: if let client, client.isConnected { try acknowledge(client) }
            default:
                let payload = (0..<random.below(4)).map { UInt8($0) }
                let message = MQTTMessage(
                    topic: pick(Self.topics),
                    payload: payload,
                    qos: qos,
                    isRetained: random.below(4) == 0
                )
                guard let client, client.isConnected else {
                    talk.broker.publish(message)
                    return
                }
                do throws(MQTTError) {
                    let publish = MQTTPublish(message: message, packetID: qos > 0 ? packetID : 0)
                    try talk.broker.take(.publish(publish), from: client)
                } catch {
                    talk.broker.broke(client)
                }
            }
            clients.removeAll { $0.isOver }
        }
    }

    @Test func `what was kept is what there is, after every step`() throws {
        for round in 0..<Fuzz.count(25) {
            let seed = Fuzz.seed &+ round &* 0x1_0000_0001
            let trial = Trial(seed)
            for step in 0..<150 {
                try trial.step()
                let snapshot = KeptRows(trial.talk.broker.snapshot)
                try #require(trial.kept == snapshot, "seed \(seed), step \(step): \(trial.kept.difference(snapshot))")
            }
            try trial.restart()
        }
    }
}
