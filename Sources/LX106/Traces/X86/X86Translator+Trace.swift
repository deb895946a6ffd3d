/// What is known at one point of the trace being translated.
struct TraceState {
    /// Cycles, instructions and found lines from the trace's start to the start of the current block.
    var cost = 0
    var count = 0
    var accesses = 0
    /// Line of the instruction stream; nil while only `HostState.Offset.line` knows it.
    var line: UInt32?
    /// Lines found most recently used in their sets.
    var foundLines: [UInt32] = []
    /// Values of guest registers and of SAR, where they are constant.
    var constants = [UInt32?](repeating: nil, count: 16)
    var sar: UInt32?
    /// Call frames above `HostState.Offset.frameTop`: it is corrected only where the trace is left.
    var frames = 0
    /// Likewise the notes above `HostState.Offset.noteTop`.
    var notes = 0
    /// Calls and returns since the last of them, and the script's number once it has one.
    var script = CallScript()
    var scriptNumber: UInt32?
    /// Return addresses of the calls made in this trace and not yet returned from.
    var calls: [UInt32] = []
    /// For each guest register, the bytes around its value that are known to be DRAM.
    var reach = [Reach?](repeating: nil, count: 16)

    /// Offsets `low` (included) to `high` (excluded) from a register are DRAM, and `alignment` divides its value.
    struct Reach {
        var low: Int
        var high: Int
        var alignment: Int
    }

    /// A guest register gets a value nothing is known of.
    mutating func forget(_ register: UInt8) {
        constants[Int(register)] = nil
        reach[Int(register)] = nil
    }
}

/// A jump that still has to be given somewhere to go.
struct PendingExit {
    var sites: [Int]
    var exit: HostCode.Exit
    /// What is booked on the way out; nil when the exit keeps it unbooked.
    var booking: (cost: Int, count: Int, accesses: Int)?
    /// Call frames to be added on the way out.
    var frames = 0
    /// The note to be written on the way out.
    var note = PendingNote()
    /// A cache line to look for among the older ones first, and where to go on when it is there.
    var probe: (line: UInt32, back: Int)?
}

/// A note on the way out of a trace: of a script, nil for none, behind so many notes of the trace that are written.
struct PendingNote {
    var script: UInt32?
    var before = 0

    /// Notes of the trace, this one included.
    var count: Int { script == nil ? before : before + 1 }
}

/// One translation: the blocks, the successors, the exits.
struct TraceBuilder {
    var head: Int32 = 0
    var headPC: UInt32 = 0
    /// Where the trace may go back to its own beginning: `headPC`, unless somebody wants to be called there.
    var loopPC: UInt32?
    var entry = HostCode.Trace(entry: 0, entryFromOtherLine: 0, entryFromSameLine: 0)
    var visited: Set<UInt32> = []
    var pending: [PendingExit] = []

    static let maxInstructions = 256
    static let maxAccesses = 100
}

extension X86Translator {
    /// Translates the trace that begins with the block at `head`.
    mutating func translate(
        _ head: Int32,
        code: CodeStore,
        traces: [HostCode.Trace],
        exits: inout [HostCode.Exit]
    ) -> HostCode.Trace {
        trace = TraceState()
        var builder = TraceBuilder()
        builder.head = head
        builder.headPC = code.records[Int(head)].pc
        builder.loopPC = code.hooks.contains(builder.headPC) ? nil : builder.headPC
        builder.entry.entry = assembler.position
        builder.entry.entryFromOtherLine = assembler.position
        builder.entry.entryFromSameLine = assembler.position
        var next: UInt32? = builder.headPC
        while let pc = next {
            builder.visited.insert(pc)
            next = translateBlock(at: pc, &builder, code)
            guard let successor = next, !canFollow(successor, builder, code) else { continue }
            emitBoundary(successor, sites: [], &builder, cost: trace.cost, count: trace.count)
            next = nil
        }
        for exit in builder.pending { emit(exit, traces: traces, exits: &exits, code: code, builder: builder) }
        return builder.entry
    }

    private func canFollow(_ pc: UInt32, _ builder: TraceBuilder, _ code: CodeStore) -> Bool {
        !builder.visited.contains(pc) && trace.count < TraceBuilder.maxInstructions
            && trace.accesses < TraceBuilder.maxAccesses
            && trace.cost + code.maxBlockCost < HostCode.maxTraceCost && assembler.room > 1 << 15
            && code.knownBlock(at: pc) != nil && !code.hooks.contains(pc)
    }

    /// Translates one block; the address the trace goes on at, or nil when it ends here.
    private mutating func translateBlock(at pc: UInt32, _ builder: inout TraceBuilder, _ code: CodeStore) -> UInt32? {
        guard var number = code.knownBlock(at: pc) else { return nil }
        while true {
            let record = code.records[Int(number)]
            switch record.operation {
            case .hook, .head, .native, .nop: break
            case .line: emitLine(number, record, &builder)
            case .continue where record.t == 0:
                trace.cost += Int(record.cost)
                trace.count += Int(record.count)
                return record.imm
            case let operation where operation.endsBlock:
                return emitEnd(number, record, code.records[Int(number) + 1], &builder, code)
            default:
                guard emitPlain(number, record, code, &builder) else {
                    let site = assembler.jump()
                    resume(at: number, sites: [site], &builder)
                    return nil
                }
            }
            number += 1
        }
    }

    /// Leaves for the interpreter at `record` from the jumps at `sites`.
    mutating func resume(
        at record: Int32,
        sites: [Int],
        _ builder: inout TraceBuilder,
        probe: (line: UInt32, back: Int)? = nil
    ) {
        leave(.resume(record: record), sites: sites, &builder, probe: probe)
    }

