import Dispatch
import Emulation
import Synchronization

/// Does pieces of work on several threads and hands results over on the thread that waits for them.
///
/// A run is single-threaded and shares nothing with another one, so which thread does which piece decides nothing.
public final class WorkPool<Result: Sendable>: Sendable {
    private struct State {
        var next = 0
        var finished: [(Int, Result)] = []
        var isCancelled = false
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    /// How many pieces there are.
    public let count: Int
    private let threads: Int
    private let work: @Sendable (Int) -> Result

    /// The guest's TLS server runs on the worker's stack.
    private static var stackSize: Int { 16 << 20 }

    /// A pool for `count` pieces of work on at most `threads` threads.
    public init(count: Int, threads: Int, work: @escaping @Sendable (Int) -> Result) {
        self.count = count
        self.threads = max(1, min(threads, count))
        self.work = work
    }

    /// Begins no more work, and lets `run` return without waiting for what is under way.
    public func cancel() {
        state.withLock { $0.isCancelled = true }
        wakeUp.signal()
    }

    /// Does the work; `onFinish` gets every result in the order of finishing. False when it was cancelled before the end.
    public func run(onFinish: (Int, Result) throws -> Void) rethrows -> Bool {
        let started = (0..<threads).count { _ in startThread() }
        if started == 0, count > 0 { return try runHere(onFinish) }
        var done = 0
        while done < count {
            wakeUp.wait()
            let (batch, isCancelled) = state.withLock { state in
                defer { state.finished = [] }
                return (state.finished, state.isCancelled)
            }
            for (index, result) in batch { try onFinish(index, result) }
            done += batch.count
            if isCancelled { break }
        }
        return done == count
    }

    /// The same on this thread, for a system that has no room for another one.
    private func runHere(_ onFinish: (Int, Result) throws -> Void) rethrows -> Bool {
        while let index = takeNext() { try onFinish(index, work(index)) }
        return state.withLock { $0.next == count }
    }

    private func startThread() -> Bool {
        HostThread.start(stackSize: Self.stackSize) { [self] in
            while let index = takeNext() {
                let result = work(index)
                state.withLock { $0.finished.append((index, result)) }
                wakeUp.signal()
            }
        }
    }

    private func takeNext() -> Int? {
        state.withLock { state in
            guard !state.isCancelled, state.next < count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }
}
