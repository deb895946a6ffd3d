import ESP8266

/// What waits for the tasks of the NONOS SDK, told from who registers a task, what is posted to it, and when it is entered: the
/// turns of a scheduler whose own loop is not known.
///
/// It is serviced when a task that something waits for begins, and rests while nothing waits. How long a task takes while
/// nobody else waits is not seen.
struct TaskQueues {
    /// A task begins with an event.
    struct Turn: Equatable {
        /// What it means to the scheduler.
        var event: GuestEvent
        /// When the event was posted.
        var since: Ticks
    }

    /// Functions of the tasks by priority: 0 to 32, and what a broken guest makes of it.
    private var entries: [UInt8: UInt32] = [:]
    private var waiting = 0
    /// When what waits was posted.
    private(set) var times = PostingTimes()

    /// The function at `entry` takes what is posted to `priority`, of which `capacity` at most wait.
    mutating func registered(entry: UInt32, priority: UInt8, capacity: UInt8) {
        waiting -= times.count(priority: priority)
        entries[priority] = entry
        times.registered(priority: priority, capacity: capacity)
    }

    /// Something was posted to `priority`: an event if nothing waited before.
    mutating func posted(priority: UInt8, at ticks: Ticks) -> GuestEvent? {
        guard times.posted(priority: priority, at: ticks) else { return nil }
        waiting += 1
        return waiting == 1 ? .serviced : nil
    }

    /// The function at `entry` begins: its turn if something waited for it.
    mutating func entered(_ entry: UInt32) -> Turn? {
        let waitedFor = entries.filter { $0.value == entry && times.count(priority: $0.key) > 0 }.keys.max()
        guard let since = waitedFor.flatMap({ times.taken(priority: $0) }) else { return nil }
        waiting -= 1
        return Turn(event: waiting == 0 ? .rested : .serviced, since: since)
    }
}
