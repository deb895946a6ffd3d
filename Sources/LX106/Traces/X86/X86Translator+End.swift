/// The instructions that end a block.
extension X86Translator {
    /// Emits the branch, jump, call or return in `record`; the address the trace goes on at, nil when it ends here.
    mutating func emitEnd(
        _ number: Int32,
        _ record: Record,
        _ link: Record,
        _ builder: inout TraceBuilder,
        _ code: CodeStore
    ) -> UInt32? {
        let cost = trace.cost + Int(record.cost)
        let count = trace.count + Int(record.count)
        switch record.operation {
        case .j:
            book(cost, count)
            if record.t != 0 { note(.jump, target: record.imm) }
            return record.imm
        case .call0:
            emitCall(number, record, &builder)
            book(cost, count)
            note(.call, target: record.imm)
            return record.imm
        case .jx, .callx0, .ret:
            return emitComputed(number, record, &builder, cost: cost, count: count)
        case let operation where operation.isConditionalBranch:
            return emitBranch(record, link, &builder, code)
        default:
            resume(at: number, sites: [assembler.jump()], &builder)
            return nil
        }
    }

    mutating func book(_ cost: Int, _ count: Int) {
        trace.cost = cost
        trace.count = count
    }

    /// A conditional branch: the trace follows the side that was seen more often, the other one leaves it.
    private mutating func emitBranch(
        _ record: Record,
        _ link: Record,
        _ builder: inout TraceBuilder,
        _ code: CodeStore
    ) -> UInt32 {
        let taken = record.imm
        let notTaken = record.pc &+ UInt32(record.r)
        let takenCost = trace.cost + Int(record.cost) + Int(link.r)
        let notTakenCost = trace.cost + Int(record.cost)
        let count = trace.count + Int(record.count)
        if emitSkip(record, link, code) { return taken }
        let condition = emitCondition(record, constant: link.constant)
        if taken == builder.loopPC {
            // The loop's own jump stays in line.
            let skip = assembler.jump(if: condition.inverted)
            emitLoop(&builder, cost: takenCost, count: count)
            assembler.patch(skip, to: assembler.position)
            book(notTakenCost, count)
            return notTaken
        }
        let isLoopBehind = notTaken == builder.headPC
        if isLoopBehind || code.heat(at: taken) > code.heat(at: notTaken) {
            let site = assembler.jump(if: condition.inverted)
            emitBoundary(notTaken, sites: [site], &builder, cost: notTakenCost, count: count)
            book(takenCost, count)
            return taken
        }
        let site = assembler.jump(if: condition)
        emitBoundary(taken, sites: [site], &builder, cost: takenCost, count: count)
        book(notTakenCost, count)
        return notTaken
    }

    /// Goes back to the trace's own beginning.
    private mutating func emitLoop(_ builder: inout TraceBuilder, cost: Int, count: Int) {
        if builder.entry.line == nil { emitLineStore(trace.line) }
        let note = pendingNote()
        emitNote(note)
        emitStackUpdate(frames: trace.frames, notes: note.count)
        let late = emitBooking(cost: cost, count: count, accesses: trace.accesses)
        var entry = builder.entry.entry(from: trace.line)
        if trace.line == nil { entry = builder.entry.entry }
        assembler.patch(assembler.jump(), to: entry)
        var exit = HostCode.Exit(kind: .boundary(pc: builder.headPC))
        exit.line = trace.line
        builder.pending.append(PendingExit(sites: [late], exit: exit))
    }

