import Foundation
import Synchronization

/// Tells the guest's thread that something waits to be fetched: its descriptor is readable as long as that is so.
final class Bell: Sendable {
    /// The reading end of a pipe; negative when the host has none left, and then the guest's thread looks when it comes by.
    let descriptor: Int32
    private let other: Int32
    private let waiting = Mutex(0)

    init() {
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        for end in ends where end >= 0 {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        descriptor = ends[0]
        other = ends[1]
    }

    deinit {
        for end in [descriptor, other] where end >= 0 { close(end) }
    }

    /// One more thing waits.
    func ring() {
        waiting.withLock { waiting in
            var byte: UInt8 = 1
            if waiting == 0 { _ = write(other, &byte, 1) }
            waiting += 1
        }
    }

    /// `count` of them were fetched.
    func fetched(_ count: Int) {
        guard count > 0 else { return }
        waiting.withLock { waiting in
            waiting -= count
            var byte: UInt8 = 0
            if waiting == 0 { _ = read(descriptor, &byte, 1) }
        }
    }
}
