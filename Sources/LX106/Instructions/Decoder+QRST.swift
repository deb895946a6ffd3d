/// The op0 = 0 quarter of the opcode map: register arithmetic, shifts, special registers, system instructions.
extension Decoder {
    static func decodeQRST(_ word: UInt32) -> Instruction {
        let t = word >> 4 & 0xF
        let s = word >> 8 & 0xF
        let r = word >> 12 & 0xF
        let op2 = word >> 20 & 0xF
        switch word >> 16 & 0xF {
        case 0: return decodeRST0(op2: op2, r: r, s: s, t: t)
        case 1: return decodeRST1(op2: op2, r: r, s: s, t: t)
        case 2 where op2 == 8:
            var mull = three(.mull, r, s, t)
            mull.result = .mull
            mull.destination = UInt8(r)
            return mull
        case 3: return decodeRST3(op2: op2, r: r, s: s, t: t)
        case 4, 5:
            let shift = s | (word >> 16 & 1) << 4
            let mask = UInt32.max >> (31 - op2)
            return Instruction(
                operation: .extui,
                r: UInt8(r),
                s: UInt8(shift),
                t: UInt8(t),
                imm: mask,
                reads: bit(t)
            )
        default: return illegal()
        }
    }

    private static func decodeRST0(op2: UInt32, r: UInt32, s: UInt32, t: UInt32) -> Instruction {
        switch op2 {
        case 0: return decodeST0(r: r, s: s, t: t)
        case 1: return three(.and, r, s, t)
        case 2: return three(.or, r, s, t)
        case 3: return three(.xor, r, s, t)
        case 4: return decodeST1(r: r, s: s, t: t)
        case 5: return decodeTLB(r: r, s: s, t: t)
        case 6 where s <= 1:
            return Instruction(operation: s == 0 ? .neg : .abs, r: UInt8(r), t: UInt8(t), reads: bit(t))
        case 8: return three(.add, r, s, t)
        case 9: return three(.addx2, r, s, t)
        case 10: return three(.addx4, r, s, t)
        case 11: return three(.addx8, r, s, t)
        case 12: return three(.sub, r, s, t)
        case 13: return three(.subx2, r, s, t)
        case 14: return three(.subx4, r, s, t)
        case 15: return three(.subx8, r, s, t)
        default: return illegal()
        }
    }

    private static func decodeST0(r: UInt32, s: UInt32, t: UInt32) -> Instruction {
        switch (r, t) {
        case (0, 8) where s == 0: return Instruction(operation: .ret, reads: bit(0))
        case (0, 10): return Instruction(operation: .jx, s: UInt8(s), reads: bit(s))
        case (0, 12): return Instruction(operation: .callx0, s: UInt8(s), reads: bit(s))
        case (2, _) where s == 0: return decodeSync(t)
        case (3, 0) where s == 0: return system(.rfe)
        case (3, 0) where s == 2: return system(.rfde)
        case (3, 1) where s == 2 || s == 3: return system(.rfi, s: s)
        case (4, _): return system(.break, s: s, t: t)
        case (5, 0) where s == 0: return system(.syscall)
        case (5, 0) where s == 1: return system(.simcall)
        case (6, _): return system(.rsil, s: s, t: t)
        case (7, 0): return system(.waiti, s: s)
        default: return illegal()
        }
    }

    private static func decodeSync(_ t: UInt32) -> Instruction {
        switch t {
        case 0...3: return Instruction(operation: .nop, barrier: .pipeline)
        case 12, 13: return Instruction(operation: .nop, barrier: .memory)
        case 8, 15: return Instruction(operation: .nop)
        default: return illegal()
        }
    }

    private static func decodeST1(r: UInt32, s: UInt32, t: UInt32) -> Instruction {
        func setShift(_ operation: Operation) -> Instruction {
            guard t == 0 else { return illegal() }
            return Instruction(operation: operation, s: UInt8(s), reads: bit(s))
        }
        switch r {
        case 0: return setShift(.ssr)
        case 1: return setShift(.ssl)
        case 2: return setShift(.ssa8l)
        case 3: return setShift(.ssa8b)
        case 4 where t <= 1: return Instruction(operation: .ssai, imm: s | t << 4)
        case 6: return system(.rer, s: s, t: t, reads: bit(s))
        case 7: return system(.wer, s: s, t: t, reads: bit(s) | bit(t))
        case 14: return Instruction(operation: .nsa, s: UInt8(s), t: UInt8(t), reads: bit(s))
        case 15: return Instruction(operation: .nsau, s: UInt8(s), t: UInt8(t), reads: bit(s))
        default: return illegal()
        }
    }

