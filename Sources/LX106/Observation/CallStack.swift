/// One entry of the shadow call stack the core keeps from CALL0/CALLX0 and RET.
///
/// Generated code reads and writes these at fixed offsets: the return address at 0, the stack pointer at 8.
struct CallFrame {
    static let capacity = 512

    private static let handlerMark: UInt64 = 1 << 32
    private static let bottomMark: UInt64 = 1 << 33
    private static let hookMark: UInt64 = 1 << 34
    private static let watchMark: UInt64 = 1 << 35

    /// Where the callee will return to; above bit 31 what makes an entry no call, so that no RET matches it.
    var returnAddress: UInt64
    /// a1 at the call; the largest value in an entry that is no call, so that it never looks stale.
    var stackPointer: UInt32

    /// A call that returns to `address`.
    init(returnAddress address: UInt32, stackPointer: UInt32) {
        returnAddress = UInt64(address)
        self.stackPointer = stackPointer
    }

    /// The entry of a handler that interrupted `address`; with `passedHook`, after the hook there was called.
    init(interrupting address: UInt32, passedHook: Bool) {
        returnAddress = Self.handlerMark | (passedHook ? Self.hookMark : 0) | UInt64(address)
        stackPointer = .max
    }

    private init(mark: UInt64) {
        returnAddress = mark
        stackPointer = .max
    }

    /// What lies below the first call.
    static let bottom = CallFrame(mark: bottomMark)

    /// Whether this marks the entry of an exception or interrupt handler.
    var isHandler: Bool { returnAddress & Self.handlerMark != 0 }
    var isBottom: Bool { returnAddress & Self.bottomMark != 0 }
    /// Whether the hook at the interrupted address was called before the handler began.
    var passedHook: Bool { returnAddress & Self.hookMark != 0 }
    /// Whether somebody waits for the return of this call.
    var isWatched: Bool { returnAddress & Self.watchMark != 0 }

    /// Has the return of this call noticed: no RET matches it at once.
    mutating func watch() { returnAddress |= Self.watchMark }

    /// The return address, or the interrupted one.
    var address: UInt32 { UInt32(truncatingIfNeeded: returnAddress) }
}

extension Core {
    /// Code addresses of the running call chain, innermost first: the current `pc`, then the call sites.
    ///
    /// Frames of interrupt and exception handlers are left out: the chain starts at the interrupted instruction.
    public func callStack(limit: Int = 64) -> [UInt32] {
        let entries = UnsafeBufferPointer(start: frames + 1, count: frameTop - frames - 1)
        var calls = entries[...]
        var chain: [UInt32] = []
        chain.reserveCapacity(min(limit, entries.count + 1))
        chain.append(pc)
        if let outermost = entries.firstIndex(where: \.isHandler) {
            calls = entries[..<outermost]
            chain[0] = entries[outermost].address
        }
        for frame in calls.reversed() where chain.count < limit {
            chain.append(frame.address &- 3)
        }
        return chain
    }

    /// Where the running function was called, as `callStack` has it; nil where that is not known.
    public var caller: UInt32? {
        var frame = frames + 1
        while frame < frameTop && !frame.pointee.isHandler { frame += 1 }
        frame -= 1
        return frame.pointee.isBottom ? nil : frame.pointee.address &- 3
    }

    /// Calls and handlers that have not returned, as far as they are remembered.
    var frameCount: Int { frameTop - frames - 1 }

    /// One past the newest frame.
    var frameTop: UnsafeMutablePointer<CallFrame> {
        @inline(__always) get {
            state.load(HostState.Offset.frameTop, as: UnsafeMutablePointer<CallFrame>.self)
        }
        @inline(__always) set { state.store(newValue, at: HostState.Offset.frameTop) }
    }

    private var frames: UnsafeMutablePointer<CallFrame> { state.frames }

    func clearFrames() {
        frames.initialize(to: .bottom)
        frameTop = frames + 1
        returns = []
        returnedDepth = 0
        state.store(frames + CallFrame.capacity, at: HostState.Offset.frameLimit)
    }

    @inline(__always)
    func pushFrame(returningTo address: UInt32) {
        let sp = a[1]
        var top = frameTop
        // Frames of functions left by longjmp or a tail jump have a lower stack pointer than the caller.
        while top[-1].stackPointer < sp { top -= 1 }
        if top == frames + CallFrame.capacity { top = dropOldestFrames() }
        top.initialize(to: CallFrame(returnAddress: address, stackPointer: sp))
        frameTop = top + 1
    }

    @inline(__always)
    func popFrame(returningTo address: UInt32) {
        let top = frameTop
        if top[-1].returnAddress == UInt64(address) {
            frameTop = top - 1
        } else {
            unwind(to: address)
        }
    }

    @inline(never)
    private func unwind(to address: UInt32) {
        var frame = frameTop - 1
        while !frame.pointee.isHandler && !frame.pointee.isBottom {
            if frame.pointee.address == address {
                frameTop = frame
                if frame.pointee.isWatched { returnedDepth = frame - frames }
                return
            }
            frame -= 1
        }
    }

    @inline(never)
    private func dropOldestFrames() -> UnsafeMutablePointer<CallFrame> {
        let kept = CallFrame.capacity / 2
        let oldest = frames + CallFrame.capacity - kept
        (frames + 1).update(from: oldest, count: kept)
        profiler?.dropped(CallFrame.capacity - 1 - kept)
        forgetReturns(CallFrame.capacity - 1 - kept)
        return frames + 1 + kept
    }

    func pushHandler(interrupting address: UInt32) {
        if !isInHandler { rememberProgram() }
        var top = frameTop
        if top == frames + CallFrame.capacity { top = dropOldestFrames() }
        let passedHook = self.passedHook == address && passedHookInstructions == instructions
        top.initialize(to: CallFrame(interrupting: address, passedHook: passedHook))
        frameTop = top + 1
    }

    func popHandler() {
        var frame = frameTop - 1
        while !frame.pointee.isBottom && !frame.pointee.isHandler { frame -= 1 }
        if frame.pointee.isHandler { frameTop = frame }
        if frame.pointee.passedHook && frame.pointee.address == pc {
            passedHook = pc
            passedHookInstructions = instructions
        }
        guard let profiler else { return }
        profiler.returned(depth: frameCount, now: now)
        profiler.jumped(to: pc, now: now)
    }

    /// Whether the handler of `exception` has not come back.
    public func isHandling(_ exception: ExceptionNote) -> Bool {
        UnsafeBufferPointer(start: frames + 1, count: frameCount).contains {
            $0.isHandler && $0.address == exception.pc
        }
    }

    /// Handlers among them.
    var handlerCount: Int { UnsafeBufferPointer(start: frames + 1, count: frameCount).count(where: \.isHandler) }

    /// Whether a handler of an exception or interrupt runs.
    public var isInHandler: Bool {
        UnsafeBufferPointer(start: frames + 1, count: frameCount).contains(where: \.isHandler)
    }
}
