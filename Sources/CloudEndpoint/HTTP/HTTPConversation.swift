import NIOCore
import NIOEmbedded
import NIOHTTP1

/// One client's HTTP/1.1, and the WebSocket that may become of it: bytes in, bytes out. NIO's decoders and encoders do the work, in a
/// channel without a socket.
final class HTTPConversation {
    /// What becomes of a request.
    enum Answer {
        case response(APIResponse)
        /// The protocol within the WebSocket that the client offered and gets; nil when it offered none.
        case webSocket(subprotocol: String?)
    }

    /// Most bytes of a header, and of a body.
    private static let mostHeaderBytes = 32 << 10
    private static let mostBodyBytes = 1 << 20
    private static let decoder = "decoder"

    private let channel = EmbeddedChannel()
    private let answer: (HTTPUpgrade?, APIRequest) -> Answer
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var output: [UInt8] = []
    private var webSocket: WebSocketStream?
    /// Whether nothing more comes from here but what is in the output.
    private(set) var isOver = false

    /// - Parameter answer: asked for each request; with the upgrade that the client wants, if it wants one.
    init(_ answer: @escaping (HTTPUpgrade?, APIRequest) -> Answer) {
        self.answer = answer
        // It cannot fail on a channel that has just been made.
        try? channel.pipeline.syncOperations.addHandler(HTTPResponseEncoder())
        addDecoder()
    }

    deinit { _ = try? channel.finish(acceptAlreadyClosed: true) }

    /// Takes bytes of the client; returns what they say through the WebSocket.
    func receive(_ bytes: [UInt8]) -> [UInt8] {
        guard !isOver else { return [] }
        var bytes = bytes
        while !isOver, !bytes.isEmpty {
            if let webSocket { return pass(webSocket.receive(bytes)) }
            bytes = read(bytes)
        }
        return []
    }

    /// Answers the requests in `bytes`, up to one that wants another protocol; the bytes behind that.
    private func read(_ bytes: [UInt8]) -> [UInt8] {
        do {
            try channel.writeInbound(ByteBuffer(bytes: bytes))
        } catch {
            let reason = "The bytes are no HTTP request: \(String(describing: error).plain)"
            send(.failure(.invalid(reason)), staysOpen: false)
        }
        while !isOver, let part = try? channel.readInbound(as: HTTPServerRequestPart.self) {
            let wantsUpgrade = head.map { $0.method == .CONNECT || $0.headers.contains(name: "Upgrade") } ?? false
            take(part)
            guard case .end = part, wantsUpgrade else { continue }
            let rest = removeDecoder()
            if webSocket == nil { addDecoder() }
            return rest
        }
        return []
    }

    private func addDecoder() {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = Self.mostHeaderBytes
        limits.maxHeaderFieldSize = Self.mostHeaderBytes
        let decoder = HTTPRequestDecoder(
            leftOverBytesStrategy: .forwardBytes,
            informationalResponseStrategy: .drop,
            limitConfiguration: limits
        )
        try? channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder), name: Self.decoder)
    }

    /// NIO's decoder reads no further than a request that wants another protocol; what came behind it.
    private func removeDecoder() -> [UInt8] {
        channel.pipeline.removeHandler(name: Self.decoder, promise: nil)
        channel.embeddedEventLoop.run()
        var rest: [UInt8] = []
        while let bytes = try? channel.readInbound(as: ByteBuffer.self) { rest += bytes.readableBytesView }
        return rest
    }

    /// Says something through the WebSocket.
    func say(_ bytes: [UInt8]) {
        guard let webSocket else { return }
        webSocket.say(bytes)
        output += webSocket.takeOutput()
    }

    /// Ends the WebSocket as its protocol wants.
    func close() {
        isOver = true
        guard let webSocket else { return }
        webSocket.close()
        output += webSocket.takeOutput()
    }

    /// Takes what is to be sent.
    func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    private func pass(_ said: [UInt8]) -> [UInt8] {
        guard let webSocket else { return said }
        output += webSocket.takeOutput()
        isOver = isOver || webSocket.isOver
        return said
    }

    private func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head):
            self.head = head
            body = []
            // Clients with a long body ask first (RFC 9110, 10.1.1).
            if head.headers["Expect"].contains(where: { $0.lowercased() == "100-continue" }) {
                write([.head(.proceed)])
            }
        case .body(let part):
            guard head != nil else { return }
            guard body.count + part.readableBytes <= Self.mostBodyBytes else {
                head = nil
                let error = APIError(.requestEntityTooLarge, "The body is longer than \(Self.mostBodyBytes) bytes")
                return send(.failure(error), staysOpen: false)
            }
            body += part.readableBytesView
        case .end:
            guard let head else { return }
            self.head = nil
            respond(to: head)
        }
    }

    private func respond(to head: HTTPRequestHead) {
        let request = APIRequest(
            head.method.rawValue,
            head.uri,
            headers: head.headers.map { APIRequest.Header($0.name, $0.value) },
            body: body
        )
        body = []
        let upgrade = HTTPUpgrade(head)
        switch answer(upgrade, request) {
        case .response(let response): send(response, staysOpen: head.isKeepAlive, isOfHead: head.method == .HEAD)
        case .webSocket(let subprotocol):
            guard let upgrade else { return send(.failure(.invalid("No upgrade was asked for")), staysOpen: false) }
            write([.head(upgrade.response(subprotocol: subprotocol)), .end(nil)])
            webSocket = WebSocketStream()
        }
    }

    private func send(_ response: APIResponse, staysOpen: Bool, isOfHead: Bool = false) {
        var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
        headers.replaceOrAdd(name: "Content-Length", value: "\(response.body.count)")
        if !staysOpen { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: response.status), headers: headers)
        var parts: [HTTPServerResponsePart] = [.head(head)]
        if !isOfHead, !response.body.isEmpty { parts.append(.body(.byteBuffer(ByteBuffer(bytes: response.body)))) }
        write(parts + [.end(nil)])
        isOver = isOver || !staysOpen
    }

    private func write(_ parts: [HTTPServerResponsePart]) {
        for part in parts { _ = try? channel.writeOutbound(part) }
        while let buffer = try? channel.readOutbound(as: IOData.self) {
            if case .byteBuffer(let bytes) = buffer { output += bytes.readableBytesView }
        }
    }
}

extension HTTPResponseHead {
    fileprivate static let proceed = HTTPResponseHead(version: .http1_1, status: .continue)
}