    /// Leaves for the interpreter inside the block, as `kind` says.
    mutating func leave(
        _ kind: HostCode.Exit.Kind,
        sites: [Int],
        _ builder: inout TraceBuilder,
        probe: (line: UInt32, back: Int)? = nil
    ) {
        let exit = HostCode.Exit(
            kind: kind,
            cost: trace.cost,
            count: trace.count,
            accesses: trace.accesses,
            line: trace.line
        )
        builder.pending.append(
            PendingExit(sites: sites, exit: exit, frames: trace.frames, note: pendingNote(), probe: probe)
        )
    }

    /// The instruction stream reaches the line in `record`.
    private mutating func emitLine(_ number: Int32, _ record: Record, _ builder: inout TraceBuilder) {
        let line = record.imm
        guard line != trace.line, let cache, let front = frontDisplacement else { return }
        let isEntry = builder.visited.count == 1 && trace.count == 0 && builder.entry.line == nil && record.count == 0
        let place = front + Int32(4 * (line & cache.setMask))
        if trace.line == nil {
            // Booked here rather than at the end, as it happens only now and then.
            assembler.compare(.rbp, displacement: Int32(Offset.line), constant: line)
            let same = assembler.jump(if: .equal)
            if isEntry { builder.entry.entryFromOtherLine = assembler.position }
            assembler.compare(.rbp, displacement: place, constant: line)
            let site = assembler.jump(if: .notEqual)
            trace.line = LineCache.empty
            resume(at: number, sites: [site], &builder, probe: (line, assembler.position))
            assembler.arithmetic(
                .add,
                .register(Self.tally),
                constant: 1 << UInt32(HostCode.accessShift),
                wide: true
            )
            assembler.patch(same, to: assembler.position)
            if isEntry {
                builder.entry.entryFromSameLine = assembler.position
                builder.entry.line = line
            }
        } else {
            emitFound(line, resumingAt: number, &builder)
        }
        trace.line = line
    }

    /// Checks that `line` is the most recently used of its set, and counts it as found.
    mutating func emitFound(_ line: UInt32, resumingAt number: Int32, _ builder: inout TraceBuilder) {
        guard let cache, let front = frontDisplacement else { return }
        if !trace.foundLines.contains(line) {
            assembler.compare(
                .rbp,
                displacement: front + Int32(4 * (line & cache.setMask)),
                constant: line
            )
            let site = assembler.jump(if: .notEqual)
            resume(at: number, sites: [site], &builder, probe: (line, assembler.position))
            // Finding it among the older ones displaced the most recently used one.
            trace.foundLines.removeAll { $0 & cache.setMask == line & cache.setMask }
            trace.foundLines.append(line)
        }
        trace.accesses += 1
    }

    /// Goes on at `pc` in another trace, or in the interpreter, from the jumps at `sites` or, without any, from here.
    mutating func emitBoundary(_ pc: UInt32, sites: [Int], _ builder: inout TraceBuilder, cost: Int, count: Int) {
        var exit = HostCode.Exit(kind: .boundary(pc: pc))
        exit.line = trace.line
        let sites = sites.isEmpty ? [assembler.jump()] : sites
        builder.pending.append(
            PendingExit(
                sites: sites,
                exit: exit,
                booking: (cost, count, trace.accesses),
                frames: trace.frames,
                note: pendingNote()
            )
        )
    }

    /// Books what the trace cost so far; the jump that leaves when the budget is used up.
    mutating func emitBooking(cost: Int, count: Int, accesses: Int) -> Int {
        // The constant is sign-extended: seven bits are left for the look-ups.
        var accesses = accesses
        var tally = UInt32(count)
        while accesses > 127 {
            let part: UInt32 = 127 << UInt32(HostCode.accessShift)
            assembler.arithmetic(.add, .register(Self.tally), constant: part, wide: true)
            accesses -= 127
        }
        tally += UInt32(accesses) << UInt32(HostCode.accessShift)
        assembler.arithmetic(.add, .register(Self.tally), constant: tally, wide: true)
        assembler.arithmetic(.sub, .register(Self.budget), constant: UInt32(cost), wide: true)
        return assembler.jump(if: .less)
    }

    /// Stores a line that only the trace knows, for whoever goes on without that knowledge.
    mutating func emitLineStore(_ line: UInt32?) {
        guard let line else { return }
        assembler.move(.slot(Int32(Offset.line)), constant: line)
    }

    private mutating func emit(
        _ pending: PendingExit,
        traces: [HostCode.Trace],
        exits: inout [HostCode.Exit],
        code: CodeStore,
        builder: TraceBuilder
    ) {
        for site in pending.sites { assembler.patch(site, to: assembler.position) }
        if let (line, back) = pending.probe, probe != 0 {
            assembler.move(.register(.rcx), constant: line)
            assembler.call(probe)
            assembler.patch(assembler.jump(if: .equal), to: back)
        }
        emitNote(pending.note)
        emitStackUpdate(frames: pending.frames, notes: pending.note.count)
        var exit = pending.exit
        guard let booking = pending.booking, case .boundary(let pc) = exit.kind else {
            exits.append(exit)
            emitLeave(exits.count - 1)
            return
        }
        emitLineStore(exit.line)
        let late = emitBooking(cost: booking.cost, count: booking.count, accesses: booking.accesses)
        let site = assembler.jump()
        exit.site = site
        exits.append(exit)
        let leave = emitLeave(exits.count - 1)
        assembler.patch(late, to: leave)
        if pc == builder.loopPC {
            assembler.patch(site, to: builder.entry.entry(from: exit.line))
        } else if let known = code.knownTrace(at: pc) {
            assembler.patch(site, to: traces[Int(known)].entry(from: exit.line))
        } else {
            assembler.patch(site, to: leave)
        }
    }
}
