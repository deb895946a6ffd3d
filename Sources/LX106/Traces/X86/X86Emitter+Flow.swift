/// Branches, computed jumps and what is booked on the way.
extension X86Emitter {
    mutating func emitBranch(_ record: Record, constant: UInt32, ifTaken: Bool) -> Int {
        let condition = emitCondition(record, constant: constant)
        return assembler.jump(if: ifTaken ? condition : condition.inverted)
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

    mutating func emitTarget(_ register: UInt8) {
        assembler.move(.rax, place(register))
    }

    mutating func emitTargetStore() {
        assembler.move(.slot(Int32(Offset.exitPC)), from: .rax)
    }

    mutating func emitComputedJump() -> Int {
        assembler.move(.rcx, .register(.rax))
        assembler.arithmetic(.and, .register(.rcx), constant: JumpCache.mask << 1)
        // The mask leaves twice the entry's number; an entry has 16 bytes.
        assembler.compare(.rax, .rbp, index: .rcx, scale: 3, displacement: Int32(Offset.jumpTable))
        let site = assembler.jump(if: .notEqual)
        assembler.jump(.rbp, index: .rcx, scale: 3, displacement: Int32(Offset.jumpTable) + 8)
        return site
    }

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
}

extension Operation {
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
