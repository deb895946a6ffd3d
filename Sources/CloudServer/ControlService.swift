import CloudEndpoint
import Foundation
import LoopbackHTTP
import NIOHTTP1

/// What the control port answers.
struct ControlAnswer {
    var status: HTTPResponseStatus
    var headers: HTTPHeaders
    var body: [UInt8]

    /// One line of text.
    static func text(_ status: HTTPResponseStatus, _ line: String) -> ControlAnswer {
        ControlAnswer(
            status: status,
            headers: ["Content-Type": "text/plain; charset=utf-8"],
            body: Array("\(line)\n".utf8)
        )
    }
}

extension ControlAnswer {
    /// An answer of the account's API.
    fileprivate init(_ response: APIResponse) {
        status = .init(statusCode: response.status)
        headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
        body = response.body
    }
}

/// The control port's requests: the server's own, and those of the account's API.
struct ControlService {
    private unowned let served: ServedEndpoint

    init(_ served: ServedEndpoint) { self.served = served }

    private func answer(_ head: HTTPRequestHead, _ body: [UInt8]) -> ControlAnswer {
        guard isOfThisHost(head.headers) else {
            return .text(.forbidden, "only programs of this host, by a name of loopback")
        }
        switch String(head.uri.prefix { $0 != "?" }) {
        case ControlClient.statusPath where head.method == .GET: return status
        case ControlClient.authoritiesPath where head.method == .GET:
            return ControlAnswer(
                status: .ok,
                headers: ["Content-Type": "application/x-pem-file"],
                body: Array(served.authorities.utf8)
            )
        case ControlClient.statusPath, ControlClient.authoritiesPath: return .text(.methodNotAllowed, "only GET")
        default: return served.account.map { ask($0, head, body) } ?? .text(.notFound, "there is nothing here")
        }
    }

    /// Answers one request, when what it changes is kept.
    func answer(_ head: HTTPRequestHead, _ body: [UInt8], then: @escaping (ControlAnswer) -> Void) {
        let answer = answer(head, body)
        served.whenKept { isKept in then(isKept ? answer : ControlAnswer(.unkept)) }
    }

    /// The account's API. Signatures are judged by the host's clock, as that of whoever signs is.
    private func ask(_ account: CloudAccount, _ head: HTTPRequestHead, _ body: [UInt8]) -> ControlAnswer {
        // Only what changes nothing can be answered.
        guard served.journal?.isFailing != true || head.method == .GET else { return ControlAnswer(.unkept) }
        served.advance()
        let request = APIRequest(
            head.method.rawValue,
            head.uri,
            headers: head.headers.map { APIRequest.Header($0.name, $0.value) },
            body: body
        )
        let response = account.controlPlane.handle(request, now: Int64(Date().timeIntervalSince1970 * 1000))
        served.setAlarm()
        tell(request, response)
        return ControlAnswer(response)
    }

    /// Says which request was refused; who may not ask at all is a warning.
    private func tell(_ request: APIRequest, _ response: APIResponse) {
        guard response.status >= 400 else { return }
        let error = response.headers.first { $0.name == "x-amzn-ErrorType" }?.value ?? "none"
        served.log.log(
            level: response.status == 401 || response.status == 403 ? .warning : .info,
            "refused \(request.method.plain) \(String(request.path.prefix(256)).plain)",
            metadata: ["status": "\(response.status)", "error": "\(error)"]
        )
    }

    private var status: ControlAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let body = try? encoder.encode(served.status) else { return .text(.internalServerError, "no status") }
        return ControlAnswer(status: .ok, headers: ["Content-Type": "application/json"], body: Array(body) + [10])
    }

    /// Pages of other sites must not use the port by way of a browser, nor read it by a name of theirs that leads to loopback.
    private func isOfThisHost(_ headers: HTTPHeaders) -> Bool {
        let hosts = headers["Host"]
        guard hosts.count <= 1, headers["Origin"].isEmpty else { return false }
        return hosts.first.map(LoopbackHost.isMeant) ?? true
    }
}
