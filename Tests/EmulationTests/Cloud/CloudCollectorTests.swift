import CloudEndpoint
import ESP8266
import Testing

@testable import Emulation
@testable import Inputs
@testable import Record

/// What an account's record has of its clients.
@Suite struct CloudCollectorTests {
    private static let second = Clock.ticksPerSecond

    private func wish(
        _ topic: String,
        payload: String? = nil,
        json: String? = nil,
        count: Int = 1,
        by: Int64? = nil
    ) -> Scenario.Cloud.Arrival {
        var wish = Scenario.Cloud.Arrival()
        (wish.topic, wish.payload, wish.json, wish.count) = (topic, payload, json, count)
        wish.by = by.map { Seconds(microseconds: $0 * 1_000_000) }
        return wish
    }

    private func message(_ topic: String, _ payload: String) -> MQTTMessage {
        MQTTMessage(topic: topic, payload: Array(payload.utf8), qos: 1)
    }

    @Test func `what arrives is counted by filter, text, members and time`() {
        var collector = CloudCollector([
            wish("a/+"), wish("a/#", payload: "ell"), wish("#", json: #"{"state":{"on":true}}"#), wish("a/b", by: 1),
            wish("#", count: 2), wish("never", count: 0), wish("#", json: "{"),
        ])
        collector.take(message("a/b", "hello"), at: 2 * Self.second)
        #expect(!collector.isDone(at: 2 * Self.second))
        collector.take(message("c", #"{"state":{"on":true,"x":[1]},"y":null}"#), at: 3 * Self.second)
        let expected = collector.result.expected
        #expect(expected.map(\.count) == [1, 1, 1, 0, 2, 0, 0])
        #expect(expected.map { $0.error == nil } == [true, true, true, false, true, true, false])
        #expect(expected[3].error == "0 arrived instead of 1 on a/b by 1 s")
        #expect(collector.result.messages.map(\.payload).first == "hello")
    }

    @Test func `a wish with a time is over at that time`() {
        let collector = CloudCollector([wish("a", by: 1)])
        #expect(!collector.isDone(at: 0))
        #expect(collector.isDone(at: Self.second))
        #expect(CloudCollector([]).isDone(at: 0))
    }

    @Test func `a connection says how it ended, and who ended it`() {
        var collector = CloudCollector([])
        collector.begin(1, fault: "stall", at: 0)
        collector.note(.tlsEstablished(ciphersuite: "S", curve: "C"), certificate: "0123456789abcdef", 1, at: 5)
        collector.begin(2, fault: nil, at: Self.second)
        collector.note(.connected(clientID: "esp"), certificate: nil, 2, at: Self.second)
        let denied = Disconnection.denied(at: "CONNECT", "no policy")
        collector.note(.disconnected(denied), certificate: "0123456789abcdef", 1, at: 2 * Self.second)
        collector.end(1, "later", at: 3 * Self.second)
        let cloud = collector.result
        #expect(cloud.connections.map(\.reason) == ["closed after CONNECT: no policy", nil])
        #expect(cloud.connections.map(\.refused) == [true, false])
        #expect(cloud.connections[0].certificate == "01234567" && cloud.connections[0].fault == "stall")
        #expect(cloud.connections[0].events.map(\.name) == [.tlsEstablished, .disconnected])
        #expect(cloud.connections[0].events[0].detail == "S, C")
        #expect(cloud.refusal == "closed after CONNECT: no policy")
        #expect(collector.clientID == "esp")
    }

    @Test func `a record is bounded however long the run`() {
        var collector = CloudCollector([wish("#")])
        let payload = String(repeating: "x", count: 10_000)
        for number in 1...1000 {
            collector.begin(number, fault: nil, at: 0)
            for _ in 0..<100 {
                collector.note(.published(topic: payload, payload: []), certificate: nil, number, at: 0)
            }
            collector.take(message("t", payload), at: 0)
        }
        let cloud = collector.result
        #expect(cloud.connections.count == 64 && cloud.connectionsDropped == 936)
        #expect(cloud.connections.allSatisfy { $0.events.count == 32 && $0.eventsDropped == 68 })
        #expect(cloud.connections.flatMap(\.events).allSatisfy { $0.detail.utf8.count < 600 })
        #expect(cloud.messages.count == 256 && cloud.messagesDropped == 744)
        #expect(cloud.messages.allSatisfy { $0.bytes == 10_000 && $0.payload.utf8.count == 512 })
        #expect(cloud.expected[0].count == 1000)
    }
}
