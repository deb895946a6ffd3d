/// What each instruction does to forms: derived from its record before it executes, made true behind it.
extension PassRecorder {
    /// What an instruction does beside executing.
    enum Effect {
        case none
        /// A register gets a value of that form.
        case register(UInt8, TimeForm)
        /// A register gets what derivation number `derivation` gives.
        case derived(UInt8, derivation: Int)
        /// SAR gets a plain value.
        case shiftAmount
        /// A register gets what clock number `clock` shows when the instruction asks.
        case time(UInt8, clock: Int)
        /// A word of memory gets a value of that form.
        case memory(UInt32, TimeForm)
        /// A store to a peripheral.
        case store(UInt32, AccessWidth, UInt32, kind: Int)
    }

    /// Makes an effect true, behind the instruction; false when it cannot be followed.
    func apply(_ effect: Effect, _ core: Core) -> Bool {
        switch effect {
        case .none: return true
        case .register(let register, let form): forms[Int(register)] = form
        case .derived(let register, let number):
            forms[Int(register)] = TimeForm(.derived(number))
            return core.a[Int(register)] == source.derived[number]
        case .shiftAmount: forms[Int(PollPass.sar)] = .plain
        case .time(let register, let clock):
            let moment = core.now &- (clocks[clock].address == nil ? 0 : core.peripheralCost)
            let base = TimeBase.moment(clock: clock, at: Int64(bitPattern: moment))
            forms[Int(register)] = TimeForm(base)
            return core.a[Int(register)] == source.value(base, from: 0)
        case .memory(let address, let form): memory[address] = form.isPlain ? nil : form
        case .store(let address, let width, let value, let kind):
            let moment = core.now &- core.busStoreCost(before: core.pc)
            calls.append((.store(address: address, value: value, width: width, kind: kind), moment &- start))
        }
        return true
    }

    /// The effect of the instruction in `record`, which comes next; nil when it cannot be followed.
    func effect(of record: Record, _ core: Core) -> Effect? {
        if record.operation.readsShiftAmount { noteRead(PollPass.sar, core) }
        guard let effect = formEffect(of: record, core) else { return nil }
        switch effect {
        case .register(let register, _), .derived(let register, _), .time(let register, _):
            noteWrite(UInt32(register), core)
        case .shiftAmount: noteWrite(PollPass.sar, core)
        case .none, .memory, .store: break
        }
        return effect
    }

    private func formEffect(of record: Record, _ core: Core) -> Effect? {
        if isTimeless && record.operation.isArithmetic && !record.operation.isConditionalMove {
            return plainResult(record)
        }
        let s = form(record.s), t = form(record.t)
        switch record.operation {
        case .mov: return .register(record.r, s)
        case .or where record.s == record.t: return .register(record.r, s)
        case .addi: return .register(record.r, s)
        case .add: return (s + t).map { .register(record.r, $0) } ?? derivedResult(record, core)
        case .sub: return (s - t).map { .register(record.r, $0) } ?? derivedResult(record, core)
        case .movi: return .register(record.r, .plain)
        case .moveqz, .movnez, .movltz, .movgez: return conditionalMove(record, core)
        case .nop, .j, .continue: return Effect.none
        case .ssai: return .shiftAmount
        case .l32rPlain, .l32rCached: return literal(record, core)
        case .rsr: return special(record, core)
        case .call0: return .register(0, .plain)
        case .callx0: return s.isPlain ? .register(0, .plain) : nil
        case .jx: return s.isPlain ? Effect.none : nil
        case .ret: return forms[0].isPlain ? Effect.none : nil
        case .system: return system(record, core)
        case let operation where operation.isAccess: return access(record, core)
        case let operation where operation.isConditionalBranch: return branch(record, core)
        case .l32rSlow, .line, .hazard, .hook, .head, .native: return nil
        default: return arithmetic(record, core)
        }
    }

