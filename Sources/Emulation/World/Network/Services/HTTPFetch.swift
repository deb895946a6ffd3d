import ESP8266

/// Fetches a page from a web server (RFC 9112).
final class HTTPFetch: TCPApplication {
    /// What came of it.
    struct Result: Equatable {
        /// The answer's status code, if there was one.
        var status: Int?
        /// The beginning of the answer's body.
        var body: [UInt8] = []
        /// Why there is no whole answer.
        var failure: Failure?
    }

    /// Why there is no answer.
    enum Failure: Equatable {
        /// The connection ended before the answer was whole.
        case ended(TCPConnection.Ending)
        /// What came is no answer of HTTP.
        case malformed
    }

    private let request: [UInt8]
    private let onDone: (Result, Ticks) -> Void
    private var input: [UInt8] = []
    private var isDone = false

    /// Most bytes of an answer that are looked at.
    private static let mostInput = 1 << 18

    /// - Parameters:
    ///   - host: the name in the request.
    ///   - path: path and query.
    ///   - onDone: called once.
    init(host: String, path: String, onDone: @escaping (Result, Ticks) -> Void) {
        request = Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nAccept: */*\r\nConnection: close\r\n\r\n".utf8)
        self.onDone = onDone
    }

    func established(_ socket: TCPSocket, at now: Ticks) { socket.send(request, at: now) }

    func received(_ bytes: [UInt8], on socket: TCPSocket, at now: Ticks) {
        input += bytes.prefix(max(0, Self.mostInput - input.count))
        guard let message = HTTPMessage(input) else { return }
        let isWhole = message.contentLength.map { message.body.count >= $0 } ?? hasLastChunk(message)
        guard isWhole || input.count >= Self.mostInput else { return }
        finish(failure: nil, at: now)
        socket.close(at: now)
    }

    private func hasLastChunk(_ message: HTTPMessage) -> Bool {
        message.isChunked && message.body.suffix(5).elementsEqual(Array("0\r\n\r\n".utf8))
    }

    func peerClosed(_ socket: TCPSocket, at now: Ticks) {
        let message = HTTPMessage(input)
        let isCut = message?.contentLength.map { $0 > (message?.body.count ?? 0) } ?? false
        finish(failure: message == nil || isCut ? .ended(.closed) : nil, at: now)
        socket.close(at: now)
    }

    func ended(_ socket: TCPSocket, _ ending: TCPConnection.Ending, at now: Ticks) {
        finish(failure: .ended(ending), at: now)
    }

    private func finish(failure: Failure?, at now: Ticks) {
        guard !isDone else { return }
        isDone = true
        let message = HTTPMessage(input)
        let words = message?.startLine.split(separator: " ") ?? []
        let status = words.count >= 2 && words[0].hasPrefix("HTTP/1.") ? Int(words[1]) : nil
        let isMalformed = failure == nil && status == nil
        let body = message.map { Array($0.body) } ?? input
        onDone(Result(status: status, body: body, failure: isMalformed ? .malformed : failure), now)
        input = []
    }
}
