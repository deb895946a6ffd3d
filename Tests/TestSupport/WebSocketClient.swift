import Foundation

/// A WebSocket's client (RFC 6455) for a test: it can be told to break the rules.
public final class WebSocketClient {
    /// The server said no, by its status line, or nothing in time.
    public struct Refused: Error {
        /// The first line of its answer.
        public let status: String
    }

    /// What the server did.
    public enum Event: Equatable {
        case text(String)
        /// Its close frame, with the code.
        case close(Int)
        case ping
        case pong
        /// The connection has ended.
        case ended
    }

    /// RFC 6455 section 5.2.
    public enum Opcode: UInt8 { case continuation, text, binary, close = 8, ping, pong }

    private let descriptor: Int32
    private var waiting: [UInt8] = []

    /// Opens `path` at a port of loopback.
    ///
    /// - Throws: `Refused` when the server does not switch protocols.
    public init(port: Int, _ path: String, headers: [String] = []) throws {
        descriptor = try LoopbackConnection.open(port: port)
        let lines =
            ["GET \(path) HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
            + ["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="] + headers
            + (headers.contains { $0.hasPrefix("Host:") } ? [] : ["Host: 127.0.0.1:\(port)"])
        try write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
        let end = Array("\r\n\r\n".utf8)
        while waiting.firstRange(of: end) == nil { guard read(within: 20) else { break } }
        let head = String(
            decoding: waiting.prefix(waiting.firstRange(of: end)?.upperBound ?? waiting.count),
            as: UTF8.self
        )
        guard head.hasPrefix("HTTP/1.1 101 ") else {
            close(descriptor)
            throw Refused(status: String(head.prefix { $0 != "\r\n" }))
        }
        waiting.removeFirst(head.utf8.count)
    }

    deinit { close(descriptor) }

    /// Sends a text message.
    public func send(_ text: String) throws { try send(.text, Array(text.utf8)) }

    /// Sends a frame.
    public func send(_ opcode: Opcode, _ payload: [UInt8], isLast: Bool = true, isMasked: Bool = true) throws {
        var frame = [(isLast ? 0x80 : 0) | opcode.rawValue]
        let flag: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ..<126: frame.append(flag | UInt8(payload.count))
        case ..<65_536: frame += [flag | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default: frame += [flag | 127] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
        }
        let mask: [UInt8] = [0x12, 0x34, 0x56, 0x78]
        if isMasked { frame += mask }
        frame += isMasked ? payload.enumerated().map { $1 ^ mask[$0 % 4] } : payload
        try write(frame)
    }

    /// What the server does next; nil when it does nothing for so many seconds.
    public func next(within seconds: Double = 60) -> Event? {
        while true {
            if let event = takeFrame() { return event }
            let before = waiting.count
            guard read(within: seconds) else { return nil }
            if waiting.count == before { return .ended }
        }
    }

    private func takeFrame() -> Event? {
        guard waiting.count >= 2 else { return nil }
        let width = [126: 2, 127: 8][waiting[1]] ?? 0
        guard waiting.count >= 2 + width else { return nil }
        let length = width == 0 ? Int(waiting[1]) : waiting[2..<2 + width].reduce(0) { $0 << 8 | Int($1) }
        guard waiting.count >= 2 + width + length else { return nil }
        let payload = Array(waiting[(2 + width)..<(2 + width + length)])
        let opcode = Opcode(rawValue: waiting[0] & 0x0F)
        waiting.removeFirst(2 + width + length)
        switch opcode {
        case .close: return .close(payload.prefix(2).reduce(0) { $0 << 8 | Int($1) })
        case .ping: return .ping
        case .pong: return .pong
        default: return .text(String(decoding: payload, as: UTF8.self))
        }
    }

    /// False when nothing came; true with nothing more to read when the connection has ended.
    private func read(within seconds: Double) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, Int32(seconds * 1000)) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { waiting += buffer.prefix(count) }
        return true
    }

    private func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw Refused(status: String(cString: strerror(errno))) }
            rest = rest.dropFirst(count)
        }
    }
}
