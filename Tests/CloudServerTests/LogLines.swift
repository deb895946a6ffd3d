import Foundation
import Logging

/// What a server has told, for tests to wait for.
final class LogLines: Sendable {
    private final class Box: @unchecked Sendable {
        let condition = NSCondition()
        var lines: [String] = []
    }

    private struct Handler: LogHandler {
        let box: Box
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let words = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            box.condition.withLock {
                box.lines.append("\(event.level) \(event.message) \(words.joined(separator: " "))")
                box.condition.broadcast()
            }
        }
    }

    private let box = Box()

    var logger: Logger {
        let box = box
        return Logger(label: "test") { _ in Handler(box: box) }
    }

    /// All so far.
    var all: [String] { box.condition.withLock { box.lines } }

    /// The first line with all of `words`, waited for; nil when none comes within 20 s.
    func line(with words: String...) -> String? {
        let deadline = Date(timeIntervalSinceNow: 20)
        return box.condition.withLock {
            while true {
                if let line = box.lines.first(where: { line in words.allSatisfy(line.contains) }) { return line }
                guard box.condition.wait(until: deadline) else { return nil }
            }
        }
    }
}
