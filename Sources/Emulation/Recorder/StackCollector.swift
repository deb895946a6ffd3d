import ESP8266
import GuestABI
import Record

/// Measures a stack of the tool's own guest, which the firmware paints at its start.
struct StackCollector {
    private(set) var stack = RunRecord.Stack()
    private var base: UInt32 = 0
    /// The largest stack that is looked through.
    private static let largest = 64 * 1024

    /// The stack lies at `base` and has so many bytes.
    mutating func found(base: UInt32, bytes: Int) {
        self.base = base
        stack.size = bytes
    }

    /// The stack ran over.
    mutating func ranOver() { stack.overflowed = true }

    /// The stack as that of a task called `name`; nil for none.
    func taskStack(named name: String) -> RunRecord.TaskStack? {
        guard stack.size > 0 else { return nil }
        return RunRecord.TaskStack(task: name, size: stack.size, peak: stack.peak, free: stack.size - stack.peak)
    }

    /// Looks how much of it is no longer painted, and so was used.
    mutating func measure(in board: Board) {
        guard stack.size > 0, stack.size <= Self.largest else { return }
        let bytes = board.bytes(at: base, count: stack.size)
        var untouched = 0
        while untouched + 4 <= bytes.count, Self.word(bytes, untouched) == STACK_PAINT { untouched += 4 }
        stack.peak = max(stack.peak, stack.overflowed ? stack.size : stack.size - untouched)
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
    }
}
