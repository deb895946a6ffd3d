/// Loads and stores: DRAM inline, peripherals by a call of the core, other memory through the interpreter.
extension X86Translator {
    mutating func emitAccess(_ number: Int32, _ record: Record, _ code: CodeStore, _ builder: inout TraceBuilder) {
        let isKnown = trace.reach[Int(record.s)]?.covers(record.reach) == true
        if !isKnown && (record.reachesBus || isOutsideMemory(record, code)) {
            return emitBusAccess(number, record, code, &builder)
        }
        let base = read(record.s, .rax)
        emitReachCheck(number, record, base, code, &builder)
        emitDRAMAccess(record, base)
    }

    /// The access itself, to an address known to be in DRAM.
    mutating func emitDRAMAccess(_ record: Record, _ base: X86Register) {
        let displacement = (dramDisplacement ?? 0) &+ Int32(bitPattern: record.imm)
        switch record.operation {
        case .s8i, .s16i, .s32i:
            let value = read(record.t, .rcx)
            assembler.store(value, .rbp, index: base, displacement: displacement, record.operation.width)
        default:
            let destination = target(record.t)
            assembler.load(destination, .rbp, index: base, displacement: displacement, record.operation.width)
            finish(record.t, in: destination)
            trace.forget(record.t)
        }
    }

    /// Makes sure that the access stays in DRAM and is aligned, together with those that follow it in the block and use
    /// the same base: if a later one does not, the block goes to the interpreter all the same.
    private mutating func emitReachCheck(
        _ number: Int32,
        _ record: Record,
        _ base: X86Register,
        _ code: CodeStore,
        _ builder: inout TraceBuilder
    ) {
        var wanted = record.reach
        if let known = trace.reach[Int(record.s)], known.covers(wanted) { return }
        for other in code.accessesSharingBase(after: number) { wanted.add(other.reach) }
        if let known = trace.reach[Int(record.s)] { wanted.add(known) }
        guard wanted.high - wanted.low < Int(dram.size) else {
            return miss(at: number, sites: [assembler.jump()], &builder)
        }
        miss(at: number, sites: emitReach(wanted, from: base), &builder)
        trace.reach[Int(record.s)] = wanted
    }

    /// Checks that the `wanted` bytes around the value of `base` are DRAM, and its alignment; the jumps taken if not.
    mutating func emitReach(_ wanted: TraceState.Reach, from base: X86Register) -> [Int] {
        assembler.address(.rcx, base, displacement: Int32(truncatingIfNeeded: wanted.low - Int(dram.base)))
        assembler.arithmetic(
            .cmp,
            .register(.rcx),
            constant: dram.size & ~3 - UInt32(wanted.high - wanted.low)
        )
        var sites = [assembler.jump(if: .above)]
        if wanted.alignment > 1 {
            // The offsets are multiples of the alignment, so the base decides.
            if wanted.low % wanted.alignment == 0 {
                assembler.testByte(.rcx, constant: UInt8(wanted.alignment - 1))
            } else {
                assembler.test(.register(base), constant: UInt32(wanted.alignment - 1))
            }
            sites.append(assembler.jump(if: .notEqual))
        }
        return sites
    }

    /// Leaves for the interpreter at an access outside DRAM.
    private mutating func miss(at number: Int32, sites: [Int], _ builder: inout TraceBuilder) {
        leave(.missed(record: number, head: builder.head), sites: sites, &builder)
    }

    mutating func emitLiteral(_ number: Int32, _ record: Record, _ code: CodeStore, _ builder: inout TraceBuilder) {
        if record.operation == .l32rCached, let cache {
            emitFound(record.imm >> cache.lineShift, resumingAt: number, &builder)
        }
        trace.forget(record.t)
        let region = code.regions[Int(record.r)]
        let source = region.storage + Int(record.imm &- region.base)
        if region.isWritable {
            assembler.moveWide(.rax, constant: UInt64(UInt(bitPattern: source)))
            let destination = target(record.t)
            assembler.load(destination, .rax, displacement: 0)
            finish(record.t, in: destination)
        } else {
            let value = UInt32(littleEndian: source.load(as: UInt32.self))
            assembler.move(place(record.t), constant: value)
            trace.constants[Int(record.t)] = value
        }
    }
}

extension Operation {
    fileprivate var width: X86Assembler.Width {
        switch self {
        case .l8ui, .s8i: .byte
        case .l16ui, .s16i: .half
        case .l16si: .signedHalf
        default: .word
        }
    }

    /// Bytes of a load or store.
    var size: Int {
        switch width {
        case .byte: 1
        case .half, .signedHalf: 2
        case .word: 4
        }
    }
}

extension Record {
    /// What a load or store needs around its base register.
    var reach: TraceState.Reach {
        TraceState.Reach(low: Int(imm), high: Int(imm) + operation.size, alignment: operation.size)
    }
}

extension TraceState.Reach {
    fileprivate func covers(_ other: TraceState.Reach) -> Bool {
        low <= other.low && high >= other.high && alignment >= other.alignment
    }

    fileprivate mutating func add(_ other: TraceState.Reach) {
        low = min(low, other.low)
        high = max(high, other.high)
        alignment = max(alignment, other.alignment)
    }
}
