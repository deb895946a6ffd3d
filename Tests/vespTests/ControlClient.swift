import Foundation
import TestSupport
import Testing

/// A program that uses the controls of a board.
final class ControlClient {
    /// It runs as long as somebody uses it.
    private let board: RunningTool
    private let descriptor: Int32
    private var heard: [UInt8] = []
    private var events: [[String: Any]] = []

    /// Connects to what the board printed behind `control `.
    init(_ board: RunningTool) throws {
        self.board = board
        let line = try board.nextLine()
        try #require(line.hasPrefix("control "), "\(line)")
        let place = String(line.dropFirst("control ".count))
        if let port = place.split(separator: ":").last.flatMap({ Int($0) }) {
            descriptor = try LoopbackConnection.open(port: port)
        } else {
            descriptor = try LoopbackConnection.open(path: place)
        }
        let greeting = try message()
        #expect(greeting["vesp"] as? String == "board" && greeting["schema"] as? Int == 1)
    }

    deinit { close(descriptor) }

    /// The next message, waited for at most a minute.
    private func message() throws -> [String: Any] {
        while true {
            if let end = heard.firstIndex(of: 10) {
                let line = Data(heard[..<end])
                heard.removeSubrange(...end)
                return try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
            }
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            try #require(poll(&entry, 1, 60_000) > 0, "no message within a minute")
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(descriptor, &buffer, buffer.count)
            try #require(count > 0, "the line was closed")
            heard += buffer.prefix(count)
        }
    }

    /// The answer to a request, a line of JSON.
    @discardableResult
    func ask(_ request: String) throws -> [String: Any] {
        let bytes = Array("\(request)\n".utf8)
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        while true {
            let message = try message()
            if message["ok"] != nil { return message }
            events.append(message)
        }
    }

    /// The error of a request that is not done.
    func refusal(_ request: String) throws -> String {
        let answer = try ask(request)
        #expect(answer["ok"] as? Bool == false)
        return answer["error"] as? String ?? ""
    }

    func state() throws -> [String: Any] { try #require(try ask(#"{"do":"state"}"#)["state"] as? [String: Any]) }

    /// Level of a pin; nil where it is not known.
    func level(_ pin: Int) throws -> Int? {
        let pins = try #require(try state()["pins"] as? [[String: Any]])
        return try #require(pins.first { $0["pin"] as? Int == pin })["level"] as? Int
    }

    /// The next event of that name; those before it are forgotten.
    func event(_ name: String, where isWanted: ([String: Any]) -> Bool = { _ in true }) throws -> [String: Any] {
        while true {
            let event = try events.isEmpty ? message() : events.removeFirst()
            if event["event"] as? String == name, isWanted(event) { return event }
        }
    }

    /// Waits until the board has printed a line that contains `text`.
    func waits(for text: String) throws {
        _ = try event("console") { ($0["text"] as? String)?.contains(text) == true }
    }

    /// Types a line at MicroPython's prompt.
    func type(_ line: String) throws {
        let text = try JSONSerialization.data(withJSONObject: [line + "\r"])
        let quoted = String(decoding: text.dropFirst().dropLast(), as: UTF8.self)
        #expect(try ask(#"{"do":"serial","text":\#(quoted)}"#)["ok"] as? Bool == true)
    }

    /// Types a line at MicroPython's prompt and waits for the line that it prints, which is not its echo.
    func type(_ line: String, until printed: String) throws {
        try type(line)
        _ = try event("console") { $0["text"] as? String == printed }
    }
}
