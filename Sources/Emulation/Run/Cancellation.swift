import Synchronization

/// Asks runs to end early: one for any number of runs, from any thread.
public final class Cancellation: Sendable {
    private let flag = Atomic(false)

    /// As yet nobody asks.
    public init() {}

    /// Has every run that looks here end within 2 ms of simulated time.
    public func cancel() { flag.store(true, ordering: .relaxed) }

    /// Whether the runs should end.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }
}
