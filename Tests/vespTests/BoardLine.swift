import Foundation
import TestSupport
import Testing

/// What is said on a line to a board: its serial port as `vesp board` prints it, or the terminal of a program that has it open.
final class BoardLine {
    private let descriptor: Int32
    private(set) var heard: [UInt8] = []
    /// Whether the other end is gone.
    private(set) var isOver = false

    /// Opens what `serial NAME` of a board names: a terminal's path, or an address whose port is that of a socket.
    convenience init(_ name: String) throws {
        if let port = name.split(separator: ":").last.flatMap({ Int($0) }) {
            try self.init(port: port)
        } else {
            self.init(owning: open(name, O_RDWR | O_NOCTTY | O_NONBLOCK))
            try #require(descriptor >= 0, "\(name)")
        }
    }

    /// Opens a socket's port of loopback.
    convenience init(port: Int) throws { self.init(owning: try LoopbackConnection.open(port: port)) }

    init(owning descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    /// Takes what has been said out of the line.
    func take<Result>(_ take: (inout [UInt8]) -> Result) -> Result { take(&heard) }

    /// Hears what is said within `milliseconds`; false when nothing is.
    func listens(milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, milliseconds) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        isOver = count <= 0
        heard += buffer.prefix(max(0, count))
        return !isOver
    }

    /// Waits until `text` has been said since the last time; false after a minute of silence. Says `request` again and
    /// again meanwhile, as hosts do who do not know whether anybody hears them yet.
    func waits(for text: String, saying request: [UInt8] = []) -> Bool {
        var silences = 0
        while true {
            if let found = heard.firstRange(of: Array(text.utf8)) {
                heard.removeSubrange(..<found.upperBound)
                return true
            }
            if listens(milliseconds: 100) { continue }
            silences += 1
            guard !isOver, silences < 600 else { return false }
            send(request)
        }
    }
}

extension RunningTool {
    /// What a board's next line says to open.
    func nextSerial() throws -> String {
        let line = try nextLine()
        return String(try #require(line.split(separator: " ").last, "no serial line"))
    }
}
