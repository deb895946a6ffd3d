/// A web server with given answers (RFC 9112): GET, HEAD and whatever else asks for one of its paths; else 404.
final class HTTPService: ByteService {
    /// Answers by path.
    private let pages: [String: String]
    private var input: [UInt8] = []
    private(set) var isClosed = false

    /// Most bytes of a request's head, and of requests that wait.
    private static let mostInput = 65_536
    private static let endOfHead = Array("\r\n\r\n".utf8)

    init(pages: [String: String]) { self.pages = pages }

    func receive(_ bytes: [UInt8]) {
        guard !isClosed, input.count <= Self.mostInput else { return }
        input += bytes
    }

    /// The answer to the next request that is there as a whole.
    func takeOutput() -> [UInt8] {
        guard !isClosed, let request = HTTPMessage(input) else {
            return !isClosed && input.count > Self.mostInput
                ? finish(answer("431 Request Header Fields Too Large")) : []
        }
        guard !request.isChunked else { return finish(answer("411 Length Required")) }
        let size = request.contentLength ?? 0
        guard request.body.count >= size else {
            return input.count > Self.mostInput ? finish(answer("413 Content Too Large")) : []
        }
        input = Array(request.body.dropFirst(size))
        let words = request.startLine.split(separator: " ")
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return finish(answer("400 Bad Request")) }
        let keepsOpen = request.header("connection").map { $0.lowercased() == "keep-alive" } ?? (words[2] == "HTTP/1.1")
        let page = pages[String(words[1].prefix { $0 != "?" })]
        let bytes = answer(page == nil ? "404 Not Found" : "200 OK", page, isHead: words[0] == "HEAD", keepsOpen)
        return keepsOpen ? bytes : finish(bytes)
    }

    private func finish(_ bytes: [UInt8]) -> [UInt8] {
        isClosed = true
        input = []
        return bytes
    }

    private func answer(
        _ status: String,
        _ page: String? = nil,
        isHead: Bool = false,
        _ keepsOpen: Bool = false
    ) -> [UInt8] {
        let body = Array((page ?? status + "\n").utf8)
        let head = """
            HTTP/1.1 \(status)\r
            Content-Type: \(Self.mediaType(of: page))\r
            Content-Length: \(body.count)\r
            Connection: \(keepsOpen ? "keep-alive" : "close")\r
            \r

            """
        return Array(head.utf8) + (isHead ? [] : body)
    }

    private static func mediaType(of page: String?) -> String {
        switch page?.first(where: { !$0.isWhitespace }) {
        case "{", "[": "application/json"
        case "<": "text/html; charset=utf-8"
        default: "text/plain; charset=utf-8"
        }
    }
}
