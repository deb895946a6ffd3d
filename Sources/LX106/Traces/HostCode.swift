/// Generated host code: traces of guest blocks, compiled when they turn out to be hot, and how they are left.
///
/// The interpreter stays the reference and handles everything rare: generated code that meets anything it was not made
/// for leaves through a `.resume` exit, and the interpreter goes on at that very record.
final class HostCode {
    /// A compiled trace. Three ways in, by what is known of the cache line the instruction stream came from.
    struct Trace {
        /// Host offset when nothing is known: compares with `HostState.Offset.line`.
        var entry: Int
        /// Host offset for who comes from another line than `line`.
        var entryFromOtherLine: Int
        /// Host offset for who comes from `line`.
        var entryFromSameLine: Int
        /// Line the trace begins in; nil outside cached memory.
        var line: UInt32?
        /// Most cycles that going through it once takes, but for one access to a peripheral, behind which it is left.
        var cost = 0
    }

    /// What the interpreter has to know at a place where generated code is left.
    struct Exit {
        enum Kind {
            /// At the start of the block at a fixed address.
            case boundary(pc: UInt32)
            /// At the start of the block at the address in `HostState.Offset.exitPC`.
            case computed
            /// Inside a block, before the record of that number.
            case resume(record: Int32)
            /// Likewise before an access to where it has not been when it was translated, as `marks` says; `head` is the
            /// record the trace begins with.
            case missed(record: Int32, head: Int32, marks: UInt8)
            /// Inside a block, behind the peripheral access of that record.
            case accessed(record: Int32)
            /// Behind a system instruction, before the one at `pc`, to look at what may interrupt.
            case changed(pc: UInt32)
        }
        var kind: Kind
        /// Cycles, instructions and found lines of the trace not yet booked.
        var cost = 0
        var count = 0
        var accesses = 0
        /// Line of the instruction stream; nil when `HostState.Offset.line` holds it.
        var line: UInt32?
        /// Where the jump to the successor can be patched in; 0 = nowhere.
        var site = 0
    }

    /// Most cycles one trace costs, dynamic ones apart.
    static let maxTraceCost = 1500
    /// Most cycles spent in generated code at a stretch, so that the packed tally cannot overflow.
    static let maxStretch: Int64 = 1 << 22
    /// Likewise while calls are noted, so that the notes cannot overflow: none costs less than a cycle.
    static let maxNotedStretch = Int64(CallNote.capacity - 2 * maxTraceCost)
    /// Where the tally's count of found lines begins.
    static let accessShift: UInt64 = 24

    /// Traces at most; then everything is forgotten and compiled again as it turns out to be hot.
    var maxTraces = 1 << 16

    let state: HostState
    private(set) var traces = FlatList<Trace>(room: 1024)
    private(set) var exits = FlatList<Exit>(room: 4096)
    private(set) var translator: TraceTranslator<X86Emitter>
    /// Whether generated code is being executed, and this call comes out of it.
    private(set) var isRunning = false
    /// Increases whenever traces and scripts are forgotten.
    private(set) var generation = 0
    /// Everything is to be forgotten once generated code has been left.
    private var isStale = false

    /// Nil when the host cannot run generated code.
    init?(state: HostState, cache: LineCache?, dram: MemoryRegion?, mirror: RegisterMirror?, timing: TimingModel) {
        guard state.isExecutable, timing.issue >= 1, let dram,
            let translator = TraceTranslator<X86Emitter>(state: state, cache: cache, dram: dram, mirror: mirror)
        else { return nil }
        self.state = state
        self.translator = translator
        clear()
    }

    /// Whether generated code notes calls, returns and jumps between functions. After a change call `clear()`.
    var notesCalls: Bool {
        get { translator.notesCalls }
        set { translator.notesCalls = newValue }
    }

    /// Forgets every trace, at once or, when one of them is running, behind it.
    func clear() {
        isStale = isRunning
        guard !isRunning else { return }
        generation &+= 1
        traces.removeAll()
        exits.removeAll()
        translator.reset()
        state.jumps.update(repeating: HostJump(), count: JumpCache.count)
        // No address at or above 2 has its place in entry 0, so nothing matches an empty entry.
        state.jumps[0].pc = 2
    }

    /// Compiles the trace that begins with the block at `record`; its number, or nil when there is no room left.
    func compile(_ record: Int32, in code: CodeStore) -> UInt32? {
        guard translator.hasRoom, traces.count < maxTraces else { return nil }
        let trace = translator.translate(record, code: code, traces: traces.elements, exits: &exits)
        traces.append(trace)
        return UInt32(traces.count - 1)
    }

    private func address(of offset: Int) -> UInt64 { UInt64(UInt(bitPattern: state.base + offset)) }

    /// Makes the exit that was just taken go straight to `trace` from now on.
    func link(_ exit: Exit, to trace: Trace) {
        switch exit.kind {
        case .boundary:
            if exit.site != 0 { translator.emitter.patch(exit.site, to: trace.entry(from: exit.line)) }
        case .computed:
            let pc = state.load(HostState.Offset.exitPC, as: UInt32.self)
            state.jumps[Int(pc >> 1 & JumpCache.mask)] = HostJump(pc: pc, entry: address(of: trace.entry))
        case .resume, .missed, .accessed, .changed: break
        }
    }

    /// Sends whoever enters trace `old` to trace `new`, which begins with the same block.
    func redirect(_ old: UInt32, to new: UInt32) {
        let old = traces[Int(old)], new = traces[Int(new)]
        translator.emitter.redirect(old.entry, to: new.entry)
        guard old.line != nil else { return }
        translator.emitter.redirect(old.entryFromOtherLine, to: new.entryFromOtherLine)
        translator.emitter.redirect(old.entryFromSameLine, to: new.entryFromSameLine)
    }

    /// Forgets what was dropped while generated code ran. To be called behind `enter`, when the notes have been read.
    func settle() {
        if isStale { clear() }
    }

    /// What the notes stand for.
    var scripts: CallScripts { translator.scripts }

    /// What was noted since `enter`.
    @inline(__always)
    var notes: UnsafeBufferPointer<CallNote> {
        let top = state.load(HostState.Offset.noteTop, as: UnsafeMutablePointer<CallNote>.self)
        return UnsafeBufferPointer(start: state.notes, count: top - state.notes)
    }

    /// Runs from `trace` until an exit; `budget` is the number of cycles in which new traces may begin.
    func enter(_ trace: Trace, budget: Int64) -> Exit {
        state.store(budget, at: HostState.Offset.budget)
        state.store(address(of: trace.entry), at: HostState.Offset.entry)
        state.store(budget, at: HostState.Offset.grant)
        if notesCalls { state.store(state.notes, at: HostState.Offset.noteTop) }
        isRunning = true
        let exit = exits[Int(translator.emitter.enter())]
        isRunning = false
        return exit
    }
}

extension HostCode.Trace {
    /// The way in for who comes from `line`, nil being unknown.
    func entry(from line: UInt32?) -> Int {
        guard let line, let own = self.line else { return entry }
        return line == own ? entryFromSameLine : entryFromOtherLine
    }
}
