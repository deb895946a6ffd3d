import CloudEndpoint
import Foundation
import TestSupport
import Testing

@testable import CloudServer

/// Clients that take their time, and many of them.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SlowClientTests {
    private static let patience = Duration.seconds(2)

    /// Whether the server has ended a connection on which nothing is expected.
    private static func hasEnded(_ descriptor: Int32) -> Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) == 0 || errno == ECONNRESET
    }

    @Test func `handshakes that come byte by byte are ended all the same, and keep nobody waiting`() throws {
        let server = try TestServer { $0.limits.handshakeTime = .milliseconds(1500) }
        let others = try Bystanders(port: server.server.mqttPort)
        let sockets = try (0..<300).map { _ in try LoopbackConnection.open(port: server.server.mqttPort) }
        defer { for socket in sockets { close(socket) } }
        let begin = ContinuousClock.now
        // The beginning of a ClientHello of 16 KB, and then whatever.
        var next: [UInt8] = [0x16, 3, 1, 0x40, 0, 1, 0, 0x3F, 0xFC, 3, 3]
        while !sockets.allSatisfy(Self.hasEnded), ContinuousClock.now - begin < .seconds(30) {
            let byte = next.isEmpty ? 0 : next.removeFirst()
            for socket in sockets { _ = send(socket, [byte], 1, Int32(MSG_NOSIGNAL)) }
            #expect(try others.exchange() < Self.patience)
        }
        #expect(sockets.allSatisfy(Self.hasEnded))
        #expect(server.log.all.count { $0.contains("closed: no TLS handshake within") } == 300)
    }

    @Test func `a packet that does not come to an end is ended`() throws {
        let server = try TestServer { settings in
            settings.limits.packetTime = .milliseconds(300)
            settings.account = nil
            settings.endpoint.rules = .generic
            settings.endpoint.admission = .anyone
            settings.refusesAtConnect = false
        }
        let others = try Bystanders(port: server.server.mqttPort)
        let client = try TLSSocket(port: server.server.mqttPort, id: "slow", keepAlive: 0)
        client.send([0x32, 0x80, 0x40])
        while server.log.all.allSatisfy({ !$0.contains("closed: a packet was not complete within") }) {
            client.send([0x61])
            #expect(try others.exchange() < Self.patience)
        }
        #expect(try client.receive() == nil)
    }

    @Test func `connections that are half open, or reset in every state, harm nobody`() throws {
        let server = try TestServer()
        let others = try Bystanders(port: server.server.mqttPort)
        for round in 0..<60 {
            let client = try TLSSocket(port: server.server.mqttPort)
            if round % 3 > 0 { client.send(TLSSocket.connect("half-\(round)")) }
            if round % 3 > 1 { client.send(TLSSocket.subscribe("bystanders/none") + [0x30, 0x7F, 0]) }
            if round & 1 == 0 {
                shutdown(client.descriptor, Int32(SHUT_WR))
            } else {
                var linger = linger(l_onoff: 1, l_linger: 0)
                setsockopt(client.descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
            }
            #expect(try others.exchange() < Self.patience)
        }
        let last = try TLSSocket(port: server.server.mqttPort, id: "half-58")
        last.send([0xE0, 0])
        #expect(try last.drain() == [])
    }

    @Test func `a thousand silent connections leave room for those who speak`() throws {
        let server = try TestServer { settings in
            settings.limits.connections = 1000
            settings.limits.handshakeTime = .seconds(3)
        }
        let others = try Bystanders(port: server.server.mqttPort)
        let sockets = try (0..<1200).map { _ in try LoopbackConnection.open(port: server.server.mqttPort) }
        defer { for socket in sockets { close(socket) } }
        #expect(try others.exchange() < Self.patience)
        #expect(server.log.line(with: "turned away", "there are 1000") != nil)
        let begin = ContinuousClock.now
        while !sockets.allSatisfy(Self.hasEnded), ContinuousClock.now - begin < .seconds(30) {
            #expect(try others.exchange() < Self.patience)
        }
        // There is room again, once the server has given up waiting for their ends.
        var late = try? TLSSocket(port: server.server.mqttPort, id: "late")
        while late == nil, ContinuousClock.now - begin < .seconds(30) {
            late = try? TLSSocket(port: server.server.mqttPort, id: "late")
        }
        #expect(late != nil)
    }
}
