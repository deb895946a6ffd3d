/// One instruction, decoded but not yet placed in a block.
struct Instruction {
    var operation: Operation
    var r: UInt8 = 0
    var s: UInt8 = 0
    var t: UInt8 = 0
    /// Immediate, branch target or system operand.
    var imm: UInt32 = 0
    /// Constant of a compare-immediate branch.
    var constant: UInt32 = 0
    var length: UInt32 = 3
    /// Registers read, bit n = an.
    var reads: UInt32 = 0
    /// What its result costs an immediate user.
    var result: ResultKind = .none
    /// Register the late result lands in.
    var destination: UInt8 = 0

    enum ResultKind { case none, load, mul16, mull, rsr }

    /// What a NOP that is none waits for.
    var barrier: Barrier?

    /// MEMW and EXTW wait for outstanding stores, ISYNC, RSYNC, ESYNC and DSYNC for the pipeline.
    enum Barrier { case memory, pipeline }
}

/// Turns instruction words into `Instruction`s. Encodings: Xtensa ISA, checked row by row against `lx106-opcodes.tsv`.
enum Decoder {
    static let b4const: [UInt32] = [
        UInt32.max, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256,
    ]
    static let b4constu: [UInt32] = [32768, 65536, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256]

    /// Decodes the instruction at `pc` whose bytes are the low 24 (or 16) bits of `word`.
    ///
    /// - Parameter litbase: value of LITBASE, which extended L32R adds to.
    static func decode(_ word: UInt32, pc: UInt32, litbase: UInt32) -> Instruction {
        switch word & 0xF {
        case 0: decodeQRST(word)
        case 1: decodeL32R(word, pc: pc, litbase: litbase)
        case 2: decodeLSAI(word)
        case 5: decodeCall(word, pc: pc)
        case 6: decodeSI(word, pc: pc)
        case 7: decodeB(word, pc: pc)
        case 8...13: decodeNarrow(word, pc: pc)
        default: illegal(length: word & 0xF >= 8 ? 2 : 3)
        }
    }

    static func illegal(length: UInt32 = 3) -> Instruction { system(.illegal, length: length) }

    static func system(
        _ operation: SystemOperation,
        s: UInt32 = 0,
        t: UInt32 = 0,
        imm: UInt32 = 0,
        reads: UInt32 = 0,
        length: UInt32 = 3
    ) -> Instruction {
        Instruction(
            operation: .system,
            r: operation.rawValue,
            s: UInt8(s),
            t: UInt8(t),
            imm: imm,
            length: length,
            reads: reads
        )
    }

    static func bit(_ register: UInt32) -> UInt32 { 1 << register }

    static func three(_ operation: Operation, _ r: UInt32, _ s: UInt32, _ t: UInt32) -> Instruction {
        Instruction(operation: operation, r: UInt8(r), s: UInt8(s), t: UInt8(t), reads: bit(s) | bit(t))
    }

    private static func decodeL32R(_ word: UInt32, pc: UInt32, litbase: UInt32) -> Instruction {
        let t = word >> 4 & 0xF
        let offset = (0xFFFF_0000 | word >> 8) << 2
        let base = litbase & 1 != 0 ? litbase & 0xFFFF_F000 : (pc &+ 3) & ~3
        return Instruction(
            operation: .l32rSlow,
            t: UInt8(t),
            imm: base &+ offset,
            result: .load,
            destination: UInt8(t)
        )
    }

    private static func decodeLSAI(_ word: UInt32) -> Instruction {
        let t = word >> 4 & 0xF
        let s = word >> 8 & 0xF
        let imm8 = word >> 16 & 0xFF
        func load(_ operation: Operation, scale: UInt32) -> Instruction {
            Instruction(
                operation: operation,
                s: UInt8(s),
                t: UInt8(t),
                imm: imm8 << scale,
                reads: bit(s),
                result: .load,
                destination: UInt8(t)
            )
        }
        func store(_ operation: Operation, scale: UInt32) -> Instruction {
            Instruction(operation: operation, s: UInt8(s), t: UInt8(t), imm: imm8 << scale, reads: bit(s) | bit(t))
        }
        func addi(_ value: UInt32) -> Instruction {
            Instruction(operation: .addi, r: UInt8(t), s: UInt8(s), imm: value, reads: bit(s))
        }
        switch word >> 12 & 0xF {
        case 0: return load(.l8ui, scale: 0)
        case 1: return load(.l16ui, scale: 1)
        case 2: return load(.l32i, scale: 2)
        case 4: return store(.s8i, scale: 0)
        case 5: return store(.s16i, scale: 1)
        case 6: return store(.s32i, scale: 2)
        case 9: return load(.l16si, scale: 1)
        case 10: return Instruction(operation: .movi, r: UInt8(t), imm: signExtend(s << 8 | imm8, bits: 12))
        case 12: return addi(signExtend(imm8, bits: 8))
        case 13: return addi(signExtend(imm8, bits: 8) << 8)
        default: return illegal()
        }
    }

