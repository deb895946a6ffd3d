/// Branches over a single instruction, without a branch.
///
/// Multi-precision arithmetic is full of them: the carry of an addition is a comparison and a conditional increment, and
/// whether it is taken is as good as random, so that a host branch would be mispredicted every other time.
extension X86Translator {
    /// Emits the branch in `record` and the instruction it skips as a conditional move; false when it is no such pair.
    mutating func emitSkip(_ record: Record, _ link: Record, _ code: CodeStore) -> Bool {
        guard record.operation != .bbc, record.operation != .bbs,
            let skipped = skippedInstruction(record, code)
        else { return false }
        emitStretch()
        guard emitSkippedValue(skipped) else { return false }
        let executed = emitCondition(record, constant: link.constant).inverted
        if let home = Self.homes[Int(skipped.r)] {
            assembler.conditionalMove(executed, home, .register(.rcx))
        } else {
            assembler.move(.rax, place(skipped.r))
            assembler.conditionalMove(executed, .rax, .register(.rcx))
            assembler.move(place(skipped.r), from: .rax)
        }
        // Static prices are those of the taken branch; the other side's difference is booked at once.
        assembler.setRAX(if: executed)
        assembler.arithmetic(.add, Self.tally, .register(.rax), wide: true)
        let saved = Int(link.r) - Int(skipped.cost)
        if saved != 0 {
            if saved != 1 { assembler.multiplyWide(.rax, constant: Int32(saved)) }
            assembler.arithmetic(.add, Self.budget, .register(.rax), wide: true)
        }
        trace.forget(skipped.r)
        book(trace.cost + Int(record.cost) + Int(link.r), trace.count + Int(record.count))
        return true
    }

    /// The one instruction between the branch in `record` and its target, when it lies in the line the trace is in.
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
        return isAlone && next.operation != .continue ? skipped : nil
    }

    /// Computes what the skipped instruction would, in RCX; false when it is none of the simple ones.
    private mutating func emitSkippedValue(_ skipped: Record) -> Bool {
        switch skipped.operation {
        case .addi:
            if let source = Self.homes[Int(skipped.s)] {
                assembler.address(.rcx, source, displacement: Int32(bitPattern: skipped.imm))
            } else {
                assembler.move(.rcx, place(skipped.s))
                assembler.arithmetic(.add, .register(.rcx), constant: skipped.imm)
            }
        case .mov: assembler.move(.rcx, place(skipped.s))
        case .movi: assembler.move(.register(.rcx), constant: skipped.imm)
        case .add, .sub, .or, .and, .xor:
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
        default: return false
        }
        return true
    }
}
