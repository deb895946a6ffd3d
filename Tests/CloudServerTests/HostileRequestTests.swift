import CloudEndpoint
import Foundation
import TestSupport
import Testing

@testable import CloudServer

/// HTTP and WebSockets that are wrong, through TLS at a server at work. Two clients that mean well exchange messages all the while.
@Suite(.serialized, .timeLimit(.minutes(5))) struct HostileRequestTests {
    private static let patience = HostilePacketTests.patience
    private static let upgrade =
        "GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

    /// Requests that are right, to be damaged.
    private static let requests = [
        "POST /topics/a/b?qos=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello",
        "GET /things/lamp/shadow?name=x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /things/lamp/shadow HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "GET /retainedMessage/a HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-HMAC-SHA256 Credential=a/b/c/d/e, "
            + "SignedHeaders=host;x-amz-date, Signature=0\r\nX-Amz-Date: 20260101T000000Z\r\n\r\n",
        upgrade,
    ]
    .map { Array($0.utf8) }

    /// A frame of a client, its bytes masked with zeros (RFC 6455, 5.2).
    private static func frame(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let length = payload.count < 126 ? [UInt8(payload.count)] : [126] + TLSSocket.half(payload.count)
        return [first, length[0] | 0x80] + length.dropFirst() + [0, 0, 0, 0] + payload
    }

    private static func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0...random.index(below: 3) where !bytes.isEmpty {
            let place = random.index(below: bytes.count)
            switch random.below(4) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.index(below: 9)))
            case 2: bytes.insert(contentsOf: bytes[place...].prefix(30), at: place)
            default: bytes = Array(bytes.prefix(place))
            }
        }
        return bytes
    }

    private func run(_ cases: Int, _ change: (inout CloudServerSettings) -> Void = { _ in }, _ bytes: () -> [UInt8])
        throws
    {
        let server = try TestServer { change(&$0) }
        let others = try Bystanders(port: server.server.mqttPort)
        let port = try #require(server.server.httpsPort)
        for number in 0..<cases {
            let client = try TLSSocket(port: port)
            client.send(bytes())
            shutdown(client.descriptor, Int32(SHUT_WR))
            #expect(try client.rest().count < 1 << 16, "seed \(Fuzz.seed), case \(number)")
            if number % 8 == 0 { #expect(try others.exchange() < Self.patience, "seed \(Fuzz.seed), case \(number)") }
        }
        #expect(try others.exchange() < Self.patience)
    }

    @Test func `damaged requests harm nobody`() throws {
        var random = SeededGenerator(state: Fuzz.seed)
        try run(Int(Fuzz.count(150))) {
            (0...random.index(below: 2)).flatMap { _ in
                Self.damaged(Self.requests[random.index(below: Self.requests.count)], &random)
            }
        }
    }

    @Test func `damaged frames harm nobody`() throws {
        var random = SeededGenerator(state: Fuzz.seed &+ 1)
        let packets = [
            TLSSocket.connect("web"), TLSSocket.publish("a", [1], qos: 1), TLSSocket.subscribe("a/#"), [0xC0, 0],
            [0xE0, 0],
        ]
        let everybody = { (settings: inout CloudServerSettings) in
            settings.account = nil
            settings.endpoint.rules = .generic
            settings.endpoint.admission = .certified
            settings.refusesAtConnect = false
        }
        try run(Int(Fuzz.count(150)), everybody) {
            let frames = (0...random.index(below: 5)).flatMap { _ in
                Self.frame(
                    [0x82, 0x02, 0x80, 0x89, 0x81, 0x88][random.index(below: 6)],
                    packets[random.index(below: 5)]
                )
            }
            return Array(Self.upgrade.utf8) + Self.damaged(frames, &random)
        }
    }

    @Test func `what is asked for again and again is answered, within bounds`() throws {
        let server = try TestServer { $0.limits.waitingBytes = 1 << 20 }
        let others = try Bystanders(port: server.server.mqttPort)
        let client = try TLSSocket(port: try #require(server.server.httpsPort))
        let request = Array("GET /things/nobody/shadow HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        // About 4 MB of answers to somebody who reads none of them.
        for _ in 0..<20 {
            client.send((0..<1000).flatMap { _ in request })
            #expect(try others.exchange() < Self.patience)
        }
        #expect(server.log.line(with: "dropped: ", "bytes wait for a client that does not read") != nil)
        #expect(try others.exchange() < Self.patience)
    }
}
