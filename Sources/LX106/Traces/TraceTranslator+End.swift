/// The instructions that end a block: which successor the trace follows, and which it leaves.
extension TraceTranslator {
    /// Translates the branch, jump, call or return in `record`; the address the trace goes on at, nil when it ends here.
    mutating func translateEnd(
        _ number: Int32,
        _ record: Record,
        _ link: Record,
        _ path: inout TracePath
    ) -> UInt32? {
        let cost = trace.cost + Int(record.cost)
        let count = trace.count + Int(record.count)
        switch record.operation {
        case .j:
            trace.book(cost, count)
            if record.t != 0 { note(.jump, target: record.imm) }
            return record.imm
        case .call0:
            call(number, record, &path)
            trace.book(cost, count)
            note(.call, target: record.imm)
            return record.imm
        case .jx, .callx0, .ret:
            return translateComputed(number, record, &path, cost: cost, count: count)
        case let operation where operation.isConditionalBranch:
            return translateBranch(record, link, &path)
        case .system where record.isSystemInTraces:
            let left = emitter.emitSystem(number, cost: cost)
            trace.book(cost, count)
            if SystemOperation(rawValue: record.r) == .rsil { trace.forget(record.t) }
            leave(.changed(pc: link.imm), sites: [left], &path)
            return link.imm
        default:
            resume(at: number, sites: [emitter.emitJump()], &path)
            return nil
        }
    }

    /// A conditional branch: the trace follows the side that was seen more often, the other one leaves it.
    private mutating func translateBranch(_ record: Record, _ link: Record, _ path: inout TracePath) -> UInt32 {
        let taken = record.imm
        let notTaken = record.pc &+ UInt32(record.r)
        let takenCost = trace.cost + Int(record.cost) + Int(link.r)
        let notTakenCost = trace.cost + Int(record.cost)
        let count = trace.count + Int(record.count)
        if let skipped = skippedInstruction(record, path.code) {
            // Static prices are those of the taken branch; the other side's difference is booked at once.
            beginStretch()
            let saved = Int(link.r) - Int(skipped.cost)
            emitter.emitSkip(record, constant: link.constant, over: skipped, saving: saved)
            trace.surplus += max(0, -saved)
            trace.forget(skipped.r)
            trace.book(takenCost, count)
            return taken
        }
        if taken == path.loopPC {
            // The loop's own jump stays in line.
            let skip = emitter.emitBranch(record, constant: link.constant, ifTaken: false)
            loop(&path, cost: takenCost, count: count)
            emitter.patch(skip, to: emitter.position)
            trace.book(notTakenCost, count)
            return notTaken
        }
        let followsTaken = notTaken == path.headPC || path.code.heat(at: taken) > path.code.heat(at: notTaken)
        let site = emitter.emitBranch(record, constant: link.constant, ifTaken: !followsTaken)
        let (left, leftCost) = followsTaken ? (notTaken, notTakenCost) : (taken, takenCost)
        leave(for: left, sites: [site], cost: leftCost, count: count, &path)
        trace.book(followsTaken ? takenCost : notTakenCost, count)
        return followsTaken ? taken : notTaken
    }

    /// The one instruction between the branch in `record` and its target, when it lies in the line the trace is in and the
    /// host can do without the branch.
    ///
    /// Multi-precision arithmetic is full of them: the carry of an addition is a comparison and a conditional increment,
    /// and whether it is taken is as good as random, so that a host branch would be mispredicted every other time.
    private func skippedInstruction(_ record: Record, _ code: CodeStore) -> Record? {
        guard var number = code.knownBlock(at: record.pc &+ UInt32(record.r)) else { return nil }
        if [.head, .native].contains(code.records[Int(number)].operation) { number += 1 }
        if code.records[Int(number)].operation == .line {
            guard code.records[Int(number)].imm == trace.line else { return nil }
            number += 1
        }
        let skipped = code.records[Int(number)]
        let next = code.records[Int(number) + 1]
        let isAlone = skipped.count == 1 && next.pc == record.imm
        // The record behind may stand for the end of the block, which has the address to go on at in `imm`.
        return isAlone && next.operation != .continue && emitter.canSkip(record, skipped) ? skipped : nil
    }

    /// Goes back to the trace's own beginning.
    private mutating func loop(_ path: inout TracePath, cost: Int, count: Int) {
        if path.entry.line == nil, let line = trace.line { emitter.emitLineStore(line) }
        settle(frames: trace.frames, pendingNote())
        let late = book(cost: cost, count: count, accesses: trace.accesses)
        emitter.patch(emitter.emitJump(), to: path.entry.entry(from: trace.line))
        var exit = HostCode.Exit(kind: .boundary(pc: path.headPC))
        exit.line = trace.line
        path.pending.append(PendingExit(sites: [late], exit: exit))
    }

    private mutating func call(_ number: Int32, _ record: Record, _ path: inout TracePath) {
        push(number, record, &path)
        emitter.emitConstant(0, record.pc &+ 3)
        trace.set(0, to: record.pc &+ 3)
    }

    private mutating func push(_ number: Int32, _ record: Record, _ path: inout TracePath) {
        let back = record.pc &+ 3
        resume(at: number, sites: emitter.emitPush(returningTo: back, frames: trace.frames), &path)
        trace.frames += 1
        trace.calls.append(back)
    }

    /// Forgets a call: RET to `constant`, or to what a0 holds.
    private mutating func pop(_ number: Int32, to constant: UInt32?, _ path: inout TracePath) {
        let call = trace.calls.popLast()
        if constant == nil || call != constant {
            resume(at: number, sites: [emitter.emitPopCheck(frames: trace.frames)], &path)
        }
        trace.frames -= 1
    }

    /// JX, CALLX0 and RET: followed when the address is constant, as for CALLX0 through L32R and for RET inside the trace
    /// that called; looked up otherwise.
    private mutating func translateComputed(
        _ number: Int32,
        _ record: Record,
        _ path: inout TracePath,
        cost: Int,
        count: Int
    ) -> UInt32? {
        let source = record.operation == .ret ? 0 : record.s
        let constant = trace.constants[Int(source)]
        switch record.operation {
        case .ret: pop(number, to: constant, &path)
        case .callx0 where constant == nil: push(number, record, &path)
        case .callx0: call(number, record, &path)
        default: break
        }
        trace.book(cost, count)
        note(record.operation.step, target: constant)
        if let constant { return constant }
        emitter.emitTarget(source)
        if record.operation == .callx0 {
            emitter.emitConstant(0, record.pc &+ 3)
            trace.set(0, to: record.pc &+ 3)
        }
        lookUp(&path)
        return nil
    }

    /// Goes on in the trace for the guest address put aside.
    private mutating func lookUp(_ path: inout TracePath) {
        if let line = trace.line { emitter.emitLineStore(line) }
        emitter.emitTargetStore()
        settle(frames: trace.frames, pendingNote())
        let late = book(cost: trace.cost, count: trace.count, accesses: trace.accesses)
        let unknown = emitter.emitComputedJump()
        var exit = HostCode.Exit(kind: .computed)
        exit.line = trace.line
        path.pending.append(PendingExit(sites: [late, unknown], exit: exit))
    }
}

extension Operation {
    /// What JX, CALLX0 or RET tell who counts calls.
    fileprivate var step: CallScripts.Kind {
        switch self {
        case .callx0: .call
        case .ret: .return
        default: .jump
        }
    }
}
