import TestSupport
import Testing

@testable import CloudEndpoint

/// HTTP and WebSockets, bytes in, bytes out.
struct HTTPConversationTests {
    private static let upgrade =
        "GET /mqtt HTTP/1.1\r\nHost: h\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: x, mqtt\r\n\r\n"

    /// Answers each request with its method, target and body, or with the WebSocket it wants.
    private func conversation() -> HTTPConversation {
        HTTPConversation { upgrade, request in
            if let upgrade { return .webSocket(subprotocol: upgrade.subprotocols.last) }
            let head = Array("\(request.method) \(request.path)?\(request.query) ".utf8)
            return .response(APIResponse(status: 200, headers: [], body: head + request.body))
        }
    }

    private func text(_ conversation: HTTPConversation) -> String {
        String(decoding: conversation.takeOutput(), as: UTF8.self)
    }

    @Test(arguments: [1, 7, .max]) func `requests are answered in their order, however the bytes come`(piece: Int) {
        let conversation = conversation()
        let bytes = Array(
            "POST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhiGET /c HTTP/1.1\r\nHost: h\r\n\r\n".utf8
        )
        for start in stride(from: 0, to: bytes.count, by: min(piece, bytes.count)) {
            #expect(conversation.receive(Array(bytes[start...].prefix(piece))) == [])
        }
        let answers = ["POST /a?b hi", "GET /c? "].map { "HTTP/1.1 200 OK\r\nContent-Length: \($0.count)\r\n\r\n\($0)" }
        #expect(text(conversation) == answers.joined())
        #expect(!conversation.isOver)
    }

    @Test func `a client that asks first is told to go on`() {
        let conversation = conversation()
        _ = conversation.receive(Array("PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n".utf8))
        #expect(text(conversation) == "HTTP/1.1 100 Continue\r\n\r\n")
        _ = conversation.receive([0x78])
        #expect(text(conversation).hasSuffix("PUT /a? x"))
    }

    @Test(arguments: ["GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"])
    func `who does not stay is let go after the answer`(request: String) {
        let conversation = conversation()
        _ = conversation.receive(Array(request.utf8))
        #expect(text(conversation).contains("\r\nConnection: close\r\n"))
        #expect(conversation.isOver)
    }

    @Test(
        arguments: [
            ("\u{16}\u{3}\u{1}", "400"),
            ("GET / HTTP/1.1\r\nHost: \(String(repeating: "x", count: 40_000))\r\n\r\n", "400"),
            ("POST / HTTP/1.1\r\nContent-Length: 5000000\r\n\r\n\(String(repeating: "x", count: 1_100_000))", "413"),
        ]
    )
    func `what is no request, or too long a one, is refused`(request: String, status: String) {
        let conversation = conversation()
        _ = conversation.receive(Array(request.utf8))
        #expect(text(conversation).hasPrefix("HTTP/1.1 \(status) "))
        #expect(conversation.isOver)
    }

    @Test func `a WebSocket is granted as RFC 6455 shows it`() {
        let conversation = conversation()
        _ = conversation.receive(Array(Self.upgrade.utf8))
        let answer = text(conversation)
        #expect(answer.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
        // The example of section 1.3.
        #expect(answer.contains("\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
        #expect(answer.contains("\r\nsec-websocket-protocol: mqtt\r\n"))
        // "Hel", "lo" of section 5.7, masked with zeros.
        #expect(conversation.receive([0x02, 0x83, 0, 0, 0, 0, 0x48, 0x65, 0x6C]) == Array("Hel".utf8))
        #expect(conversation.receive([0x80, 0x82, 0, 0, 0, 0, 0x6C, 0x6F]) == Array("lo".utf8))
        conversation.say([1, 2])
        #expect(conversation.takeOutput() == [0x82, 2, 1, 2])
        conversation.close()
        #expect(conversation.takeOutput() == [0x88, 2, 3, 0xE8])
    }

    @Test(arguments: [1, .max]) func `frames that come with the request are heard`(piece: Int) {
        let conversation = conversation()
        let bytes = Array(Self.upgrade.utf8) + [0x82, 0x82, 0, 0, 0, 0, 0x68, 0x69]
        let said = stride(from: 0, to: bytes.count, by: min(piece, bytes.count)).flatMap { start in
            conversation.receive(Array(bytes[start...].prefix(piece)))
        }
        #expect(said == Array("hi".utf8))
    }

    @Test func `a request that wants another protocol than there is does not silence the next ones`() {
        let conversation = HTTPConversation { _, request in
            .response(APIResponse(status: 404, headers: [], body: Array(request.path.utf8)))
        }
        let first = "GET /a HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", second = "GET /b HTTP/1.1\r\n\r\n"
        _ = conversation.receive(Array((first + second + first).utf8))
        _ = conversation.receive(Array(second.utf8))
        #expect(text(conversation).matches(of: /\/[ab]/).map { String($0.0) } == ["/a", "/b", "/a", "/b"])
    }

    @Test func `whatever comes, nothing is endless`() {
        let seed = Fuzz.seed
        var random = SeededGenerator(state: seed)
        for _ in 0..<Int(Fuzz.count(400)) {
            let conversation = conversation()
            var bytes = Array(Self.upgrade.utf8)
            for _ in 0..<random.index(below: 4) {
                bytes[random.index(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next())
            }
            bytes += (0..<random.index(below: 200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let cut = random.index(below: bytes.count)
            let said = conversation.receive(Array(bytes[..<cut])) + conversation.receive(Array(bytes[cut...]))
            #expect(said.count <= bytes.count && conversation.takeOutput().count < 2000, "seed \(seed)")
            conversation.close()
        }
    }
}
