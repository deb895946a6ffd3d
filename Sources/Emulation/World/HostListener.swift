import Foundation
import Inputs

/// A listening stream socket of the host: TCP on loopback, or one with a name in the file system.
final class HostListener {
    /// The port it has; 0 for one of the file system.
    let port: Int
    private let descriptor: Int32
    /// The file that is its name; removed with it.
    private let path: String?
    /// Connections that wait to be taken.
    private static let backlog: Int32 = 8

    /// Listens on `port`; 0 takes a free one.
    init(port: Int) throws(EmulationError) {
        guard let number = UInt16(exactly: port) else { throw .misuse("\(port) is no TCP port") }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = number.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && listen(descriptor, Self.backlog) == 0
                    ? getsockname(descriptor, generic, &length) : -1
            }
        }
        guard result == 0 else {
            let reason = String(cString: strerror(errno)).lowercased()
            if descriptor >= 0 { _ = Glibc.close(descriptor) }
            throw .unavailable("127.0.0.1:\(port): \(reason)")
        }
        self.descriptor = descriptor
        self.port = Int(UInt16(bigEndian: address.sin_port))
        path = nil
    }

    /// Listens at `path`, for nobody but its owner. A socket that nobody listens at any more gives way; anything else stays.
    init(path: String) throws(EmulationError) {
        guard var address = sockaddr_un(path: path) else {
            throw .misuse("'\(path)' is no path of a socket: at most \(sockaddr_un.longestPath) bytes")
        }
        try Self.makeRoom(at: path, &address)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        _ = fchmod(descriptor, 0o600)
        let result = address.withGeneric { bind(descriptor, $0, $1) == 0 && listen(descriptor, Self.backlog) == 0 }
        guard result else {
            let reason = String(cString: strerror(errno)).lowercased()
            if descriptor >= 0 { _ = Glibc.close(descriptor) }
            throw .unavailable("\(path): \(reason)")
        }
        self.descriptor = descriptor
        self.path = path
        port = 0
    }

    /// Removes a socket at `path` that refuses connections.
    private static func makeRoom(at path: String, _ address: inout sockaddr_un) throws(EmulationError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .unavailable("\(path): exists, and is no socket") }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { _ = Glibc.close(probe) }
        let isDead = address.withGeneric { connect(probe, $0, $1) != 0 && errno == ECONNREFUSED }
        guard isDead else { throw .unavailable("\(path): address already in use") }
        unlink(path)
    }

    deinit {
        _ = Glibc.close(descriptor)
        if let path { unlink(path) }
    }

    /// What to wait for a connection at.
    var handle: Int32 { descriptor }

    /// The next connection; nil when none comes within that time.
    func accept(waitingAtMost milliseconds: Int) -> HostSocket? {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&entry, 1, Int32(milliseconds)) > 0 else { return nil }
        let connection = Glibc.accept(descriptor, nil, nil)
        guard connection >= 0 else { return nil }
        guard path == nil else { return HostSocket(connected: connection) }
        var on: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return HostSocket(connected: connection)
    }
}

extension sockaddr_un {
    fileprivate static let longestPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// nil for a path that is empty, or too long.
    fileprivate init?(path: String) {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.longestPath, !bytes.contains(0) else { return nil }
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: bytes) }
    }

    fileprivate mutating func withGeneric<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: &self) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
