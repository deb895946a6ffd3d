import Foundation
import Inputs

/// Lines of JSON on a TCP port of loopback, or on a Unix socket.
public final class ControlServer: ControlSource {
    /// What a program is told to open: `127.0.0.1:PORT`, or the socket's path.
    public let name: String
    private let listener: HostListener
    private var lines: [Weak] = []
    private struct Weak { weak var line: SocketLine? }

    /// Listens at `place`: a port, 0 for a free one, or the path of a socket, which is gone with the server.
    ///
    /// - Throws: `EmulationError` where that cannot be, such as a path that something stands at.
    public init(_ place: String) throws(EmulationError) {
        if let port = Int(place) {
            listener = try HostListener(port: port)
            name = "127.0.0.1:\(listener.port)"
        } else {
            listener = try HostListener(path: place)
            name = place
        }
    }

    /// The socket that listens, and those of the programs that came.
    public var descriptors: [Int32] { [listener.handle] + lines.compactMap { $0.line?.handle }.filter { $0 >= 0 } }

    /// Those who came, up to 16 at a time.
    public func arrivals() -> [any ControlLine] {
        lines.removeAll { $0.line == nil }
        var new: [SocketLine] = []
        while new.count < Self.mostArrivals, let socket = listener.accept(waitingAtMost: 0) {
            new.append(SocketLine(socket))
        }
        lines += new.map(Weak.init)
        return new
    }

    /// More than that wait for their turn.
    private static let mostArrivals = 16
}

/// The connection of one program.
private final class SocketLine: ControlLine {
    private let socket: HostSocket
    /// Of a request that has no end yet.
    private var begun: [UInt8] = []
    /// What the program has not fetched.
    private var unsent: [UInt8] = []
    private var isGone = false

    /// Bytes that a program may leave unfetched.
    private static let mostUnsent = 1 << 20

    init(_ socket: HostSocket) { self.socket = socket }

    var handle: Int32 { socket.handle }

    func receive() -> [String]? {
        flush()
        guard !isGone else { return nil }
        switch socket.receive(waitingAtMost: 0) {
        case .nothing: return []
        case .closed:
            drop()
            return nil
        case .bytes(let bytes): return lines(bytes)
        }
    }

    /// The lines that `bytes` end. One that is too long is the end, and so is what stands behind it.
    private func lines(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                begun.append(byte)
                guard begun.count <= Controls.longestLine else {
                    drop()
                    return lines
                }
                continue
            }
            let line = String(decoding: begun, as: UTF8.self)
            begun.removeAll(keepingCapacity: true)
            if !line.allSatisfy(\.isWhitespace) { lines.append(line) }
        }
        return lines
    }

    func send(_ text: String) {
        guard !isGone else { return }
        unsent += Array(text.utf8) + [UInt8(ascii: "\n")]
        flush()
        if unsent.count > Self.mostUnsent { drop() }
    }

    private func flush() {
        guard !unsent.isEmpty, !isGone else { return }
        guard let count = socket.sendAtOnce(unsent) else { return drop() }
        unsent.removeFirst(count)
    }

    private func drop() {
        isGone = true
        unsent = []
        socket.close()
    }
}
