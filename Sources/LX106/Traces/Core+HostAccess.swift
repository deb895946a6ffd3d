/// Loads and stores of generated code that reach a peripheral: a call, and the trace goes on.
extension Core {
    /// What became of an access that generated code handed over.
    enum HostAccess: UInt32 {
        /// The trace goes on.
        case done
        /// It happened, but the trace must be left behind it: a signal changed, or the budget is used up.
        case leave
        /// It did not happen: no peripheral answers, or the access is unaligned. The interpreter knows better.
        case refused
    }

    /// Called by generated code with the core's address; the access is described in `HostState`.
    static let hostAccess: @convention(c) (UnsafeMutableRawPointer) -> UInt32 = { core in
        Unmanaged<Core>.fromOpaque(core)._withUnsafeGuaranteedRef { $0.accessFromHostCode() }.rawValue
    }

    private func accessFromHostCode() -> HostAccess {
        let record = code.records[Int(state.load(HostState.Offset.accessRecord, as: UInt32.self))]
        let address = state.load(HostState.Offset.accessAddress, as: UInt32.self)
        let width = record.operation.accessWidth
        guard !memoryPages.mayHold(address), address & UInt32(width.rawValue - 1) == 0 else { return .refused }
        let left = state.load(HostState.Offset.budget, as: Int64.self)
        let spent = state.load(HostState.Offset.grant, as: Int64.self) &- left
        let unbooked = state.load(HostState.Offset.accessCost, as: UInt32.self)
        now = cycles &+ Cycles(truncatingIfNeeded: spent) &+ Cycles(unbooked) &+ Cycles(record.cost)
        pc = record.pc
        let cost =
            record.operation.isStore
            ? storeToBus(record, address, width)
            : loadFromBus(record, address, width, signed: record.operation == .l16si)
        guard let cost else { return .refused }
        let rest = left &- Int64(truncatingIfNeeded: cost)
        state.store(rest, at: HostState.Offset.budget)
        return rest < 0 || signals.changed ? .leave : .done
    }

    /// Goes on behind the access at `record`, after which generated code was left: the record to interpret next, or nil
    /// when the block ends here, with everything committed.
    func resume(behind record: Int32, generation: UInt64) -> UnsafeMutablePointer<Record>? {
        // What the access dropped lies where it lay: nothing has been decoded since.
        let ip = code.records + Int(record)
        if generation != code.generation { currentLine = LineCache.empty }
        if cycles <= limit && !signals.changed { return ip + 1 }
        leave(after: ip)
        return nil
    }

    /// Translates the trace of the block at `head` again, when an access of it that was translated as one to DRAM has
    /// turned out to reach a peripheral.
    func retranslate(_ head: Int32) {
        guard let host = code.hostCode else { return }
        guard let trace = host.compile(head, in: code) else {
            code.isFull = true
            return
        }
        host.redirect(code.records[Int(head)].imm, to: trace)
        code.records[Int(head)].imm = trace
    }
}

extension Operation {
    /// Whether it is a store with a register as base.
    var isStore: Bool { self == .s8i || self == .s16i || self == .s32i }

    /// What a load or store with a register as base reads or writes.
    var accessWidth: AccessWidth {
        switch self {
        case .l8ui, .s8i: .byte
        case .l16ui, .l16si, .s16i: .half
        default: .word
        }
    }
}
