/// Names one scheduled event, for cancelling it.
public struct EventHandle: Hashable, Sendable {
    fileprivate let number: UInt64
}

/// Future events of the board, ordered by tick, then by the order in which they were scheduled.
public final class EventQueue {
    private struct Event {
        let at: Ticks
        let handle: EventHandle
        let action: (Ticks) -> Void
    }

    private var events: [Event] = []
    private var counter: UInt64 = 0

    /// Called when an event was put in front of all others.
    public var onNewFront: (() -> Void)?

    /// An empty queue.
    public init() {}

    /// Tick of the earliest event.
    public var next: Ticks? { events.last?.at }

    /// Calls `action` with the planned tick once time has reached it.
    @discardableResult
    public func schedule(at ticks: Ticks, _ action: @escaping (Ticks) -> Void) -> EventHandle {
        counter += 1
        let handle = EventHandle(number: counter)
        // Sorted latest first, so that the front is cheap to remove; equal ticks keep their order.
        var low = 0
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            if events[middle].at > ticks { low = middle + 1 } else { high = middle }
        }
        events.insert(Event(at: ticks, handle: handle, action: action), at: low)
        if low == events.count - 1 { onNewFront?() }
        return handle
    }

    /// Takes an event back; without effect when it has fired.
    public func cancel(_ handle: EventHandle?) {
        guard let handle, let index = events.firstIndex(where: { $0.handle == handle }) else { return }
        events.remove(at: index)
    }

    /// Fires everything due at or before `ticks`, in order, including what the events themselves schedule.
    public func fire(until ticks: Ticks) {
        while let event = events.last, event.at <= ticks {
            events.removeLast()
            event.action(event.at)
        }
    }
}
