/// SAR and the shifts by it. Where SAR is known, which SSAI and SSL/SSR of constants make frequent, they are plain shifts.
extension X86Emitter {
    mutating func emitShiftAmount(_ record: Record) {
        let sar = X86Operand.slot(Int32(Offset.sar))
        switch record.operation {
        case .ssai: return assembler.move(sar, constant: record.imm)
        case .ssr:
            assembler.move(.rax, place(record.s))
            assembler.arithmetic(.and, .register(.rax), constant: 31)
        case .ssl, .ssa8b:
            let isByteCount = record.operation == .ssa8b
            assembler.move(.rcx, place(record.s))
            assembler.arithmetic(.and, .register(.rcx), constant: isByteCount ? 3 : 31)
            if isByteCount { assembler.shift(.shl, .rcx, by: 3) }
            assembler.move(.register(.rax), constant: 32)
            assembler.arithmetic(.sub, .rax, .register(.rcx))
        default:
            assembler.move(.rax, place(record.s))
            assembler.arithmetic(.and, .register(.rax), constant: 3)
            assembler.shift(.shl, .rax, by: 3)
        }
        assembler.move(sar, from: .rax)
    }

    mutating func emitFunnelShift(_ record: Record, sar: UInt32?) {
        if let sar, sar < 32 || (sar == 32 && record.operation == .sll) {
            emitKnownShift(record, by: UInt8(sar))
        } else {
            emitUnknownShift(record)
        }
    }

    /// `count` is at most 31, or 32 for SLL.
    private mutating func emitKnownShift(_ record: Record, by count: UInt8) {
        switch record.operation {
        case .sll:
            assembler.move(.rax, place(record.s))
            if count == 0 {
                assembler.move(.register(.rax), constant: 0)
            } else if count < 32 {
                assembler.shift(.shl, .rax, by: 32 - count)
            }
        case .src:
            assembler.move(.rax, place(record.t))
            if count != 0 && record.s == record.t {
                assembler.shift(.ror, .rax, by: count)
            } else if count != 0 {
                assembler.shiftRightDouble(.rax, read(record.s, .rcx), by: count)
            }
        case .srl:
            assembler.move(.rax, place(record.t))
            if count != 0 { assembler.shift(.shr, .rax, by: count) }
        default:
            assembler.move(.rax, place(record.t))
            if count != 0 { assembler.shift(.sar, .rax, by: count) }
        }
        finish(record.r)
    }

    private mutating func emitUnknownShift(_ record: Record) {
        switch record.operation {
        case .sll, .src:
            assembler.move(.rax, place(record.s))
            assembler.shift(.shl, .rax, by: 32, wide: true)
            if record.operation == .src {
                assembler.move(.rcx, place(record.t))
                assembler.arithmetic(.or, .rax, .register(.rcx), wide: true)
            }
        case .srl: assembler.move(.rax, place(record.t))
        default: assembler.extendSignedWide(.rax, place(record.t))
        }
        assembler.move(.rcx, .slot(Int32(Offset.sar)))
        assembler.shiftRightWide(.rax, .rax, by: .rcx, arithmetic: record.operation == .sra)
        finish(record.r)
    }
}
