import Foundation
import Record

/// Results go to stdout, everything else to stderr.
enum Output {
    /// Writes a result to stdout.
    static func print(_ text: String) throws(OutputError) {
        do {
            try Descriptor.write(Array(text.utf8), to: 1)
        } catch {
            throw error.number == EPIPE ? .readerGone : .refused("stdout", error)
        }
    }

    /// Writes one line of diagnosis to stderr.
    static func complain(_ text: String) {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        note("vesp: \(line.printable)\n")
    }

    /// Writes to stderr, where nothing is a result: what cannot be written is lost.
    static func note(_ text: String) {
        try? Descriptor.write(Array(text.utf8), to: 2)
    }

    /// Writes `text` to the file at `path`, or to stdout for `-`. A file has its old content or the new, never a part.
    static func save(_ text: String, to path: String) throws(OutputError) {
        if path == "-" { return try print(text) }
        try save(Array(text.utf8), to: path)
    }

    /// Writes `bytes` to the file at `path`: whoever looks sees the old file or the whole new one. A new file with
    /// secrets is for its owner only.
    static func save(_ bytes: [UInt8], to path: String, isSecret: Bool = false) throws(OutputError) {
        do {
            try OutputFile(path).replace(with: bytes, mode: isSecret ? 0o600 : 0o666)
        } catch {
            throw .refused(path, error)
        }
    }

    /// Writes a file that is not to be lost or read by others: not over one that is there unless it `overwrites` that, and
    /// for its owner only when it `isSecret`. `-` is stdout.
    static func create(_ text: String, at path: String, isSecret: Bool, overwrites: Bool) throws(OutputError) {
        if path == "-" { return try print(text) }
        do {
            try OutputFile(path).create(with: Array(text.utf8), isSecret: isSecret, overwrites: overwrites)
        } catch {
            throw .refused(path, error)
        }
    }

    /// Adds `text` to the end of the file at `path`.
    static func append(_ text: String, to path: String) throws(OutputError) {
        do {
            try OutputFile(path).append(Array(text.utf8))
        } catch {
            throw .refused(path, error)
        }
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
