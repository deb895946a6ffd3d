import Foundation

/// Lets SIGINT and SIGTERM end a long command in order instead of at once.
enum Interruption {
    /// Calls `action` on a thread of its own when one of the signals comes; another one ends the process at once. To be
    /// called before other threads start, for they inherit that the signals are blocked.
    static func whenItComes(_ action: @escaping @Sendable () -> Void) {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        guard pthread_sigmask(SIG_BLOCK, &signals, nil) == 0 else { return }
        let awaited = signals
        Thread.detachNewThread {
            var set = awaited
            var number: Int32 = 0
            while sigwait(&set, &number) != 0 {}
            action()
            while sigwait(&set, &number) != 0 {}
            _exit(1)
        }
    }
}
