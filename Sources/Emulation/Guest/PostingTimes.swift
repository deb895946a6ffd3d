import ESP8266

/// When the events were posted that wait for tasks, by the tasks' priorities: what is taken has waited longest.
struct PostingTimes {
    private struct Queue {
        /// As many as wait at most; those that wait are `count` from `first` on, around the end.
        var times: [Ticks] = []
        var first = 0
        var count = 0

        mutating func append(_ ticks: Ticks) -> Bool {
            guard count < times.count else { return false }
            times[(first + count) % times.count] = ticks
            count += 1
            return true
        }

        mutating func removeFirst() -> Ticks? {
            guard count > 0 else { return nil }
            defer {
                first = first + 1 == times.count ? 0 : first + 1
                count -= 1
            }
            return times[first]
        }
    }

    /// By priority: 0 to 32, and what a broken guest makes of it.
    private var queues = [Queue](repeating: Queue(), count: Int(UInt8.max) + 1)

    /// There is a task of `priority`, for which `capacity` events may wait; none does.
    mutating func registered(priority: UInt8, capacity: UInt8) {
        queues[Int(priority)] = Queue(times: [Ticks](repeating: 0, count: Int(capacity)))
    }

    /// An event for the task of `priority` was posted; whether it had room.
    mutating func posted(priority: UInt8, at ticks: Ticks) -> Bool { queues[Int(priority)].append(ticks) }

    /// The task of `priority` takes an event; when it was posted, nil when there was none.
    mutating func taken(priority: UInt8) -> Ticks? { queues[Int(priority)].removeFirst() }

    /// How many events wait for the task of `priority`.
    func count(priority: UInt8) -> Int { queues[Int(priority)].count }

    /// Those of all the events that wait, oldest first.
    var all: [Ticks] {
        queues.flatMap { queue in (0..<queue.count).map { queue.times[(queue.first + $0) % queue.times.count] } }
            .sorted()
    }
}
