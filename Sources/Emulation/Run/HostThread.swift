import Glibc

/// A thread of the host. Unlike Foundation's, it says when there is none to be had.
package enum HostThread {
    private final class Body: Sendable {
        let work: @Sendable () -> Void

        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }

    /// Does `work` on a new thread with a stack of `stackSize` bytes; false, and nothing is done, when the system has no
    /// room for one.
    package static func start(stackSize: Int = 1 << 20, _ work: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let body = Unmanaged.passRetained(Body(work))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            &attributes,
            { body in
                if let body { Unmanaged<Body>.fromOpaque(body).takeRetainedValue().work() }
                return nil
            },
            body.toOpaque()
        )
        if code != 0 { body.release() }
        return code == 0
    }
}
