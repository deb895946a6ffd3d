import ESP8266
import Record

/// Measures the stacks of firmware with a vendor's SDK, without painting any: by what its own code painted, or by what
/// changed since the chip started.
final class StackSource {
    /// The SDK's stack grows down from the end of RAM (observed in NONOS 1.2 to 3.0), or from what Arduino keeps there for
    /// its loop. How deep it may grow, into what the boot ROM uses only until the SDK runs, is published nowhere.
    private enum System {
        static let bottom: UInt32 = 0x3FFF_E000
        static let top: UInt32 = 0x4000_0000
    }

    /// The stack of Arduino's loop (cores/esp8266/cont.h): `g_pcont` points to a few words, a guard, 4 KB filled with the
    /// guard's word, and a guard.
    private enum Cont {
        static let guardWord: UInt32 = 0xFEEF_EFFE
        static let size = 4096
        static let mostWordsBefore: UInt32 = 16
    }

    /// A task control block of FreeRTOS V8 to V10 with the ports of both SDKs (RTOS V10.0.1: DWARF).
    enum TaskControlBlock {
        static let stack: UInt32 = 48
        static let name: UInt32 = 52
        static let nameLength = 16
        /// What FreeRTOS fills a new stack with.
        static let fill: UInt8 = 0xA5
    }

    /// The second stack of Arduino's BearSSL (cores/esp8266/StackThunk.cpp): from the heap while there is a connection,
    /// between the words that two pointers name, filled with a word of its own.
    private enum Thunk {
        static let fill: UInt32 = 0xDEAD_BEEF
        static let sizes = 4...64 << 10
    }

    private let board: Board
    private let runsFreeRTOS: Bool
    private let pcont: UInt32?
    private let thunk: (bottom: UInt32, lastWord: UInt32)?
    private var before: [UInt8] = []
    /// The stacks of the tasks that ran, by the address of their blocks.
    private var tasks: [UInt32: (name: String, stack: UInt32)] = [:]
    private var measured: [String: RunRecord.TaskStack] = [:]
    /// More stacks than a chip has room for.
    private static let mostTasks = 64
    private static let longestStack = 16 << 10

    /// - Parameter runsFreeRTOS: whether the stack that the SDK starts on is no task's later.
    init(program: ELFImage, board: Board, runsFreeRTOS: Bool) {
        self.board = board
        self.runsFreeRTOS = runsFreeRTOS
        pcont = program.symbol(named: "g_pcont")?.address
        if let bottom = program.symbol(named: "stack_thunk_ptr"), let top = program.symbol(named: "stack_thunk_top") {
            thunk = (bottom.address, top.address)
        } else {
            thunk = nil
        }
        guard let release = program.symbol(named: "stack_thunk_del_ref") else { return }
        board.core.watch(release.address) { [unowned self] _ in measureThunk() }
    }

    /// The chip starts.
    func booted() { before = systemStack }

    /// The task with its control block at `address` runs.
    func ran(task address: UInt32) {
        guard tasks[address] == nil, tasks.count < Self.mostTasks else { return }
        let name = board.bytes(at: address &+ TaskControlBlock.name, count: TaskControlBlock.nameLength)
        let text = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        tasks[address] = (text, board.word(at: address &+ TaskControlBlock.stack))
    }

    /// The task with its control block at `address` ends: what is measured later is somebody else's memory.
    func ends(task address: UInt32) {
        if let task = tasks.removeValue(forKey: address) { measureTask(task) }
    }

    /// What was used until now of each stack, by the names of their tasks.
    func measure() -> [RunRecord.TaskStack] {
        measureSystem()
        measureCont()
        measureThunk()
        for task in tasks.values.sorted(by: { ($0.name, $0.stack) < ($1.name, $1.stack) }) { measureTask(task) }
        tasks = [:]
        return measured.values.sorted { $0.task < $1.task }
    }

    private func note(_ task: String, size: Int?, free: Int?, peak: Int?) {
        var stack = measured[task] ?? RunRecord.TaskStack(task: task, size: size, peak: nil, free: nil)
        if let peak { stack.peak = max(stack.peak ?? 0, peak) }
        if let free { stack.free = min(stack.free ?? free, free) }
        measured[task] = stack
    }

    private var systemStack: [UInt8] {
        board.bytes(at: System.bottom, count: Int(System.top - System.bottom))
    }

    private func measureSystem() {
        guard !runsFreeRTOS, tasks.isEmpty, !before.isEmpty,
            let lowest = zip(before, systemStack).enumerated().first(where: {
                $0.element.0 != $0.element.1
            })?.offset
        else { return }
        let loop = pcont.map { board.word(at: $0) } ?? System.top
        let top = (System.bottom..<System.top).contains(loop) ? loop : System.top
        note("system", size: nil, free: nil, peak: max(0, Int(top - System.bottom) - lowest))
    }

    private func measureCont() {
        guard let pcont else { return }
        let block = board.word(at: pcont)
        let words = (0..<Cont.mostWordsBefore).map { block &+ 4 &* $0 }
        guard let guardPlace = words.first(where: { board.word(at: $0) == Cont.guardWord }) else { return }
        let stack = board.bytes(at: guardPlace &+ 4, count: Cont.size)
        note("loop", stack, filledWith: Cont.guardWord)
    }

    private func measureThunk() {
        guard let thunk else { return }
        let bottom = board.word(at: thunk.bottom), lastWord = board.word(at: thunk.lastWord)
        guard bottom != 0, lastWord > bottom, Thunk.sizes.contains(Int(lastWord - bottom) + 4) else { return }
        note("BearSSL", board.bytes(at: bottom, count: Int(lastWord - bottom) + 4), filledWith: Thunk.fill)
    }

    private func note(_ task: String, _ stack: [UInt8], filledWith word: UInt32) {
        let fill = word.littleEndianBytes
        var free = 0
        while free + 4 <= stack.count, Array(stack[free..<free + 4]) == fill { free += 4 }
        note(task, size: stack.count, free: free, peak: stack.count - free)
    }

    private func measureTask(_ task: (name: String, stack: UInt32)) {
        let bytes = board.bytes(at: task.stack, count: Self.longestStack)
        note(task.name, size: nil, free: bytes.prefix { $0 == TaskControlBlock.fill }.count, peak: nil)
    }
}
