import Foundation
import TestSupport
import Testing

/// What is said on a serial line whose file or socket is open.
final class SerialLine {
    private let descriptor: Int32
    private(set) var heard: [UInt8] = []

    init(terminal path: String) throws {
        descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK)
        try #require(descriptor >= 0, "\(path)")
    }

    init(port: Int) throws {
        descriptor = try LoopbackConnection.open(port: port)
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
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
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, 100) > 0 else {
                silences += 1
                guard silences < 600 else { return false }
                send(request)
                continue
            }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return false }
            heard += buffer.prefix(count)
        }
    }
}
