import Foundation
import Testing
import TestSupport

@testable import Emulation

@Suite(.timeLimit(.minutes(10))) struct HostSocketTests {
    private func isClosed(_ received: HostSocket.Received) -> Bool {
        if case .closed = received { true } else { false }
    }

    private func isNothing(_ received: HostSocket.Received) -> Bool {
        if case .nothing = received { true } else { false }
    }

    private func reason(_ port: Int, host: String = "127.0.0.1") -> String {
        do {
            _ = try HostSocket(host: host, port: port, timeoutMilliseconds: 100)
            return "connected"
        } catch {
            return error.description
        }
    }

    @Test func `a port that nobody listens on refuses`() throws {
        let server = try LoopbackServer(isListening: false)
        #expect(reason(server.port) == "connection refused")
    }

    @Test func `a name that nobody has is told`() {
        #expect(!["connected", "connection refused", ""].contains(reason(1, host: "nobody.invalid")))
    }

    @Test func `a server that takes no connection times out`() throws {
        let server = try LoopbackServer(backlog: 0)
        // The kernel completes as many as fit the queue that nobody empties, then answers no more.
        var waiting: [HostSocket] = []
        while waiting.count < 8,
            let socket = try? HostSocket(
                host: "127.0.0.1",
                port: server.port,
                timeoutMilliseconds: 100
            )
        {
            waiting.append(socket)
        }
        #expect(reason(server.port) == "connection timed out")
        withExtendedLifetime(server) {}
    }

    @Test func `what the peer said before it closed comes first`() throws {
        let server = try LoopbackServer()
        let socket = try HostSocket(host: "127.0.0.1", port: server.port)
        try server.accept().send([1, 2, 3])
        guard case .bytes([1, 2, 3]) = socket.receive(waitingAtMost: 10_000) else {
            Issue.record("the bytes are lost")
            return
        }
        #expect(isClosed(socket.receive(waitingAtMost: 10_000)))
        socket.close()
        socket.close()
        #expect(isClosed(socket.receive(waitingAtMost: 0)))
    }

    @Test func `a server that takes the connection and resets it was there`() throws {
        let server = try LoopbackServer()
        for _ in 0..<20 {
            let resetting = server.resetNext()
            let socket = try HostSocket(host: "127.0.0.1", port: server.port)
            resetting.wait()
            #expect(isClosed(socket.receive(waitingAtMost: 10_000)))
        }
    }

    @Test func `what the peer said before it reset comes first, though sending fails`() throws {
        let server = try LoopbackServer()
        let socket = try HostSocket(host: "127.0.0.1", port: server.port)
        try server.accept().sendAndReset([1, 2, 3])
        // The first bytes after a reset may still be taken.
        while socket.send([9]) {}
        guard case .bytes([1, 2, 3]) = socket.receive(waitingAtMost: 10_000) else {
            Issue.record("the bytes are lost")
            return
        }
        #expect(isClosed(socket.receive(waitingAtMost: 10_000)))
    }

    @Test func `a silent peer says nothing`() throws {
        let server = try LoopbackServer()
        let socket = try HostSocket(host: "127.0.0.1", port: server.port)
        let peer = try server.accept()
        #expect(isNothing(socket.receive(waitingAtMost: 0)))
        #expect(isNothing(socket.receive(waitingAtMost: 20)))
        withExtendedLifetime(peer) {}
    }

    @Test func `more than the buffers hold is sent piece by piece`() throws {
        let server = try LoopbackServer()
        let socket = try HostSocket(host: "127.0.0.1", port: server.port)
        let peer = try server.accept()
        let bytes = (0..<16_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        let reader = LoopbackServer.Reader(peer, count: bytes.count)
        let isSent = socket.send(bytes)
        #expect(isSent)
        #expect(reader.bytes() == bytes)
    }

    @Test func `a peer that takes nothing, or is gone, fails the sender`() throws {
        let server = try LoopbackServer()
        let socket = try HostSocket(host: "127.0.0.1", port: server.port, timeoutMilliseconds: 50)
        var peer: LoopbackServer.Peer? = try server.accept()
        #expect(!socket.send([UInt8](repeating: 0, count: 64_000_000)))
        peer = nil
        #expect(peer == nil && !socket.send([1]))
    }
}
