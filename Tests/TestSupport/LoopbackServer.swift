import Foundation
import Synchronization

/// A listening socket on a free port of loopback.
public final class LoopbackServer {
    /// What the kernel refused, by its errno.
    public struct Refused: Error { let code: Int32 }

    /// The port it has.
    public let port: Int
    /// The listening socket; closed with its owner, which ends an `accept` that waits, too.
    public let descriptor: Int32

    /// Listens unless told not to: then connections are refused.
    public init(isListening: Bool = true, backlog: Int32 = 8) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let own = descriptor
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(own, generic, length) == 0 ? getsockname(own, generic, &length) : -1
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        guard result == 0, !isListening || listen(descriptor, backlog) == 0 else { throw Refused(code: errno) }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    /// Waits for the next connection.
    public func accept() throws -> Peer {
        let connection = Glibc.accept(descriptor, nil, nil)
        guard connection >= 0 else { throw Refused(code: errno) }
        return Peer(descriptor: connection)
    }

    /// Accepts the next connection on a thread of its own and resets it, after `count` bytes have come.
    public func resetNext(after count: Int = 0) -> Resetting { Resetting(descriptor, after: count) }

    /// Accepts the next connections, `times` of them, on a thread of its own: when `count` bytes have come, and `seconds`
    /// have passed, it says `text` and hangs up.
    public func answerNext(_ text: String, after count: Int, delay seconds: Double = 0, times: Int = 1) {
        let listener = descriptor
        Thread {
            for _ in 0..<times {
                let connection = Glibc.accept(listener, nil, nil)
                guard connection >= 0 else { return }
                let peer = Peer(descriptor: connection)
                _ = peer.read(count)
                if seconds > 0 { Thread.sleep(forTimeInterval: seconds) }
                peer.send(Array(text.utf8))
            }
        }.start()
    }

    /// A server that resets one connection.
    public final class Resetting: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)

        fileprivate init(_ listener: Int32, after count: Int) {
            Thread { [self] in
                let connection = Glibc.accept(listener, nil, nil)
                if connection >= 0 {
                    let peer = Peer(descriptor: connection)
                    _ = peer.read(count)
                    peer.sendAndReset([])
                }
                semaphore.signal()
            }.start()
        }

        /// Waits until the reset is sent.
        public func wait() { semaphore.wait() }
    }

    /// A thread of its own that reads, however busy the test's own threads are.
    public final class Reader: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)
        private let result = Mutex<[UInt8]>([])

        /// Begins to read up to `count` bytes.
        public init(_ peer: Peer, count: Int) {
            Thread { [self] in
                let bytes = peer.read(count)
                result.withLock { $0 = bytes }
                semaphore.signal()
            }.start()
        }

        /// Waits for the end.
        public func bytes() -> [UInt8] {
            semaphore.wait()
            return result.withLock { $0 }
        }
    }

    /// The server's side of a connection.
    public final class Peer: Sendable {
        private let descriptor: Int32

        init(descriptor: Int32) { self.descriptor = descriptor }
        deinit { close(descriptor) }

        /// Sends bytes and has the end of the peer go out as a reset at once.
        public func sendAndReset(_ bytes: [UInt8]) {
            send(bytes)
            var setting = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &setting, socklen_t(MemoryLayout<linger>.size))
            // Takes the place of the descriptor, which `deinit` closes: the connection ends here.
            let other = open("/dev/null", O_RDONLY)
            dup2(other, descriptor)
            close(other)
        }

        /// Sends what the socket takes at once.
        public func send(_ bytes: [UInt8]) { _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

        /// Reads until there are `count` bytes or the other side ends.
        public func read(_ count: Int) -> [UInt8] {
            var all: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 4096)
            while all.count < count {
                let got = recv(descriptor, &chunk, min(chunk.count, count - all.count), 0)
                guard got > 0 else { break }
                all += chunk.prefix(got)
            }
            return all
        }
    }
}

/// A TCP port of loopback that nobody uses at the moment.
public func freePort() throws -> Int { try LoopbackServer().port }
