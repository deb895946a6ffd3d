import ESP8266
import Inputs
import Record

/// Notes what came of the clients who fetch pages from the device.
struct ClientCollector {
    /// One for each client; nil without any.
    private(set) var result: [RunRecord.Client]?
    private var missing: Set<Int>

    /// Most bytes of an answer that are kept.
    private static let mostBytes = 1000

    init(_ clients: [Scenario.Client]) {
        missing = Set(clients.indices)
        guard !clients.isEmpty else { return }
        result = clients.map { client in
            RunRecord.Client(url: client.url.text, expected: client.expect, error: "no answer until the end of the run")
        }
    }

    /// Whether every client has its answer, or the lack of one.
    var isDone: Bool { missing.isEmpty }

    /// A client's page is there.
    mutating func take(_ number: Int, _ page: HTTPFetch.Result, at now: Ticks) {
        guard missing.remove(number) != nil, var client = result?[number] else { return }
        let body = String(decoding: page.body, as: UTF8.self)
        client.at = Seconds(ticks: now)
        client.status = page.status
        client.answer = String(decoding: page.body.prefix(Self.mostBytes), as: UTF8.self)
        client.error = page.failure.map(Self.text)
        if client.error == nil, let expected = client.expected, !body.contains(expected) {
            client.error = "'\(expected)' is not in the answer"
        }
        result?[number] = client
    }

    private static func text(_ failure: HTTPFetch.Failure) -> String {
        switch failure {
        case .malformed: "the answer is none of HTTP"
        case .ended(.refused): "the connection was refused"
        case .ended(.timedOut): "the device did not answer"
        case .ended(.reset): "the device reset the connection"
        case .ended(.closed): "the device closed the connection before its answer was whole"
        }
    }
}