    private static func decodeCall(_ word: UInt32, pc: UInt32) -> Instruction {
        guard word >> 4 & 3 == 0 else { return illegal() }
        let offset = signExtend(word >> 6 & 0x3FFFF, bits: 18) << 2
        return Instruction(operation: .call0, imm: (pc & ~3) &+ offset &+ 4)
    }

    private static func decodeSI(_ word: UInt32, pc: UInt32) -> Instruction {
        let s = word >> 8 & 0xF
        let r = word >> 12 & 0xF
        let m = word >> 6 & 3
        let near = pc &+ 4 &+ signExtend(word >> 16 & 0xFF, bits: 8)
        func compare(_ operation: Operation, _ constants: [UInt32]) -> Instruction {
            Instruction(
                operation: operation,
                s: UInt8(s),
                imm: near,
                constant: constants[Int(r)],
                reads: bit(s)
            )
        }
        switch word >> 4 & 3 {
        case 0:
            return Instruction(operation: .j, imm: pc &+ 4 &+ signExtend(word >> 6 & 0x3FFFF, bits: 18))
        case 1:
            let far = pc &+ 4 &+ signExtend(word >> 12 & 0xFFF, bits: 12)
            let operations: [Operation] = [.beqz, .bnez, .bltz, .bgez]
            return Instruction(operation: operations[Int(m)], s: UInt8(s), imm: far, reads: bit(s))
        case 2:
            let operations: [Operation] = [.beqi, .bnei, .blti, .bgei]
            return compare(operations[Int(m)], b4const)
        default:
            switch m {
            case 2: return compare(.bltui, b4constu)
            case 3: return compare(.bgeui, b4constu)
            default: return illegal()
            }
        }
    }

    private static func decodeB(_ word: UInt32, pc: UInt32) -> Instruction {
        let t = word >> 4 & 0xF
        let s = word >> 8 & 0xF
        let r = word >> 12 & 0xF
        let operations: [Operation] = [
            .bnone, .beq, .blt, .bltu, .ball, .bbc, .bbci, .bbci,
            .bany, .bne, .bge, .bgeu, .bnall, .bbs, .bbsi, .bbsi,
        ]
        let operation = operations[Int(r)]
        var instruction = Instruction(
            operation: operation,
            s: UInt8(s),
            t: UInt8(t),
            imm: pc &+ 4 &+ signExtend(word >> 16 & 0xFF, bits: 8),
            reads: bit(s)
        )
        if operation == .bbci || operation == .bbsi {
            instruction.constant = 1 << (t | (r & 1) << 4)
        } else {
            instruction.reads |= bit(t)
        }
        return instruction
    }

    private static func decodeNarrow(_ word: UInt32, pc: UInt32) -> Instruction {
        let t = word >> 4 & 0xF
        let s = word >> 8 & 0xF
        let r = word >> 12 & 0xF
        var instruction: Instruction
        switch word & 0xF {
        case 8:
            instruction = Instruction(
                operation: .l32i,
                s: UInt8(s),
                t: UInt8(t),
                imm: r << 2,
                reads: bit(s),
                result: .load,
                destination: UInt8(t)
            )
        case 9:
            instruction = Instruction(
                operation: .s32i,
                s: UInt8(s),
                t: UInt8(t),
                imm: r << 2,
                reads: bit(s) | bit(t)
            )
        case 10: instruction = three(.add, r, s, t)
        case 11:
            instruction = Instruction(
                operation: .addi,
                r: UInt8(r),
                s: UInt8(s),
                imm: t == 0 ? UInt32.max : t,
                reads: bit(s)
            )
        case 12: instruction = decodeST2(pc: pc, r: r, s: s, t: t)
        default: instruction = decodeST3(r: r, s: s, t: t)
        }
        instruction.length = 2
        return instruction
    }

    private static func decodeST2(pc: UInt32, r: UInt32, s: UInt32, t: UInt32) -> Instruction {
        if t & 8 == 0 {
            let imm7 = r | (t & 7) << 4
            return Instruction(operation: .movi, r: UInt8(s), imm: imm7 >= 96 ? imm7 &- 128 : imm7)
        }
        return Instruction(
            operation: t & 4 == 0 ? .beqz : .bnez,
            s: UInt8(s),
            imm: pc &+ 4 &+ (r | (t & 3) << 4),
            reads: bit(s)
        )
    }

    private static func decodeST3(r: UInt32, s: UInt32, t: UInt32) -> Instruction {
        switch (r, t) {
        case (0, _): Instruction(operation: .mov, r: UInt8(t), s: UInt8(s), reads: bit(s))
        case (15, 0) where s == 0: Instruction(operation: .ret, reads: bit(0))
        case (15, 2): system(.breakNarrow, s: s)
        case (15, 3) where s == 0: Instruction(operation: .nop)
        default: illegal()
        }
    }

    static func signExtend(_ value: UInt32, bits: UInt32) -> UInt32 {
        let shift = 32 &- bits
        return UInt32(bitPattern: Int32(bitPattern: value << shift) >> Int32(shift))
    }
}
