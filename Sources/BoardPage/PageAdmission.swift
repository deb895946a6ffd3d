import NIOHTTP1

/// Whether a request comes from this host and, if a page sent it, from the board's own: other sites must not drive the board, nor
/// read it by a name of theirs that leads to loopback.
struct PageAdmission {
    /// Where the WebSocket is.
    static let control = "/control"

    /// What the request is answered with instead of what it asks for; nil when it may have that.
    let refusal: HTTPResponseStatus?

    init(_ head: HTTPRequestHead) {
        let hosts = head.headers["Host"], origins = head.headers["Origin"]
        guard hosts.count == 1, let host = hosts.first else {
            refusal = .badRequest
            return
        }
        let isOwn = origins.isEmpty || origins == ["http://\(host)"]
        let path = head.uri.prefix { $0 != "?" }
        let isThere = head.method == .GET && (path == Self.control || PageResource.all[String(path)] != nil)
        refusal = Self.isLoopback(host) && isOwn ? (isThere ? nil : .notFound) : .forbidden
    }

    /// Whether `host`, with or without a port, can only be this host: a name that a resolver looks up can be any.
    private static func isLoopback(_ host: String) -> Bool {
        let colon = host.lastIndex(of: ":")
        let port = colon.map { host[host.index(after: $0)...] } ?? ""
        guard colon == nil || (!port.isEmpty && port.allSatisfy { ("0"..."9").contains($0) }) else { return false }
        return ["127.0.0.1", "localhost"].contains(host[..<(colon ?? host.endIndex)].lowercased())
    }
}
