/// The core's state that generated host code works on, at fixed offsets from one pointer, with the memory for that code
/// behind it.
///
/// Interpreter and generated code share it: registers, the instruction stream's cache line and the shadow call stack
/// exist once.
final class HostState {
    /// Offsets from `base`, in bytes. a0…a15 come first, as 32-bit words.
    enum Offset {
        static let sar = 64
        /// Cache line of the instruction stream (`Core.currentLine`), 32 bits.
        static let line = 68
        /// Cycles that generated code may still start a trace in, signed 64 bits.
        static let budget = 72
        /// Instructions completed (low 24 bits) and cache lines found (above), since generated code was entered.
        static let tally = 80
        /// Host address to enter, 64 bits.
        static let entry = 88
        /// Guest address reached by a computed jump, 32 bits.
        static let exitPC = 96
        /// One past the newest call frame, and the last place for one.
        static let frameTop = 104
        static let frameLimit = 112
        /// One past the newest call note, 64 bits.
        static let noteTop = 136
        /// A load or store handed over to the core: address of its instruction and of the next one, the cycles of the
        /// trace not yet booked, its width; 32 bits each.
        static let accessPC = 144
        static let accessNext = 148
        static let accessCost = 152
        static let accessWidth = 156
        /// The budget generated code was entered with, signed 64 bits.
        static let grant = 160
        /// The core, for calls out of generated code.
        static let core = 168
        /// Cycles of a peripheral access beyond its issue, 64 bits.
        static let busPrice = 176
        /// The cycle at which generated code was entered, 64 bits.
        static let entered = 184
        static let frames = 4096
        static let jumpTable = frames + CallFrame.capacity * MemoryLayout<CallFrame>.stride
        static let notes = jumpTable + JumpCache.count * MemoryLayout<HostJump>.stride
        static let code = notes + CallNote.capacity * MemoryLayout<CallNote>.stride
    }

    private let memory: HostMemory
    let base: UnsafeMutableRawPointer
    /// Size of the whole arena in bytes; what lies behind `Offset.code` is executable when `isExecutable`.
    let size: Int
    let isExecutable: Bool

    /// With `codeCapacity` bytes for generated code.
    init(codeCapacity: Int) {
        memory = HostMemory(size: Offset.code + codeCapacity, executable: true)
        base = memory.base
        size = memory.size
        isExecutable = memory.isExecutable
    }

    /// a0…a15, then SAR.
    var registers: UnsafeMutablePointer<UInt32> { base.assumingMemoryBound(to: UInt32.self) }
    var frames: UnsafeMutablePointer<CallFrame> { (base + Offset.frames).assumingMemoryBound(to: CallFrame.self) }
    var jumps: UnsafeMutablePointer<HostJump> { (base + Offset.jumpTable).assumingMemoryBound(to: HostJump.self) }

    var notes: UnsafeMutablePointer<CallNote> { (base + Offset.notes).assumingMemoryBound(to: CallNote.self) }

    func load<T: BitwiseCopyable>(_ offset: Int, as type: T.Type) -> T { base.load(fromByteOffset: offset, as: type) }

    func store<T: BitwiseCopyable>(_ value: T, at offset: Int) {
        base.storeBytes(of: value, toByteOffset: offset, as: T.self)
    }
}

/// One entry of the table generated code looks computed jump targets up in.
struct HostJump {
    var pc: UInt32 = 0
    var unused: UInt32 = 0
    /// Host address of the trace at `pc`.
    var entry: UInt64 = 0
}
