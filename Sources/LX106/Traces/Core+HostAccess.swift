/// What generated code is told of an access that it handed over, in the upper half of the result.
enum HostAccess: UInt64 {
    /// The trace goes on while its budget lasts.
    case done
    /// It happened, but the trace must be left behind it: a signal changed.
    case leave
    /// It did not happen: no peripheral answers, or the access is unaligned. The interpreter knows better.
    case refused

    static let shift: UInt64 = 32

    /// Called by generated code: the core, the address, the address of the instruction, the cycles since generated code
    /// was entered, the width; gives the value in the lower half.
    typealias Load = @convention(c) (UnsafeMutableRawPointer, UInt32, UInt32, UInt64, UInt32) -> UInt64
    /// Likewise with the value to store and the address of the next instruction; gives the cycles beyond the issue.
    typealias Store = @convention(c) (UnsafeMutableRawPointer, UInt32, UInt32, UInt64, UInt32, UInt32, UInt32) -> UInt64
}

/// Loads and stores of generated code that reach a peripheral: a call, and the trace goes on.
extension Core {
    /// Cycles of an access to a peripheral beyond its issue.
    var peripheralCost: Cycles { state.load(HostState.Offset.busPrice, as: Cycles.self) }

    func priceBus() {
        let cost = max(0, timing.peripheralAccess + timing.peripheralBusCycles * busClockRatio)
        state.store(Cycles(cost), at: HostState.Offset.busPrice)
        code.busClockRatio = busClockRatio
        if timing.flashLoadBusCycles != 0 { invalidateCode() }
    }

    static let hostLoad: HostAccess.Load = { core, address, pc, elapsed, width in
        Unmanaged<Core>.fromOpaque(core)._withUnsafeGuaranteedRef { core in
            guard core.beginHostAccess(address, pc, elapsed, width),
                let value = core.bus.read(address, width: AccessWidth(rawValue: Int(width)) ?? .word, now: core.now)
            else { return HostAccess.refused.rawValue << HostAccess.shift }
            return core.hostAccessResult(value)
        }
    }

    static let hostStore: HostAccess.Store = { core, address, pc, elapsed, width, value, next in
        Unmanaged<Core>.fromOpaque(core)._withUnsafeGuaranteedRef { core in
            guard core.beginHostAccess(address, pc, elapsed, width),
                core.bus.write(address, value, width: AccessWidth(rawValue: Int(width)) ?? .word, now: core.now)
            else { return HostAccess.refused.rawValue << HostAccess.shift }
            return core.hostAccessResult(UInt32(truncatingIfNeeded: core.noteBusStore(before: next)))
        }
    }

    /// Makes `now` and `pc` those of the access; false for an address the bus has nothing to do with.
    @inline(__always)
    private func beginHostAccess(_ address: UInt32, _ pc: UInt32, _ elapsed: UInt64, _ width: UInt32) -> Bool {
        guard !memoryPages.mayHold(address), address & (width &- 1) == 0 else { return false }
        now = cycles &+ elapsed
        self.pc = pc
        return true
    }

    @inline(__always)
    private func hostAccessResult(_ value: UInt32) -> UInt64 {
        (signals.changed ? HostAccess.leave : .done).rawValue << HostAccess.shift | UInt64(value)
    }

    /// Goes on behind the access at `record`, after which generated code was left: the record to interpret next, or nil
    /// when the block ends here, with everything committed.
    func resume(behind record: Int32, epoch: UInt64) -> UnsafeMutablePointer<Record>? {
        // What the access dropped lies where it lay: nothing has been decoded since.
        let ip = code.records + Int(record)
        if epoch != code.epoch { currentLine = LineCache.empty }
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