    private static func decodeTLB(r: UInt32, s: UInt32, t: UInt32) -> Instruction {
        let isData: UInt32 = r >= 8 ? 1 : 0
        switch r {
        case 3, 11: return system(.readTLB0, s: s, t: t, imm: isData, reads: bit(s))
        case 7, 15: return system(.readTLB1, s: s, t: t, imm: isData, reads: bit(s))
        case 5, 13: return system(.probeTLB, s: s, t: t, imm: isData, reads: bit(s))
        case 4 where t == 0, 12 where t == 0:
            return system(.invalidateTLB, s: s, reads: bit(s))
        case 6: return system(.writeInstructionTLB, s: s, t: t, reads: bit(s) | bit(t))
        case 14: return system(.writeDataTLB, s: s, t: t, reads: bit(s) | bit(t))
        default: return illegal()
        }
    }

    private static func decodeRST1(op2: UInt32, r: UInt32, s: UInt32, t: UInt32) -> Instruction {
        func shiftImmediate(_ operation: Operation, source: UInt32, amount: UInt32) -> Instruction {
            Instruction(operation: operation, r: UInt8(r), s: UInt8(source), imm: amount, reads: bit(source))
        }
        func multiply(_ operation: Operation) -> Instruction {
            var instruction = three(operation, r, s, t)
            instruction.result = .mul16
            instruction.destination = UInt8(r)
            return instruction
        }
        switch op2 {
        case 0, 1:
            let amount = 32 - (t | (op2 & 1) << 4)
            return amount == 32 ? illegal() : shiftImmediate(.slli, source: s, amount: amount)
        case 2, 3: return shiftImmediate(.srai, source: t, amount: s | (op2 & 1) << 4)
        case 4: return shiftImmediate(.srli, source: t, amount: s)
        case 6: return special(.xsr, number: r << 4 | s, t: t)
        case 8: return three(.src, r, s, t)
        case 9 where s == 0: return Instruction(operation: .srl, r: UInt8(r), t: UInt8(t), reads: bit(t))
        case 10 where t == 0: return Instruction(operation: .sll, r: UInt8(r), s: UInt8(s), reads: bit(s))
        case 11 where s == 0: return Instruction(operation: .sra, r: UInt8(r), t: UInt8(t), reads: bit(t))
        case 12: return multiply(.mul16u)
        case 13: return multiply(.mul16s)
        default: return illegal()
        }
    }

    private static func decodeRST3(op2: UInt32, r: UInt32, s: UInt32, t: UInt32) -> Instruction {
        func conditionalMove(_ operation: Operation) -> Instruction {
            var instruction = three(operation, r, s, t)
            instruction.reads |= bit(r)
            return instruction
        }
        switch op2 {
        case 0:
            guard let register = SpecialRegister(rawValue: UInt8(r << 4 | s)), register.isReadable else {
                return illegal()
            }
            return Instruction(
                operation: .rsr,
                t: UInt8(t),
                imm: UInt32(register.rawValue),
                result: .rsr,
                destination: UInt8(t)
            )
        case 1: return special(.wsr, number: r << 4 | s, t: t)
        case 8: return conditionalMove(.moveqz)
        case 9: return conditionalMove(.movnez)
        case 10: return conditionalMove(.movltz)
        case 11: return conditionalMove(.movgez)
        default: return illegal()
        }
    }

    private static func special(_ operation: SystemOperation, number: UInt32, t: UInt32) -> Instruction {
        guard let register = SpecialRegister(rawValue: UInt8(number)) else { return illegal() }
        let isLegal = operation == .xsr ? register.isExchangeable : register.isWritable
        return isLegal ? system(operation, t: t, imm: number, reads: bit(t)) : illegal()
    }
}
