import ESP8266
import Foundation
import Testing
import TestSupport

@testable import Emulation
@testable import Inputs

@Suite(.timeLimit(.minutes(10))) struct TCPNetworkTests {
    private static let millisecond = 1000 * Clock.ticksPerMicrosecond

    /// 10 ms one way, 8 bytes per millisecond.
    private func network(_ port: Int) -> TCPNetwork {
        var link = Scenario.Link()
        link.latencyMilliseconds = 10
        link.bandwidthKbps = 64
        let network = TCPNetwork(
            server: Scenario.Endpoint(host: "127.0.0.1", port: port),
            link: link,
            patienceMilliseconds: 5000
        )
        network.guestIsWaiting = { true }
        return network
    }

    /// Lets time pass until an event comes, at most to `limit`.
    private func next(_ network: TCPNetwork, until limit: Ticks) -> (at: Ticks, events: [NetworkEvent])? {
        var now: Ticks = 0
        while let due = network.nextEvent(now: now), due <= limit {
            now = due
            let events = network.events(until: due)
            if !events.isEmpty { return (due, events) }
        }
        return nil
    }

    @Test func `a refusal reaches the guest after a round trip, and the run as an unavailable service`() throws {
        let server = try LoopbackServer(isListening: false)
        let network = network(server.port)
        var failures = 0
        network.onFailure = { failures += 1 }
        network.connect(socket: 3, host: "h", port: 1, at: 0)
        #expect(failures == 1)
        #expect(network.failure == .unavailable("127.0.0.1:\(server.port): connection refused"))
        #expect(network.events(until: 20 * Self.millisecond) == [.refused(socket: 3, errno: 111)])
    }

    @Test func `an answer costs the guest what the link costs`() throws {
        let server = try LoopbackServer()
        let network = network(server.port)
        network.connect(socket: 0, host: "h", port: 1, at: 0)
        let peer = try server.accept()
        let established = try #require(next(network, until: 100 * Self.millisecond))
        #expect(established.at == 20 * Self.millisecond)
        #expect(established.events == [.established(socket: 0)])
        network.send(socket: 0, bytes: [UInt8](repeating: 7, count: 80), at: 100 * Self.millisecond)
        #expect(peer.read(80).count == 80)
        peer.send([9])
        let answer = try #require(next(network, until: 1000 * Self.millisecond))
        #expect(answer.events == [.received(socket: 0, bytes: [9])])
        // 10 ms for 80 bytes, twice 10 ms of latency, 0.125 ms for the answer.
        #expect(answer.at >= 130 * Self.millisecond && answer.at <= 141 * Self.millisecond)
    }

    @Test func `a peer that closes ends the guest's connection`() throws {
        let server = try LoopbackServer()
        let network = network(server.port)
        network.connect(socket: 1, host: "h", port: 1, at: 0)
        _ = try server.accept()
        _ = next(network, until: 20 * Self.millisecond)
        #expect(try #require(next(network, until: 2000 * Self.millisecond)).events == [.closed(socket: 1)])
        #expect(next(network, until: 2000 * Self.millisecond) == nil)
        #expect(network.failure == nil)
    }

    @Test(arguments: [0, 80]) func `a reset reaches the guest as the answer to its first words, whenever it came`(
        count: Int
    ) throws {
        for round in 0..<20 {
            let server = try LoopbackServer()
            let network = network(server.port)
            let resetting = server.resetNext(after: count)
            network.connect(socket: 0, host: "h", port: 1, at: 0)
            let isEarly = count == 0 && round.isMultiple(of: 2)
            if isEarly { resetting.wait() }
            #expect(try #require(next(network, until: 20 * Self.millisecond)).events == [.established(socket: 0)])
            #expect(next(network, until: 100 * Self.millisecond) == nil)
            network.send(socket: 0, bytes: [UInt8](repeating: 7, count: 80), at: 100 * Self.millisecond)
            let end = try #require(next(network, until: 1000 * Self.millisecond))
            #expect(end.events == [.closed(socket: 0)])
            // 10 ms for 80 bytes, twice 10 ms of latency.
            #expect(end.at == 130 * Self.millisecond, "round \(round)")
            #expect(network.failure == nil)
            if !isEarly { resetting.wait() }
        }
    }

    @Test func `a server that is gone after it took one connection was available`() throws {
        var server: LoopbackServer? = try LoopbackServer()
        let network = network(try #require(server).port)
        network.connect(socket: 0, host: "h", port: 1, at: 0)
        #expect(try #require(next(network, until: 20 * Self.millisecond)).events == [.established(socket: 0)])
        network.close(socket: 0, at: 30 * Self.millisecond)
        server = nil
        network.connect(socket: 0, host: "h", port: 1, at: 40 * Self.millisecond)
        #expect(network.events(until: 60 * Self.millisecond) == [.refused(socket: 0, errno: 111)])
        #expect(network.failure == nil && server == nil)
    }

    @Test func `nothing comes from a silent peer, nor after the guest closed`() throws {
        let server = try LoopbackServer()
        let network = network(server.port)
        network.connect(socket: 0, host: "h", port: 1, at: 0)
        let peer = try server.accept()
        _ = next(network, until: 20 * Self.millisecond)
        #expect(next(network, until: 200 * Self.millisecond) == nil)
        peer.send([1])
        network.close(socket: 0, at: 200 * Self.millisecond)
        #expect(network.nextEvent(now: 200 * Self.millisecond) == nil)
        #expect(peer.read(1) == [])
    }
}
