/// Calling out of the guest when an address is entered or a function returns.
///
/// A block begins at every address that has a hook, with a record that calls out; no trace of generated code goes
/// across it. All other code is what it would be without hooks.
extension Core {
    /// Calls `body` whenever the instruction at `address` is about to execute, before it is fetched: once however often
    /// an interrupt or a fault makes the instruction start anew.
    ///
    /// `body` sees the core as it is then: `now`, `pc`, registers, call stack. It may change what a device may: signals,
    /// hooks, memory (with `invalidateCode()` if that holds code); changed registers are the guest's too. As long as it
    /// changes nothing, the guest's cycles, instructions and cache are those of a run without it, on every engine.
    ///
    /// Hooks outlive `reset()` and `invalidateCode()`. Adding or removing one drops all decoded code, so rather do it
    /// before the run than often. From inside a hook it takes effect with the next entry.
    ///
    /// A loop that only polls is skipped over as far as nothing can happen in it, but not across a hook, unless it has
    /// `repeated`: then that is called instead of `body`, once for all the entries that are left out. It may only look.
    @discardableResult
    public func watch(
        _ address: UInt32,
        repeated: ((Core, Repetition) -> Void)? = nil,
        _ body: @escaping (Core) -> Void
    ) -> Hook {
        addHook(at: address, replaces: false, repeated: repeated) { core in
            body(core)
            return .proceed
        }
    }

    /// Asks `body` whenever the instruction at `address`, the first of a function, is about to execute, after those who
    /// watch it. Of several at one address, the first that returns decides. Otherwise as `watch(_:_:)`.
    @discardableResult
    public func replace(_ address: UInt32, with body: @escaping (Core) -> HookAction) -> Hook {
        addHook(at: address, replaces: true, repeated: nil, body)
    }

    /// Takes a hook away; without effect if it is gone already.
    public func remove(_ hook: Hook) {
        code.hooks.remove(hook)
        invalidateCode()
    }

    /// Calls `body` once when the function that runs now returns to its caller, with the registers of that moment. To
    /// be called in a hook at the function's entry, where its caller's frame is the newest.
    ///
    /// Never called if the function is left otherwise (`longjmp`, reset), or if it was not called by CALL0 or CALLX0.
    public func whenReturned(_ body: @escaping (Core) -> Void) {
        let depth = frameCount
        let frame = frameTop - 1
        guard !frame.pointee.isHandler, !frame.pointee.isBottom else { return }
        // What stands at or above a frame without the mark waited for calls that were left without a return.
        returns.removeAll { $0.depth > depth || ($0.depth == depth && !frame.pointee.isWatched) }
        frame.pointee.watch()
        returns.append(PendingReturn(depth: depth, body: body))
    }

    /// Has `profiler` count every cycle from now on, on every engine. Attach before the first instruction, so that every
    /// cycle is counted.
    public func attach(_ profiler: CallProfiler) {
        self.profiler = profiler
        code.functionStart = profiler.function(at:)
        code.hostCode?.notesCalls = true
        invalidateCode()
        profiler.restarted(at: pc, now: now)
    }

    private func addHook(
        at address: UInt32,
        replaces: Bool,
        repeated: ((Core, Repetition) -> Void)?,
        _ body: @escaping (Core) -> HookAction
    ) -> Hook {
        defer { invalidateCode() }
        return code.hooks.add(at: address, replaces: replaces, repeated: repeated, body)
    }

    /// Calls the hooks at `address`, where the core arrived with `cycles` and `instructions` committed; whether the
    /// block goes on. If not, `pc` and `now` say where.
    @inline(never)
    func enterHook(at address: UInt32) -> Bool {
        now = cycles
        pc = address
        if passedHook == address && passedHookInstructions == instructions { return true }
        passedHook = address
        passedHookInstructions = instructions
        guard case .return(let cost) = code.hooks.call(at: address, self) else { return !signals.changed }
        passedHookInstructions = .max
        now &+= max(1, cost)
        cycles = now
        let target = a[0]
        popFrame(returningTo: target)
        if let profiler {
            profiler.returned(depth: frameCount, now: now)
            profiler.jumped(to: target, now: now)
        }
        pc = target
        if returnedDepth != 0 { finishReturn() }
        return false
    }

    /// Calls those who waited for the return that just happened; `pc`, `now` and `instructions` are those behind it.
    @inline(never)
    func finishReturn() {
        let depth = returnedDepth
        returnedDepth = 0
        let waiting = returns.filter { $0.depth == depth }
        returns.removeAll { $0.depth >= depth }
        for pending in waiting { pending.body(self) }
    }

    /// The outermost `dropped` frames are forgotten.
    func forgetReturns(_ dropped: Int) {
        for index in returns.indices { returns[index].depth -= dropped }
        returns.removeAll { $0.depth <= 0 }
    }
}

/// What waits for the return of a call, the frame number `depth` of the shadow stack, counted from 1.
struct PendingReturn {
    var depth: Int
    let body: (Core) -> Void
}
