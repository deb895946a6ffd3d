/// Where interpreter and generated code hand over to each other.
extension Core {
    /// How often the interpreter enters a block before host code is generated for it: 1 compiles everything at once,
    /// `UInt32.max` nothing. Without effect where the host runs no generated code; results never depend on it.
    public var compileThreshold: UInt32 {
        get { code.compileThreshold }
        set {
            code.compileThreshold = newValue
            invalidateCode()
        }
    }

    /// Compiles the block whose head is at `ip`, and marks it; whether there was room.
    @inline(never)
    func compile(_ ip: UnsafeMutablePointer<Record>) -> Bool {
        let record = Int32(ip - code.records)
        guard let trace = code.hostCode?.compile(record, in: code) else {
            code.isFull = true
            return false
        }
        ip.pointee.operation = .native
        ip.pointee.imm = trace
        return true
    }

    /// Runs generated code from the block whose head is at `ip`; the record to interpret next, or nil when the cycle
    /// limit was reached, or something is to be looked at, with everything committed.
    @inline(never)
    func runHostCode(_ ip: UnsafeMutablePointer<Record>) -> UnsafeMutablePointer<Record>? {
        guard let host = unretainedHost else { return ip + 1 }
        return host._withUnsafeGuaranteedRef { runHostCode(ip, $0) }
    }

    @inline(__always)
    private func runHostCode(_ ip: UnsafeMutablePointer<Record>, _ host: HostCode) -> UnsafeMutablePointer<Record>? {
        let stretch = host.notesCalls ? HostCode.maxNotedStretch : HostCode.maxStretch
        var head = ip
        while canRun(head, at: cycles) {
            // Without a budget, the trace is gone through once.
            let budget = cycles <= hostLimit ? Int64(clamping: min(hostLimit &- cycles, Cycles(stretch))) : 0
            state.store(currentLine, at: HostState.Offset.line)
            state.store(cycles, at: HostState.Offset.entered)
            let generation = code.generation, epoch = code.epoch
            let exit = host.enter(host.traces[Int(head.pointee.imm)], budget: budget)
            if host.notesCalls && !host.notes.isEmpty {
                let origin = cycles &+ Cycles(truncatingIfNeeded: budget)
                unretainedProfiler?._withUnsafeGuaranteedRef { $0.absorb(host, origin: origin) }
            }
            host.settle()
            book(exit, budget: budget)
            let pc: UInt32
            switch exit.kind {
            case .resume(let record): return code.records + Int(record)
            case .missed(let record, let head, let marks):
                if code.records[Int(record)].marks != marks { retranslate(head) }
                return code.records + Int(record)
            case .accessed(let record): return resume(behind: record, epoch: epoch)
            case .changed(let address):
                now = cycles
                self.pc = address
                return nil
            case .boundary(let address): pc = address
            case .computed: pc = state.load(HostState.Offset.exitPC, as: UInt32.self)
            }
            guard cycles <= limit else {
                now = cycles
                self.pc = pc
                return nil
            }
            head = code.records + Int(code.block(at: pc, single: false))
            guard head.pointee.operation == .native else { return head }
            if generation == code.generation { host.link(exit, to: host.traces[Int(head.pointee.imm)]) }
        }
        return head + 1
    }

    /// Whether the trace of the block at `head` surely fits in front of the limit, and nobody looks at its accesses.
    @inline(__always)
    func canRun(_ head: UnsafeMutablePointer<Record>, at cycles: Cycles) -> Bool {
        (cycles <= hostLimit || cycles &+ traceCost(head.pointee.imm) <= limit) && inspection.accessed == nil
    }

    @inline(__always)
    private func traceCost(_ trace: UInt32) -> Cycles {
        unretainedHost.map { $0._withUnsafeGuaranteedRef { Cycles($0.traces[Int(trace)].cost) } } ?? 0
    }

    private func book(_ exit: HostCode.Exit, budget: Int64) {
        let left = state.load(HostState.Offset.budget, as: Int64.self)
        let tally = state.load(HostState.Offset.tally, as: UInt64.self)
        cycles &+= Cycles(truncatingIfNeeded: budget &- left) &+ Cycles(exit.cost)
        instructions &+= tally & (1 << HostCode.accessShift - 1) &+ UInt64(exit.count)
        cache?.accesses &+= tally >> HostCode.accessShift &+ UInt64(exit.accesses)
        currentLine = exit.line ?? state.load(HostState.Offset.line, as: UInt32.self)
    }
}
