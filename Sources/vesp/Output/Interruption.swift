import ArgumentParser
import Emulation
import Glibc
import Synchronization

/// A command that SIGINT and SIGTERM end in order: with what it has found out so far, and exit code 1.
protocol InterruptibleCommand: ParsableCommand {}

/// Lets SIGINT and SIGTERM end a long command in order instead of at once.
enum Interruption {
    private struct State {
        var hasCome = false
        var action: (@Sendable () -> Void)?
    }

    private static let state = Mutex(State())

    private static var signals: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        return signals
    }

    /// Lets the signals wait until it is known what they should end. To be called before other threads start, for they
    /// inherit that the signals are blocked.
    static func hold() {
        var signals = signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Lets the signals end the process, also those that came meanwhile.
    static func release() {
        var signals = signals
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Takes the first of the signals, also one that came meanwhile, for the action; the second ends the process at once.
    /// Without room for a thread that waits for them, the first one does.
    static func listen() {
        let hasStarted = HostThread.start {
            var awaited = signals
            var number: Int32 = 0
            while sigwait(&awaited, &number) != 0 {}
            let action = state.withLock { state in
                state.hasCome = true
                return state.action
            }
            action?()
            while sigwait(&awaited, &number) != 0 {}
            _exit(1)
        }
        if !hasStarted { release() }
    }

    /// Calls `action` on a thread of its own when one of the signals comes, or now if one has come.
    static func whenItComes(_ action: @escaping @Sendable () -> Void) {
        let hasCome = state.withLock { state in
            state.action = action
            return state.hasCome
        }
        if hasCome { action() }
    }
}
