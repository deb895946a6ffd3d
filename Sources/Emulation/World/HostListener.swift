import Foundation
import Inputs

/// A listening TCP socket of the host, on loopback.
final class HostListener {
    /// The port it has.
    let port: Int
    private let descriptor: Int32

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
                bind(descriptor, generic, length) == 0 && listen(descriptor, 1) == 0
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
    }

    deinit { _ = Glibc.close(descriptor) }

    /// What to wait for a connection at.
    var handle: Int32 { descriptor }

    /// The next connection; nil when none comes within that time.
    func accept(waitingAtMost milliseconds: Int) -> HostSocket? {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&entry, 1, Int32(milliseconds)) > 0 else { return nil }
        let connection = Glibc.accept(descriptor, nil, nil)
        guard connection >= 0 else { return nil }
        var on: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return HostSocket(connected: connection)
    }
}
