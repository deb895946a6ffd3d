import CloudEndpoint
import Foundation
import TestSupport
import Testing

@testable import CloudServer

/// Clients that are slow, many, or up to no good.
@Suite(.serialized, .timeLimit(.minutes(5))) struct HostileClientTests {
    /// A byte, or the end (0), or a fault (negative).
    private static func read(_ descriptor: Int32) -> Int {
        var byte: UInt8 = 0
        return Foundation.read(descriptor, &byte, 1)
    }

    private static func send(_ bytes: [UInt8], _ descriptor: Int32) { _ = write(descriptor, bytes, bytes.count) }

    @Test(arguments: [[], [0x16], [0x16, 3, 1, 0x40, 0]] as [[UInt8]])
    func `a handshake that does not come to an end is ended`(beginning: [UInt8]) throws {
        let server = try TestServer { $0.limits.handshakeTime = .milliseconds(200) }
        let socket = try LoopbackConnection.open(port: server.server.mqttPort)
        defer { close(socket) }
        Self.send(beginning, socket)
        #expect(Self.read(socket) == 0)
        #expect(server.log.line(with: "closed: no TLS handshake within") != nil)
    }

    @Test func `a client that says nothing after its handshake is sent away`() throws {
        let server = try TestServer { $0.limits.connectTime = .milliseconds(200) }
        try server.send([])
        #expect(server.log.line(with: "closed: no CONNECT within") != nil)
    }

    @Test func `bytes that are no TLS end the connection with an alert`() throws {
        let server = try TestServer()
        let socket = try LoopbackConnection.open(port: server.server.mqttPort)
        defer { close(socket) }
        Self.send(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8), socket)
        var count = 0
        while Self.read(socket) == 1 { count += 1 }
        #expect(count < 64)
        #expect(server.log.line(with: "TLS handshake failed") != nil)
    }

    private static let connect: [UInt8] =
        [0x10, 14, 0, 4] + Array("MQTT".utf8) + [4, 2, 0, 60, 0, 2] + Array("xy".utf8)

    @Test(
        arguments: [
            ([0x30, 3, 0, 1, 0x61], "packet before CONNECT"),
            (connect + connect, "second CONNECT"),
            (connect + [0x10, 0xFF, 0xFF, 0xFF, 0xFF, 1], "remaining length of more than four bytes"),
            (connect + [0x30, 0xFF, 0xFF, 0xFF, 0x7F], "packet of 268435455 bytes"),
            (connect + [0x36, 7, 0, 1, 0x61, 0, 1, 0x62, 0x63], "PUBLISH with QoS 3"),
            (connect + [0x34, 6, 0, 1, 0x61, 0, 1, 0x62], "QoS 2"),
            (connect + [0x30, 7, 0, 5, 0x1B, 0x5B, 0x32, 0x4A, 0x23], "PUBLISH to the topic \"?[2J#\""),
            (connect + [0x82, 2, 0, 1], "SUBSCRIBE without a topic filter"),
            (connect + [0xF0, 0], "packet type 15 with flags 0"),
            (connect + [0x30, 4, 0, 2, 0xC0, 0x80], "text that is not UTF-8"),
            ([0x10, 4, 0, 4, 0x4D, 0x51], "packet shorter than its fields"),
        ] as [([UInt8], String)]
    )
    func `packets that are wrong end their connection, and no other`(bytes: [UInt8], reason: String) throws {
        let server = try TestServer()
        let subscriber = try #require(try server.subscriber(["-t", "still/there", "-C", "1"], id: "bystander"))
        try server.send(bytes)
        #expect(server.log.line(with: "warning closed: ", reason) != nil)
        #expect(try server.publish(["-t", "still/there", "-q", "1", "-m", "yes"]) == 0)
        #expect(subscriber.waitForExit() == 0)
    }

    @Test func `more connections than there is room for are turned away`() throws {
        let server = try TestServer { $0.limits.connections = 3 }
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        for _ in 0..<3 { sockets.append(try LoopbackConnection.open(port: server.server.mqttPort)) }
        let last = try LoopbackConnection.open(port: server.server.mqttPort)
        sockets.append(last)
        #expect(Self.read(last) <= 0)
        #expect(server.log.line(with: "turned away", "there are 3") != nil)
    }

    @Test func `two hundred clients get what one of them says`() throws {
        let server = try TestServer()
        let result = try crowd(server, "all", "200")
        #expect(result.output == "200\n" && result.code == 0)
        #expect(server.log.all.count { $0.contains("info connected") } == 200)
    }

    @Test func `a client that does not read is dropped`() throws {
        let server = try TestServer { $0.limits.waitingBytes = 1 << 20 }
        let result = try crowd(server, "deaf", "400")
        #expect(result.output == "dropped\n" && result.code == 0)
        #expect(server.log.line(with: "dropped: ", "bytes wait for a client that does not read") != nil)
    }

    private func crowd(_ server: TestServer, _ words: String...) throws -> (code: Int32, output: String) {
        let script = "\(packageRoot)/Tests/tools/mqtt-crowd.py"
        return try server.run("python3", [script, "\(server.server.mqttPort)", TestServer.certificates] + words)
    }
}
