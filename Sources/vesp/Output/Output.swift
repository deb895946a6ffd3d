import Foundation
import Inputs

/// Results go to stdout, everything else to stderr.
enum Output {
    /// Writes a result.
    static func print(_ text: String) { write(text, to: 1) }

    /// Writes one line of diagnosis.
    static func complain(_ text: String) {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        write("vesp: \(line)\n", to: 2)
    }

    /// Writes all of `text` to a file descriptor; what a closed one loses is lost.
    static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
        }
    }

    /// Writes `text` to the file at `path`, or to stdout for `-`. A file has its old content or the new, never a part.
    static func save(_ text: String, to path: String) throws(EmulationError) {
        if path == "-" { return print(text) }
        try save(Array(text.utf8), to: path)
    }

    /// Writes `bytes` to the file at `path`: whoever looks sees the old file or the whole new one.
    static func save(_ bytes: [UInt8], to path: String) throws(EmulationError) {
        do {
            try OutputFile(path).replace(with: bytes)
        } catch {
            throw .notFound("\(path): cannot be written: \(error.reason)")
        }
    }

    /// Whether a file can be written at `path`, without writing it.
    static func check(_ path: String) throws(EmulationError) {
        if path == "-" { return }
        if let reason = OutputFile(path).obstacle { throw .notFound("\(path): cannot be written: \(reason)") }
    }

    /// Adds `text` to the end of the file at `path`.
    static func append(_ text: String, to path: String) throws(EmulationError) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
        guard descriptor >= 0 else { throw .notFound("\(path): cannot be written") }
        write(text, to: descriptor)
        close(descriptor)
    }

    /// Whether `descriptor` is a terminal that understands control sequences.
    static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Whether text for `descriptor` may be coloured.
    static func takesColour(_ descriptor: Int32) -> Bool {
        isTerminal(descriptor) && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }

    /// The first word, green when all is well and red when not, on a terminal.
    static func coloured(_ report: String, isGood: Bool, on descriptor: Int32 = 1) -> String {
        guard takesColour(descriptor), let end = report.firstIndex(of: ":") else { return report }
        return "\u{1B}[1;\(isGood ? 32 : 31)m\(report[..<end])\u{1B}[0m\(report[end...])"
    }
}
