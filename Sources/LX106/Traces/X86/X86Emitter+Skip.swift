/// Branches over a single instruction, without a branch.
extension X86Emitter {
    func canSkip(_ record: Record, _ skipped: Record) -> Bool {
        // Their conditions need the register that the skipped value is computed in.
        guard record.operation != .bbc, record.operation != .bbs else { return false }
        switch skipped.operation {
        case .addi, .mov, .movi, .add, .sub, .or, .and, .xor: return true
        default: return false
        }
    }

    mutating func emitSkip(_ record: Record, constant: UInt32, over skipped: Record, saving saved: Int) {
        emitSkippedValue(skipped)
        let executed = emitCondition(record, constant: constant).inverted
        if let home = Self.home(of: skipped.r) {
            assembler.conditionalMove(executed, home, .register(.rcx))
        } else {
            assembler.move(.rax, place(skipped.r))
            assembler.conditionalMove(executed, .rax, .register(.rcx))
            assembler.move(place(skipped.r), from: .rax)
        }
        assembler.setRAX(if: executed)
        assembler.arithmetic(.add, Self.tally, .register(.rax), wide: true)
        if saved != 0 {
            if saved != 1 { assembler.multiplyWide(.rax, constant: Int32(saved)) }
            assembler.arithmetic(.add, Self.budget, .register(.rax), wide: true)
        }
    }

    /// Computes what the skipped instruction would, in RCX.
    private mutating func emitSkippedValue(_ skipped: Record) {
        switch skipped.operation {
        case .addi:
            if let source = Self.home(of: skipped.s) {
                assembler.address(.rcx, source, displacement: Int32(bitPattern: skipped.imm))
            } else {
                assembler.move(.rcx, place(skipped.s))
                assembler.arithmetic(.add, .register(.rcx), constant: skipped.imm)
            }
        case .mov: assembler.move(.rcx, place(skipped.s))
        case .movi: assembler.move(.register(.rcx), constant: skipped.imm)
        default:
            assembler.move(.rcx, place(skipped.s))
            let operation: X86Arithmetic =
                switch skipped.operation {
                case .add: .add
                case .sub: .sub
                case .or: .or
                case .and: .and
                default: .xor
                }
            assembler.arithmetic(operation, .rcx, place(skipped.t))
        }
    }
}
