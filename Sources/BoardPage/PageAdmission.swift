import LoopbackHTTP
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
        refusal = LoopbackHost.isMeant(by: host) && isOwn ? (isThere ? nil : .notFound) : .forbidden
    }
}