    /// The form of a0…a15. A field that names no register, such as the distance of EXTUI, may be anything.
    func form(_ register: UInt8) -> TimeForm { forms[Int(register & 15)] }

    /// Anything else computes with plain values, or derives its result from inputs.
    private func arithmetic(_ record: Record, _ core: Core) -> Effect? {
        let usesS =
            record.operation != .neg && record.operation != .abs && record.operation != .extui
            && record.operation != .srl && record.operation != .sra
        let usesT = ![.slli, .srai, .srli, .sll, .nsa, .nsau, .ssr, .ssl, .ssa8l, .ssa8b].contains(record.operation)
        guard !usesS || form(record.s).isPlain, !usesT || form(record.t).isPlain else {
            return derivedResult(record, core, usesS: usesS, usesT: usesT)
        }
        return plainResult(record)
    }

    private func derivedResult(_ record: Record, _ core: Core, usesS: Bool = true, usesT: Bool = true) -> Effect? {
        guard let destination = record.destination,
            !record.operation.readsShiftAmount || forms[Int(PollPass.sar)].isPlain
        else { return nil }
        let derivation = derive(
            Derivation(
                operation: record.operation,
                s: operand(record.s, core, isUsed: usesS),
                t: operand(record.t, core, isUsed: usesT),
                imm: record.operation.readsShiftAmount ? core.a[Int(PollPass.sar)] : record.imm,
                distance: record.s
            )
        )
        return derivation.map { .derived(destination, derivation: $0) }
    }

    private func operand(_ register: UInt8, _ core: Core, isUsed: Bool = true) -> TimedValue {
        isUsed ? timed(core.a[Int(register & 15)], form(register)) : TimedValue(constant: 0, form: .plain)
    }

    /// The load in `record` gets the part at `address` of a word that is `value` and has that form.
    func loadedPart(_ record: Record, _ address: UInt32, _ value: UInt32, _ form: TimeForm) -> Effect? {
        let derivation = Derivation(
            operation: record.operation,
            s: timed(value, form),
            t: TimedValue(constant: 0, form: .plain),
            imm: 8 * (address & 3),
            distance: 0
        )
        return derive(derivation).map { .derived(record.t, derivation: $0) }
    }

    /// Bits of `left` that a branch looks at, of which it asks whether they are 0.
    private func masked(_ record: Record, _ core: Core, constant: UInt32) -> Effect? {
        let isConstant = record.operation == .bbci || record.operation == .bbsi
        let derivation = Derivation(
            operation: record.operation,
            s: operand(record.s, core),
            t: operand(record.t, core, isUsed: !isConstant),
            imm: constant,
            distance: 0
        )
        guard let number = derive(derivation) else { return nil }
        compare(.equal, (source.derived[number], TimeForm(.derived(number))), (0, .plain))
        return Effect.none
    }

    private func plainResult(_ record: Record) -> Effect {
        if let destination = record.destination { return .register(destination, .plain) }
        return record.operation == .nop ? .none : .shiftAmount
    }

    private func conditionalMove(_ record: Record, _ core: Core) -> Effect? {
        // Without the move, it keeps what it held.
        noteRead(UInt32(record.r), core)
        let value = core.a[Int(record.t)]
        let relation: PollCondition.Relation = [.moveqz, .movnez].contains(record.operation) ? .equal : .less
        compare(relation, (value, form(record.t)), (0, .plain))
        let isMoved =
            switch record.operation {
            case .moveqz: value == 0
            case .movnez: value != 0
            case .movltz: value >> 31 == 1
            default: value >> 31 == 0
            }
        return .register(record.r, form(isMoved ? record.s : record.r))
    }

    private func compare(
        _ relation: PollCondition.Relation,
        _ left: (value: UInt32, form: TimeForm),
        _ right: (value: UInt32, form: TimeForm)
    ) {
        guard !left.form.isPlain || !right.form.isPlain else { return }
        conditions.append(
            PollCondition(
                relation: relation,
                left: timed(left.value, left.form),
                right: timed(right.value, right.form),
                outcome: relation.holds(left.value, right.value)
            )
        )
    }

