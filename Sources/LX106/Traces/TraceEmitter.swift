/// Writes host code for the parts of a trace: all that a host must be able to do, and nothing that decides anything.
///
/// Positions are offsets in the arena of `HostState`. Between two calls the emitter keeps no guest value in a host register
/// that is not that guest register's own, with one exception: `emitTarget`. Jumps that leave a trace are returned as
/// sites, to be patched.
protocol TraceEmitter {
    /// Nil when this host cannot run generated code with these memories.
    init?(state: HostState, cache: LineCache?, dram: MemoryRegion, mirror: RegisterMirror?)

    /// Where the next code goes.
    var position: Int { get }
    /// Bytes left in the arena.
    var room: Int { get }

    /// Forgets all traces, and takes over the size of the cache.
    mutating func reset()
    /// Calls the code at `HostState.Offset.entry`; the number of the exit it took.
    func enter() -> UInt32
    /// Makes the jump at `site` go to `target`.
    func patch(_ site: Int, to target: Int)
    /// Makes the code that begins at `entry` begin at `target` instead.
    func redirect(_ entry: Int, to target: Int)

    mutating func emitJump() -> Int

    /// An instruction that neither branches nor touches memory; false, with nothing written, when it is left to the
    /// interpreter. `sar` is the shift amount, where it is known.
    mutating func emit(_ record: Record, sar: UInt32?) -> Bool
    mutating func emitConstant(_ register: UInt8, _ value: UInt32)

    /// A load or store of DRAM. With `reach`, jumps away before, unless those bytes around the base register are DRAM and
    /// its value is aligned.
    mutating func emitAccess(_ record: Record, checking reach: TraceState.Reach?) -> [Int]
    /// A load or store that asks DRAM, the cache, a published register or the core: the jumps when it was refused, and
    /// when the trace must be left behind it.
    mutating func emitOuterAccess(_ record: Record, _ access: OuterAccess) -> (refused: [Int], left: [Int])
    /// A system instruction of `Core.hostSystem`, with `cost` cycles of the trace up to its end that are not yet booked: the
    /// jump when the trace must be left behind it.
    mutating func emitSystem(_ record: Int32, cost: Int) -> Int
    /// Likewise an RSR, which leaves nothing.
    mutating func emitRegisterRead(_ record: Int32, cost: Int)
    /// A load of the word at `source`.
    mutating func emitLoad(_ register: UInt8, from source: UnsafeMutableRawPointer)

    /// Jumps when `HostState.Offset.line` is `line`.
    mutating func emitLineComparison(_ line: UInt32) -> Int
    /// Jumps unless `line` is the most recently used of its set.
    mutating func emitFrontCheck(_ line: UInt32) -> Int
    /// Goes back to `back` if `line` is among the older ones of its set; goes on if not, or if that cannot be told here.
    mutating func emitProbe(_ line: UInt32, back: Int)
    /// Books one found line.
    mutating func emitFoundLine()
    /// Stores a line that only the trace knows, for whoever goes on without that knowledge.
    mutating func emitLineStore(_ line: UInt32)

    /// Jumps when the conditional branch in `record` is taken, or when it is not.
    mutating func emitBranch(_ record: Record, constant: UInt32, ifTaken: Bool) -> Int
    /// Whether `emitSkip` can do the branch in `record` over the instruction in `skipped`.
    func canSkip(_ record: Record, _ skipped: Record) -> Bool
    /// A branch over one instruction, without a branch: when the instruction is executed, one more is booked and `saved`
    /// cycles fewer.
    mutating func emitSkip(_ record: Record, constant: UInt32, over skipped: Record, saving saved: Int)

    /// Pushes a call frame behind `frames` of the trace; jumps away when the stack has stale or too many.
    mutating func emitPush(returningTo address: UInt32, frames: Int) -> [Int]
    /// Jumps unless a0 returns to the newest frame, number `frames` of the trace.
    mutating func emitPopCheck(frames: Int) -> Int
    /// Puts the guest address in `register` aside for `emitComputedJump`: only constants, stores of lines, notes, frames and
    /// bookings may come between.
    mutating func emitTarget(_ register: UInt8)
    /// Stores that address for whoever looks at the exit.
    mutating func emitTargetStore()
    /// Goes on in the trace for that address; jumps when none is known.
    mutating func emitComputedJump() -> Int

    /// Books what the trace cost so far; jumps when the budget is used up.
    mutating func emitBooking(cost: Int, count: Int, accesses: Int) -> Int
    /// Makes call frames and notes of the trace count.
    mutating func emitTops(frames: Int, notes: Int)
    /// Writes `note`, of a script whose number it has.
    mutating func emitNote(_ note: PendingNote, script: UInt32)
    /// Writes into the note behind `count` others how much of the budget is left before the script's stretch.
    mutating func emitStretch(behind count: Int)
    /// Leaves with exit number `exit`; its position.
    mutating func emitLeave(_ exit: Int) -> Int
}

/// Where an access that is not surely to DRAM may go, and what the core must be told of one to a peripheral.
struct OuterAccess {
    /// Cycles of the trace up to the access itself, and its call frames, that are not yet booked.
    let cost: Int
    let frames: Int
    let mayBeDRAM: Bool
    /// The cached memory, if it may be there.
    let window: CachedWindow?
    let mayBePeripheral: Bool
}

/// Cached memory that L32I loads from.
struct CachedWindow {
    let region: MemoryRegion
    /// Binary logarithm of the size of a cache line.
    let lineShift: UInt32
    /// Cycles of a load beyond its issue.
    let wait: Int
}
