import NIOCore
import Synchronization

/// Who is there, and who has come since the guest's thread asked last.
final class Reception: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: any Channel] = [:]
        var arrivals: [PageLine] = []
        var isClosed = false
    }

    let bell = Bell()
    let limits: PageLimits
    private let state = Mutex(State())

    init(_ limits: PageLimits) { self.limits = limits }

    /// Lets a connection in; false when there are too many.
    func admits(_ channel: any Channel) -> Bool {
        let key = ObjectIdentifier(channel)
        let isIn = state.withLock { state in
            guard !state.isClosed, state.connections.count < limits.connections else { return false }
            state.connections[key] = channel
            return true
        }
        guard isIn else { return false }
        channel.closeFuture.whenComplete { [self] _ in
            _ = state.withLock { $0.connections.removeValue(forKey: key) }
        }
        return true
    }

    /// A page's WebSocket is open.
    func greets(_ line: PageLine) {
        state.withLock { $0.arrivals.append(line) }
        bell.ring()
    }

    /// Those who came since the last time.
    func arrivals() -> [PageLine] {
        let lines = state.withLock { state in
            defer { state.arrivals = [] }
            return state.arrivals
        }
        bell.fetched(lines.count)
        return lines
    }

    /// Lets nobody in any more; the connections there are.
    func closes() -> [any Channel] {
        state.withLock { state in
            state.isClosed = true
            return Array(state.connections.values)
        }
    }
}