    private func branch(_ record: Record, _ core: Core) -> Effect? {
        let left = (value: core.a[Int(record.s)], form: form(record.s))
        let right = (value: core.a[Int(record.t & 15)], form: form(record.t))
        let link = core.code.records[Int(core.code.block(at: core.pc, single: true)) + blockLength(core)]
        let constant = (value: link.constant, form: TimeForm.plain)
        let zero = (value: UInt32(0), form: TimeForm.plain)
        switch record.operation {
        case .beq, .bne: compare(.equal, left, right)
        case .blt, .bge: compare(.less, left, right)
        case .bltu, .bgeu: compare(.below, left, right)
        case .beqi, .bnei: compare(.equal, left, constant)
        case .blti, .bgei: compare(.less, left, constant)
        case .bltui, .bgeui: compare(.below, left, constant)
        case .beqz, .bnez: compare(.equal, left, zero)
        case .bltz, .bgez: compare(.less, left, zero)
        case .bbci, .bbsi: return left.form.isPlain ? Effect.none : masked(record, core, constant: link.constant)
        case .bany, .bnone:
            return left.form.isPlain && right.form.isPlain ? Effect.none : masked(record, core, constant: 0)
        default: return left.form.isPlain && right.form.isPlain ? Effect.none : nil
        }
        return Effect.none
    }

    /// Records of the one-instruction block at the core's address in front of its link record.
    private func blockLength(_ core: Core) -> Int {
        var number = Int(core.code.block(at: core.pc, single: true))
        var length = 1
        while !core.code.records[number].operation.endsBlock {
            number += 1
            length += 1
        }
        return length
    }

    private func literal(_ record: Record, _ core: Core) -> Effect? {
        if record.operation == .l32rCached, let cache = core.cache { lines.append(record.imm >> cache.lineShift) }
        return read(record.imm, core).map { .register(record.t, $0) }
    }

    private func special(_ record: Record, _ core: Core) -> Effect? {
        guard let register = SpecialRegister(rawValue: UInt8(truncatingIfNeeded: record.imm)) else { return nil }
        switch register {
        case .ccount: return .time(record.t, clock: clock(nil, core))
        case .sar:
            noteRead(PollPass.sar, core)
            return .register(record.t, .plain)
        case .icount: return nil
        case .ps: return .register(record.t, .plain)
        default:
            specials.append(PollPass.Special(register: register, value: core.readSpecial(register, now: core.now)))
            return .register(record.t, .plain)
        }
    }

    /// The interrupt level and SAR may change, if they change back.
    private func system(_ record: Record, _ core: Core) -> Effect? {
        switch SystemOperation(rawValue: record.r) {
        case .rsil:
            changesLevel = true
            return .register(record.t, .plain)
        case .wsr where form(record.t).isPlain:
            let register = SpecialRegister(rawValue: UInt8(truncatingIfNeeded: record.imm))
            if register == .ps {
                changesLevel = true
                return Effect.none
            }
            if register == .sar { return .shiftAmount }
            let isSame = register == .intenable && core.a[Int(record.t)] == core.special.intenable
            if isSame { specials.append(PollPass.Special(register: .intenable, value: core.special.intenable)) }
            return isSame ? Effect.none : nil
        default: return nil
        }
    }
}

extension Operation {
    /// Whether it computes one register from others.
    fileprivate var isConditionalMove: Bool {
        self == .moveqz || self == .movnez || self == .movltz || self == .movgez
    }

    fileprivate var readsShiftAmount: Bool { self == .sll || self == .src || self == .srl || self == .sra }

    fileprivate var isArithmetic: Bool { rawValue >= Operation.add.rawValue && rawValue <= Operation.nop.rawValue }
}
