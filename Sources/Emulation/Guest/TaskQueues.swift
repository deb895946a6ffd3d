/// What waits for the tasks of the NONOS SDK, told from who registers a task, what is posted to it, and when it is entered: the
/// turns of a scheduler whose own loop is not known.
///
/// It is serviced when a task that something waits for begins, and rests while nothing waits. How long a task takes while
/// nobody else waits is not seen.
struct TaskQueues {
    private struct Task {
        var entry: UInt32
        var capacity: Int
        var waiting = 0
    }

    /// By priority: 0 to 32, and what a broken guest makes of it.
    private var tasks: [UInt8: Task] = [:]
    private var waiting = 0

    /// The function at `entry` takes what is posted to `priority`, of which `capacity` at most wait.
    mutating func registered(entry: UInt32, priority: UInt8, capacity: UInt8) {
        waiting -= tasks[priority]?.waiting ?? 0
        tasks[priority] = Task(entry: entry, capacity: Int(capacity))
    }

    /// Something was posted to `priority`: an event if nothing waited before.
    mutating func posted(priority: UInt8) -> GuestEvent? {
        guard let task = tasks[priority], task.waiting < task.capacity else { return nil }
        tasks[priority]?.waiting += 1
        waiting += 1
        return waiting == 1 ? .serviced : nil
    }

    /// The function at `entry` begins: an event if something waited for it.
    mutating func entered(_ entry: UInt32) -> GuestEvent? {
        let waitedFor = tasks.filter { $0.value.entry == entry && $0.value.waiting > 0 }.keys.max()
        guard let priority = waitedFor else { return nil }
        tasks[priority]?.waiting -= 1
        waiting -= 1
        return waiting == 0 ? .rested : .serviced
    }
}
