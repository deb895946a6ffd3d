import Emulation
import Foundation
import TestSupport

@testable import BoardPage

/// What a page talks to, instead of a board: it is driven by the test's own thread.
final class PagedBoard {
    let server: PageServer
    private(set) var lines: [any ControlLine] = []
    /// What was said and has not been asked for by `hears`.
    private var heard: [String] = []
    /// Pages that are gone.
    private(set) var departures = 0

    init(_ limits: PageLimits = PageLimits()) throws { server = try PageServer(port: 0, limits) }

    deinit { server.close() }

    /// Sends `text` to every page.
    func say(_ text: String) { for line in lines { line.send(text) } }

    /// Waits until `condition` is true, looking whenever somebody came, went or said something; false after 20 s.
    func waits(_ condition: () -> Bool) -> Bool {
        let deadline = Date(timeIntervalSinceNow: 20)
        while Date() < deadline {
            look()
            if condition() { return true }
            var entries = server.descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            _ = poll(&entries, nfds_t(entries.count), 100)
        }
        return false
    }

    /// Waits for a message that contains `text`, and takes it.
    func hears(_ text: String) -> String? {
        var found: String?
        _ = waits {
            guard let index = heard.firstIndex(where: { $0.contains(text) }) else { return false }
            found = heard.remove(at: index)
            return true
        }
        return found
    }

    /// Whether there is anything to fetch.
    var isCalled: Bool {
        var entries = server.descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        return poll(&entries, nfds_t(entries.count), 0) > 0
    }

    private func look() {
        lines += server.arrivals()
        lines.removeAll { line in
            guard let said = line.receive() else {
                departures += 1
                return true
            }
            heard += said
            return false
        }
    }
}

/// A plain HTTP exchange over a connection of its own.
enum PlainHTTP {
    /// All that the server says to `request` until it closes, or for so many seconds; nil when it does not close.
    static func answer(port: Int, _ request: String, within seconds: Double = 20) throws -> String? {
        let descriptor = try LoopbackConnection.open(port: port)
        defer { close(descriptor) }
        _ = send(descriptor, request, request.utf8.count, Int32(MSG_NOSIGNAL))
        return end(of: descriptor, within: seconds)
    }

    /// All that comes until the other side closes.
    static func end(of descriptor: Int32, within seconds: Double = 20) -> String? {
        var answer: [UInt8] = [], buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, Int32(seconds * 1000)) > 0 else { return nil }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer += buffer.prefix(count)
        }
    }

    /// A GET of `path` that asks to close.
    static func get(_ board: PagedBoard, _ path: String, _ headers: [String] = []) throws -> String {
        let host = headers.contains { $0.hasPrefix("Host:") } ? [] : ["Host: 127.0.0.1:\(board.server.port)"]
        let lines = ["GET \(path) HTTP/1.1", "Connection: close"] + host + headers
        return try answer(port: board.server.port, lines.joined(separator: "\r\n") + "\r\n\r\n") ?? "nothing"
    }
}
