import ESP8266
import Testing

@testable import Emulation
@testable import Inputs
@testable import Record

@Suite struct VirtualNetworkTests {
    /// Answers every chunk with itself; counts a chunk `s` as a subscription, closes at `x`.
    final class Echo: ServerConnection {
        var output: [UInt8] = []
        var isClosed = false
        var hasSubscription = false
        var publicationCount = 0
        var handshakeFailure: String?
        let keyLogLine: String? = nil
        var onChange: () -> Void = {}
        private(set) var isLost = false

        func lost() { isLost = true }

        func receive(_ bytes: [UInt8]) {
            output += bytes
            if bytes == Array("f".utf8) { handshakeFailure = "the device's certificate is not registered" }
            if bytes == Array("s".utf8) { hasSubscription = true }
            if bytes == Array("x".utf8) { isClosed = true }
        }

        func takeOutput() -> [UInt8] {
            defer { output = [] }
            return output
        }

        func publish(topic: String, payload: String) { output += Array("\(topic)=\(payload)".utf8) }
    }

    private struct Fixed: LinkModel {
        mutating func delivery(count: Int, sentAt ticks: Ticks, toServer: Bool) -> Ticks { ticks + 100 }
    }

    private func network(_ messages: [Scenario.Message] = []) -> VirtualNetwork {
        VirtualNetwork(link: Fixed(), messages: messages) { _, _ in Echo() }
    }

    @Test func `a connection takes one round trip, an answer another`() {
        let network = network()
        network.connect(socket: 2, host: "h", port: 1, at: 1000)
        #expect(network.nextEvent(now: 1000) == 1200)
        #expect(network.events(until: 1200) == [.established(socket: 2)])
        network.send(socket: 2, bytes: [7], at: 1300)
        #expect(network.events(until: 1400) == [])
        #expect(network.nextEvent(now: 1400) == 1500)
        #expect(network.events(until: 1500) == [.received(socket: 2, bytes: [7])])
        #expect(network.nextEvent(now: 1500) == nil)
    }

    @Test func `a message waits for the subscription and its delay`() {
        let delay = Seconds(microseconds: 10)
        let network = network([Scenario.Message(after: .subscribed, delay: delay, topic: "t", payload: "on")])
        network.connect(socket: 0, host: "h", port: 1, at: 0)
        _ = network.events(until: 200)
        network.send(socket: 0, bytes: Array("s".utf8), at: 200)
        #expect(network.events(until: 400) == [.received(socket: 0, bytes: Array("s".utf8))])
        #expect(network.nextEvent(now: 400) == 300 + 1600)
        _ = network.events(until: 1900)
        #expect(network.events(until: 2000) == [.received(socket: 0, bytes: Array("t=on".utf8))])
    }

    @Test func `a closed connection says nothing any more`() {
        let network = network()
        network.connect(socket: 0, host: "h", port: 1, at: 0)
        network.close(socket: 0, at: 10)
        #expect(network.nextEvent(now: 10) == nil)
        network.send(socket: 0, bytes: [1], at: 20)
        #expect(network.nextEvent(now: 20) == nil)
    }

    @Test func `what the device sent before it closed still reaches the server, and nothing comes back`() {
        let network = network()
        network.connect(socket: 0, host: "h", port: 1, at: 0)
        _ = network.events(until: 200)
        network.send(socket: 0, bytes: Array("f".utf8), at: 200)
        network.close(socket: 0, at: 210)
        #expect(network.findings.handshakeFailure == nil)
        #expect(network.nextEvent(now: 210) == 300)
        #expect(network.events(until: 1000) == [])
        #expect(network.findings.handshakeFailure == "the device's certificate is not registered")
        #expect(network.nextEvent(now: 1000) == nil)
        network.connect(socket: 0, host: "h", port: 1, at: 1000)
        #expect(network.events(until: 1200) == [.established(socket: 0)])
    }

    @Test func `the server's end follows its last bytes`() {
        let network = network()
        network.connect(socket: 0, host: "h", port: 1, at: 0)
        _ = network.events(until: 200)
        network.send(socket: 0, bytes: Array("x".utf8), at: 200)
        _ = network.events(until: 300)
        #expect(
            network.events(until: 400) == [.received(socket: 0, bytes: Array("x".utf8)), .closed(socket: 0)]
        )
    }
}
