import Foundation

/// A connected stream socket of the host.
final class HostSocket {
    /// Why a connection could not be made.
    enum ConnectError: Error, Equatable, CustomStringConvertible {
        /// The name cannot be looked up: getaddrinfo's code.
        case unresolved(Int32)
        /// No address of it takes the connection: errno of the last one.
        case unreachable(Int32)

        /// One line, lower case.
        var description: String {
            switch self {
            case .unresolved(let code): String(cString: gai_strerror(code)).lowercased()
            case .unreachable(let code): String(cString: strerror(code)).lowercased()
            }
        }
    }

    /// What `receive` found.
    enum Received {
        case bytes([UInt8])
        case nothing
        case closed
    }

    private var descriptor: Int32
    private let timeout: Int

    /// Connects. Waits at most `timeoutMilliseconds` for the server, here and whenever it takes no bytes.
    init(host: String, port: Int, timeoutMilliseconds: Int = 10_000) throws(ConnectError) {
        timeout = timeoutMilliseconds
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { throw .unresolved(code) }
        defer { freeaddrinfo(list) }
        var lastError: Int32 = ECONNREFUSED
        var next = list
        while let entry = next {
            let candidate = socket(entry.pointee.ai_family, entry.pointee.ai_socktype, entry.pointee.ai_protocol)
            guard candidate >= 0 else { throw .unreachable(errno) }
            lastError = Self.connect(candidate, entry.pointee, timeoutMilliseconds)
            if lastError == 0 {
                descriptor = candidate
                return
            }
            _ = Glibc.close(candidate)
            next = entry.pointee.ai_next
        }
        throw .unreachable(lastError)
    }

    /// One that is connected.
    init(connected descriptor: Int32, timeoutMilliseconds: Int = 10_000) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        self.descriptor = descriptor
        timeout = timeoutMilliseconds
    }

    deinit { close() }

    /// What to wait for bytes at; negative when it is closed.
    var handle: Int32 { descriptor }

    /// 0, or the error number.
    private static func connect(_ descriptor: Int32, _ address: addrinfo, _ timeout: Int) -> Int32 {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return 0 }
        guard errno == EINPROGRESS else { return errno }
        guard wait(descriptor, for: Int16(POLLOUT), milliseconds: timeout) else { return ETIMEDOUT }
        var result: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &result, &size) == 0 else { return errno }
        // A server that refuses gives ECONNREFUSED. These two say that it took the connection and has dropped it
        // since, which is for `receive` to tell, however soon it came.
        return result == ECONNRESET || result == EPIPE ? 0 : result
    }

    private static func wait(_ descriptor: Int32, for events: Int16, milliseconds: Int) -> Bool {
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        return Glibc.poll(&entry, 1, Int32(milliseconds)) > 0
    }

    /// Sends all of `bytes`. False when the peer is gone or takes nothing: then what it said before can still be
    /// received, and the end behind it.
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                guard Self.wait(descriptor, for: Int16(POLLOUT), milliseconds: timeout) else {
                    _ = shutdown(descriptor, Int32(SHUT_RDWR))
                    return false
                }
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    /// Sends as much of `bytes` as is taken without waiting; nil when the peer is gone.
    func sendAtOnce(_ bytes: [UInt8]) -> Int? {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else if errno == EAGAIN {
                return sent
            } else if errno != EINTR {
                return nil
            }
        }
        return sent
    }

    /// Takes what has arrived, after waiting for it at most so long.
    func receive(waitingAtMost milliseconds: Int) -> Received {
        guard descriptor >= 0 else { return .closed }
        guard Self.wait(descriptor, for: Int16(POLLIN), milliseconds: milliseconds) else { return .nothing }
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { return .bytes(Array(buffer.prefix(count))) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .closed
    }

    /// Closes; twice does no harm.
    func close() {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        descriptor = -1
    }
}
