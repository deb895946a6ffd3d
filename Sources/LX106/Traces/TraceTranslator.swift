/// Turns traces of decoded blocks into host code: decides which blocks belong to a trace, what is checked, and where it is
/// left. How that is written for a host is the emitter's business.
///
/// A trace books its cycles only where it is left, so arithmetic costs what it costs the host and nothing more. It is
/// entered only while the budget is not negative: the exact cut-off is the interpreter's business.
struct TraceTranslator<Emitter: TraceEmitter> {
    let cache: LineCache?
    let dram: MemoryRegion
    var emitter: Emitter
    /// Whether calls, returns and jumps between functions are noted.
    var notesCalls = false
    /// What the notes of generated code stand for.
    let scripts = CallScripts()
    /// What is known at one point of the trace being translated.
    var trace = TraceState()

    private static var maxInstructions: Int { 256 }
    private static var maxAccesses: Int { 100 }

    /// Nil when the host cannot run generated code.
    init?(state: HostState, cache: LineCache?, dram: MemoryRegion, mirror: RegisterMirror?) {
        guard let emitter = Emitter(state: state, cache: cache, dram: dram, mirror: mirror) else { return nil }
        self.emitter = emitter
        self.cache = cache
        self.dram = dram
    }

    /// Whether a trace of any size still fits.
    var hasRoom: Bool { emitter.room > 1 << 16 }

    /// Forgets all traces.
    mutating func reset() {
        emitter.reset()
        scripts.removeAll()
    }

    /// Translates the trace that begins with the block at `head`.
    mutating func translate(
        _ head: Int32,
        code: CodeStore,
        traces: UnsafePointer<HostCode.Trace>,
        exits: inout FlatList<HostCode.Exit>
    ) -> HostCode.Trace {
        trace = TraceState()
        var path = TracePath(head: head, code: code, traces: traces, position: emitter.position)
        var next: UInt32? = path.headPC
        while let pc = next {
            path.visited.insert(pc)
            next = translateBlock(at: pc, &path)
            guard let successor = next, !canFollow(successor, path) else { continue }
            leave(for: successor, sites: [], cost: trace.cost, count: trace.count, &path)
            next = nil
        }
        for exit in path.pending { finish(exit, path, &exits) }
        path.entry.cost = trace.dearest + trace.surplus
        return path.entry
    }

    private func canFollow(_ pc: UInt32, _ path: TracePath) -> Bool {
        !path.visited.contains(pc) && trace.count < Self.maxInstructions && trace.accesses < Self.maxAccesses
            && trace.cost + path.code.maxBlockCost < HostCode.maxTraceCost && emitter.room > 1 << 15
            && path.code.knownBlock(at: pc) != nil && !path.code.hooks.contains(pc)
    }

    /// Translates one block; the address the trace goes on at, or nil when it ends here.
    private mutating func translateBlock(at pc: UInt32, _ path: inout TracePath) -> UInt32? {
        guard var number = path.code.knownBlock(at: pc) else { return nil }
        while true {
            let record = path.code.records[Int(number)]
            switch record.operation {
            case .hook, .head, .native, .nop: break
            case .line: enterLine(number, record, &path)
            case .continue where record.t == 0:
                trace.book(trace.cost + Int(record.cost), trace.count + Int(record.count))
                return record.imm
            case .l32rPlain, .l32rCached: translateLiteral(number, record, &path)
            case let operation where operation.isAccess: translateAccess(number, record, &path)
            case .rsr:
                emitter.emitRegisterRead(number, cost: trace.cost + Int(record.cost))
                trace.pass(record)
            case let operation where operation.endsBlock:
                return translateEnd(number, record, path.code.records[Int(number) + 1], &path)
            default:
                guard emitter.emit(record, sar: trace.sar) else {
                    resume(at: number, sites: [emitter.emitJump()], &path)
                    return nil
                }
                trace.pass(record)
            }
            number += 1
        }
    }
}

/// Ways out of a trace.
extension TraceTranslator {
    /// Leaves for the interpreter at `record` from the jumps at `sites`.
    mutating func resume(
        at record: Int32,
        sites: [Int],
        _ path: inout TracePath,
        probe: (line: UInt32, back: Int)? = nil
    ) {
        leave(.resume(record: record), sites: sites, &path, probe: probe)
    }

    /// Leaves for the interpreter inside the block, as `kind` says.
    mutating func leave(
        _ kind: HostCode.Exit.Kind,
        sites: [Int],
        _ path: inout TracePath,
        probe: (line: UInt32, back: Int)? = nil
    ) {
        let exit = HostCode.Exit(
            kind: kind,
            cost: trace.cost,
            count: trace.count,
            accesses: trace.accesses,
            line: trace.line
        )
        path.pending.append(
            PendingExit(sites: sites, exit: exit, frames: trace.frames, note: pendingNote(), probe: probe)
        )
    }

    /// Goes on at `pc` in another trace, or in the interpreter, from the jumps at `sites` or, without any, from here.
    mutating func leave(for pc: UInt32, sites: [Int], cost: Int, count: Int, _ path: inout TracePath) {
        var exit = HostCode.Exit(kind: .boundary(pc: pc))
        exit.line = trace.line
        path.pending.append(
            PendingExit(
                sites: sites.isEmpty ? [emitter.emitJump()] : sites,
                exit: exit,
                booking: (cost, count, trace.accesses),
                frames: trace.frames,
                note: pendingNote()
            )
        )
    }

    /// Books what the trace cost; jumps when the budget is used up.
    mutating func book(cost: Int, count: Int, accesses: Int) -> Int {
        trace.dearest = max(trace.dearest, cost)
        return emitter.emitBooking(cost: cost, count: count, accesses: accesses)
    }

    /// Writes the code behind the jumps of `pending`.
    private mutating func finish(_ pending: PendingExit, _ path: TracePath, _ exits: inout FlatList<HostCode.Exit>) {
        for site in pending.sites { emitter.patch(site, to: emitter.position) }
        if let (line, back) = pending.probe { emitter.emitProbe(line, back: back) }
        settle(frames: pending.frames, pending.note)
        var exit = pending.exit
        guard let booking = pending.booking, case .boundary(let pc) = exit.kind else {
            trace.dearest = max(trace.dearest, exit.cost)
            exits.append(exit)
            _ = emitter.emitLeave(exits.count - 1)
            return
        }
        if let line = exit.line { emitter.emitLineStore(line) }
        let late = book(cost: booking.cost, count: booking.count, accesses: booking.accesses)
        let site = emitter.emitJump()
        exit.site = site
        exits.append(exit)
        let leave = emitter.emitLeave(exits.count - 1)
        emitter.patch(late, to: leave)
        if pc == path.loopPC {
            emitter.patch(site, to: path.entry.entry(from: exit.line))
        } else if let known = path.code.knownTrace(at: pc) {
            emitter.patch(site, to: path.traces[Int(known)].entry(from: exit.line))
        } else {
            emitter.patch(site, to: leave)
        }
    }
}
