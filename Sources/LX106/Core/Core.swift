/// Why `Core.run()` came back.
public enum StopReason: Sendable, Equatable {
    /// The deadline of the signals was reached.
    case deadline
    /// WAITI with no deadline and no timer that could ever end it.
    case waiting
    /// SIMCALL was executed; `pc` is behind it.
    case simcall
    /// A device asked for attention (`CoreSignals.requestStop`).
    case requested
    /// The vector of an exception cannot be fetched: the guest is lost at `pc`.
    case lost(cause: UInt32, pc: UInt32)
}

/// One LX106: registers, special registers, decoded code and a cycle counter.
///
/// A class, so that a device called in the middle of `run()` may read `now`, `pc` and the call stack. The hot loop is in
/// `Core+Execute.swift`; everything here and in the other extensions is off its path.
public final class Core {
    /// Where execution begins after a reset, in ROM.
    public static let resetVector: UInt32 = 0x4000_0080

    /// Cycles since power-on. Exact at every bus access and whenever `run()` has returned.
    public internal(set) var now: Cycles = 0
    /// Instructions completed since power-on.
    public internal(set) var instructions: UInt64 = 0
    /// Cycles spent in WAITI.
    public internal(set) var idleCycles: Cycles = 0
    /// Address of the next instruction. Exact whenever `run()` has returned and inside a bus access.
    public internal(set) var pc = Core.resetVector
    /// CPU cycles per 80 MHz bus cycle: 1 at 80 MHz, 2 at 160 MHz.
    public var busClockRatio: Int = 1 {
        didSet { priceBus() }
    }
    /// Runs everything through the one-instruction-at-a-time path: the reference the fast path is checked against.
    public var usesReferencePath = false
    /// Whether passes of a loop that only polls are counted instead of executed, up to the next event. Changes no result.
    public var skipsPolling = true
    /// The prices.
    public let timing: TimingModel
    /// How often something with an assumed price of its own happened.
    public internal(set) var counts = Counts()

    /// Counts of what is priced where it happens.
    public struct Counts: Sendable, Equatable {
        /// Exceptions taken.
        public internal(set) var exceptions: UInt64 = 0
        /// Interrupts taken.
        public internal(set) var interrupts: UInt64 = 0
        /// Stores to peripherals.
        public internal(set) var peripheralStores: UInt64 = 0
    }

    let signals: CoreSignals
    let bus: any PeripheralBus
    let cache: LineCache?
    let regions: [MemoryRegion]
    let memoryPages: MemoryPages
    let code: CodeStore
    /// The generated code of `code`, for who enters it: that happens too often to count references.
    let unretainedHost: Unmanaged<HostCode>?

    /// Registers, shadow call stack and the memory of generated code.
    let state: HostState
    /// a0…a15, then SAR.
    let a: UnsafeMutablePointer<UInt32>
    /// Cycle at which the result of a late instruction can be used, per register: the interlock across blocks.
    let readyAt: UnsafeMutablePointer<Cycles>

    var view: MemoryView
    var dram: UnsafeMutableRawPointer
    var dramBase: UInt32
    var dramSize: UInt32

    /// No result is later than this many cycles.
    let longestStall: Cycles

    /// Cycles at the start of the running block, with everything dynamic since; `now` minus the static cost so far.
    var cycles: Cycles = 0
    var limit: Cycles = 0
    /// Traces of generated code begin while `cycles` is at most this.
    var hostLimit: Cycles = 0
    var currentLine = LineCache.empty
    var stop: StopReason?
    var isWaiting = false
    /// The last exception but for interrupts; nil before the first.
    public internal(set) var lastException: ExceptionNote?

    var special = SpecialState()
    var polls = PollSearch()
    /// Tells kinds of stores to peripherals apart, at the store: passes of a loop that stores one value to a register for
    /// more than one reason are not skipped.
    public var kindOfStore: ((Core) -> Int)?
    /// While a store is repeated of which the bus is told: its kind.
    public internal(set) var repeatedKind = 0
    /// Cycles of polling loops that were counted instead of executed.
    public internal(set) var skippedCycles: Cycles = 0
    /// Is told of every call and return while it is set.
    var profiler: CallProfiler? {
        didSet { unretainedProfiler = profiler.map(Unmanaged.passUnretained) }
    }
    /// The same, for who reads notes of generated code: that happens too often to count references.
    private(set) var unretainedProfiler: Unmanaged<CallProfiler>?
    /// Address of the hook called last, and `instructions` then: unchanged, it is not called again.
    var passedHook: UInt32 = 0
    var passedHookInstructions: UInt64 = .max
    /// Who waits for the return of a call, in the order of their frames.
    var returns: [PendingReturn] = []
    /// Frame number of the watched call that just returned, 0 for none.
    var returnedDepth = 0
    /// Whom a debugger has called; see `Core+Inspection.swift`.
    public var inspection = Inspection() {
        didSet { signals.noteChange() }
    }
    /// Whether `Inspection.attended` is to be called between this instruction and the next.
    var wantsAttention = false
    /// Registers of the program when the outermost running handler began: a0…a15, SAR.
    var interrupted: [UInt32] = []
    var interruptedPS: UInt32 = 0