    /// Sets the flags for a conditional branch; the condition under which it is taken.
    mutating func emitCondition(_ record: Record, constant: UInt32) -> X86Condition {
        switch record.operation {
        case .beq, .bne, .blt, .bge, .bltu, .bgeu:
            assembler.arithmetic(.cmp, read(record.s, .rax), place(record.t))
        case .beqi, .bnei, .blti, .bgei, .bltui, .bgeui:
            assembler.arithmetic(.cmp, place(record.s), constant: constant)
        case .bany, .bnone:
            assembler.test(place(record.s), read(record.t, .rax))
        case .ball, .bnall:
            assembler.move(.rax, place(record.s))
            assembler.invert(.rax)
            assembler.test(place(record.t), .rax)
        case .bbc, .bbs:
            assembler.bitTest(read(record.s, .rax), read(record.t, .rcx))
        case .bbci, .bbsi:
            assembler.test(place(record.s), constant: constant)
        default:
            let value = read(record.s, .rax)
            assembler.test(.register(value), value)
        }
        return record.operation.condition
    }

    private mutating func emitCall(_ number: Int32, _ record: Record, _ builder: inout TraceBuilder) {
        let back = record.pc &+ 3
        emitPush(number, returningTo: back, &builder)
        assembler.move(place(0), constant: back)
        trace.forget(0)
        trace.constants[0] = back
    }

    /// JX, CALLX0 and RET: followed when the address is constant, as for CALLX0 through L32R and for RET inside the
    /// trace that called; looked up otherwise.
    private mutating func emitComputed(
        _ number: Int32,
        _ record: Record,
        _ builder: inout TraceBuilder,
        cost: Int,
        count: Int
    ) -> UInt32? {
        let source = record.operation == .ret ? 0 : record.s
        let constant = trace.constants[Int(source)]
        if record.operation == .ret { emitPop(number, to: constant, &builder) }
        if record.operation == .callx0, constant == nil {
            // The push needs both scratch registers, and the call may overwrite its own target.
            emitPush(number, returningTo: record.pc &+ 3, &builder)
            assembler.move(.rax, place(source))
            assembler.move(place(0), constant: record.pc &+ 3)
            trace.forget(0)
        } else if record.operation == .callx0 {
            emitCall(number, record, &builder)
        }
        book(cost, count)
        note(record.operation.step, target: constant)
        if let constant { return constant }
        if record.operation != .callx0 { assembler.move(.rax, place(source)) }
        emitLookup(&builder)
        return nil
    }

    /// Goes on in the trace for the guest address in RAX.
    private mutating func emitLookup(_ builder: inout TraceBuilder) {
        emitLineStore(trace.line)
        assembler.move(.slot(Int32(Offset.exitPC)), from: .rax)
        let note = pendingNote()
        emitNote(note)
        emitStackUpdate(frames: trace.frames, notes: note.count)
        var sites = [emitBooking(cost: trace.cost, count: trace.count, accesses: trace.accesses)]
        assembler.move(.rcx, .register(.rax))
        assembler.arithmetic(.and, .register(.rcx), constant: JumpCache.mask << 1)
        // The mask leaves twice the entry's number; an entry has 16 bytes.
        assembler.compare(.rax, .rbp, index: .rcx, scale: 3, displacement: Int32(Offset.jumpTable))
        sites.append(assembler.jump(if: .notEqual))
        assembler.jump(.rbp, index: .rcx, scale: 3, displacement: Int32(Offset.jumpTable) + 8)
        var exit = HostCode.Exit(kind: .computed)
        exit.line = trace.line
        builder.pending.append(PendingExit(sites: sites, exit: exit))
    }
}

extension Operation {
    /// What JX, CALLX0 or RET tell who counts calls.
    fileprivate var step: CallScript.Kind {
        switch self {
        case .callx0: .call
        case .ret: .return
        default: .jump
        }
    }

    /// The host condition under which the guest branch is taken.
    fileprivate var condition: X86Condition {
        switch self {
        case .beq, .beqi, .beqz, .bnone, .ball, .bbci: .equal
        case .blt, .blti: .less
        case .bge, .bgei: .greaterOrEqual
        case .bltu, .bltui, .bbs: .below
        case .bgeu, .bgeui, .bbc: .aboveOrEqual
        case .bltz: .sign
        case .bgez: .noSign
        default: .notEqual
        }
    }
}