    /// Puts a core on the bus. The first region that takes stores of any width and holds no code is the one reached
    /// fastest.
    ///
    /// - Parameter generatedCode: bytes of host memory for generated code; when they are used up, all of it is forgotten.
    public init(
        regions: [MemoryRegion],
        signals: CoreSignals,
        bus: any PeripheralBus,
        timing: TimingModel,
        cache: LineCache?,
        generatedCode: Int = 12 << 20
    ) {
        self.regions = regions
        memoryPages = MemoryPages(regions: regions)
        self.signals = signals
        self.bus = bus
        self.timing = timing
        self.cache = cache
        longestStall = Cycles(max(0, timing.longestResultStall))
        let fast = regions.first { $0.allowsNarrowAccess && $0.isWritable && !$0.isExecutable && !$0.isCached }
        state = HostState(codeCapacity: generatedCode)
        a = state.registers
        readyAt = .allocate(capacity: 16)
        readyAt.initialize(repeating: 0, count: 16)
        view = MemoryView(regions, cache, spare: a)
        code = CodeStore(regions: regions, timing: timing, cache: cache)
        let host = HostCode(state: state, cache: cache, dram: fast, mirror: bus.mirror, timing: timing)
        code.hostCode = host
        unretainedHost = host.map(Unmanaged.passUnretained)
        dram = fast?.storage ?? UnsafeMutableRawPointer(a)
        dramBase = fast?.base ?? 0
        dramSize = (fast?.size ?? 0) & ~3
        state.store(Unmanaged.passUnretained(self).toOpaque(), at: HostState.Offset.core)
        priceBus()
        reset()
    }

    deinit {
        readyAt.deallocate()
        view.deallocate()
    }

    /// What the reset pin does: registers to their reset values, execution from `pc`. Memory and `now` stay.
    public func reset(pc: UInt32 = Core.resetVector) {
        for index in 0..<17 { a[index] = 0 }
        for index in 0..<16 { readyAt[index] = 0 }
        special = SpecialState()
        special.ccountBase = now
        clearFrames()
        isWaiting = false
        stop = nil
        passedHookInstructions = .max
        currentLine = LineCache.empty
        self.pc = pc
        profiler?.restarted(at: pc, now: now)
        signals.reset()
        invalidateCode()
    }

    /// Forgets who called whom: the program begins anew without a reset.
    public func forgetCalls() { clearFrames() }

    /// An address register, a0…a15.
    public subscript(register number: Int) -> UInt32 {
        get { a[number & 15] }
        set { a[number & 15] = newValue }
    }

    /// Forgets all decoded code: call after anything but the core itself changed executable memory or the memory map.
    public func invalidateCode() {
        code.flush()
        view.update(regions, cache)
        currentLine = LineCache.empty
        signals.noteChange()
    }

    /// Lets `count` cycles pass without an instruction; not while `run` executes. Without effect in WAITI.
    ///
    /// - Returns: The cycles that passed.
    public func pause(_ count: Cycles) -> Cycles {
        guard !isWaiting else { return 0 }
        now &+= count
        cycles = now
        return count
    }

    /// Moves execution to `address`, as a debugger or loader does.
    public func jump(to address: UInt32) {
        pc = address
        passedHookInstructions = .max
        isWaiting = false
    }

    /// Runs until the deadline of the signals, or until something else needs the caller.
    public func run() -> StopReason {
        while true {
            absorbSignals()
            if callInspection() { continue }
            if let reason = stop {
                stop = nil
                return reason
            }
            if signals.stopRequested { return .requested }
            fireTimerIfDue()
            takePendingInterrupt()
            if now >= signals.deadline { return .deadline }
            // Entering the interrupt may have taken longer than the timer's rest.
            let wake = min(signals.deadline, special.timerDue)
            let target = max(now, min(wake, inspection.alarm))
            if isWaiting {
                guard wake != .max else { return .waiting }
                profiler?.charge(until: now)
                idleCycles &+= target &- now
                now = target
                profiler?.idled(until: now)
                continue
            }
            advance(to: target)
        }
    }

    /// Executes up to `target`: in blocks while they surely fit, one instruction at a time for the rest.
    private func advance(to target: Cycles) {
        if inspection.isStepping { return executeInspected() }
        if special.isDebugArmed {
            if takeDebugException() { return }
            execute(limit: now, single: true)
            return
        }
        let skipsPolling = skipsPolling && inspection.accessed == nil
        if skipsPolling && poll(before: target) { return }
        let slack = Cycles(code.maxBlockCost)
        let pause = skipsPolling ? polls.pause(after: now) : .max
        hostLimit = max(target, Cycles(HostCode.maxTraceCost) &+ slack) &- Cycles(HostCode.maxTraceCost) &- slack
        hostLimit = min(hostLimit, pause)
        if !usesReferencePath && isReady && target &- now > slack {
            execute(limit: min(target &- slack, pause), single: false)
        } else if usesReferencePath || target &- now <= slack {
            execute(limit: min(target &- 1, pause), single: true)
        } else {
            execute(limit: now, single: true)
        }
    }

    /// Executes one block, or an instruction where that might reach `target`.
    func executeBlock(before target: Cycles) {
        hostLimit = 0
        execute(limit: now, single: usesReferencePath || !isReady || target &- now <= Cycles(code.maxBlockCost))
    }

    /// Whether no result is late.
    var isReady: Bool { (0..<16).allSatisfy { readyAt[$0] <= now } }

    private func absorbSignals() {
        guard signals.changed else { return }
        signals.changed = false
        special.latched |= signals.edges
        signals.edges = 0
    }
}
