/// What one record of decoded code does. Dense, so that the dispatch is one jump table.
enum Operation: UInt8, CaseIterable {
    // Bookkeeping records that stand for no instruction.
    case line, hazard, `continue`
    /// Calls the hooks at the address of the block, which it begins.
    case hook
    /// Start of a block that may be compiled: counts entries; or that has been: `imm` is the number of its trace.
    case head, native

    case add, sub, addx2, addx4, addx8, subx2, subx4, subx8, and, or, xor, addi
    case mov, movi, moveqz, movnez, movltz, movgez, neg, abs
    case ssr, ssl, ssa8l, ssa8b, ssai, sll, src, srl, sra, slli, srai, srli, extui
    case mul16u, mul16s, mull, nsa, nsau, nop

    case l8ui, l16ui, l16si, l32i, s8i, s16i, s32i
    case l32rPlain, l32rCached, l32rSlow

    case rsr

    case beq, bne, blt, bge, bltu, bgeu, beqi, bnei, blti, bgei, bltui, bgeui
    case bany, bnone, ball, bnall, bbc, bbs, bbci, bbsi, beqz, bnez, bltz, bgez
    case j, jx, call0, callx0, ret

    /// Anything that may change what the core does next: handled out of line, ends the block.
    case system

    /// Whether the record ends a block.
    var endsBlock: Bool { rawValue >= Operation.beq.rawValue }

    /// Whether it is a load or store with a register as base.
    var isAccess: Bool { rawValue >= Operation.l8ui.rawValue && rawValue <= Operation.s32i.rawValue }

    /// Whether it is a store with a register as base.
    var isStore: Bool { self == .s8i || self == .s16i || self == .s32i }

    /// What a load or store with a register as base reads or writes.
    var accessWidth: AccessWidth {
        switch self {
        case .l8ui, .s8i: .byte
        case .l16ui, .l16si, .s16i: .half
        default: .word
        }
    }

    /// Which field of the record names the register that gets a value inside a block.
    enum Result {
        case none, r, t
    }

    /// Without a default, so that a new operation has to say what it does.
    var result: Result {
        switch self {
        case .line, .hazard, .continue, .hook, .head, .native, .ssr, .ssl, .ssa8l, .ssa8b, .ssai, .nop: .none
        case .s8i, .s16i, .s32i: .none
        case .add, .sub, .addx2, .addx4, .addx8, .subx2, .subx4, .subx8, .and, .or, .xor, .addi: .r
        case .mov, .movi, .moveqz, .movnez, .movltz, .movgez, .neg, .abs: .r
        case .sll, .src, .srl, .sra, .slli, .srai, .srli, .extui, .mul16u, .mul16s, .mull: .r
        case .nsa, .nsau, .l8ui, .l16ui, .l16si, .l32i, .l32rPlain, .l32rCached, .l32rSlow, .rsr: .t
        case .beq, .bne, .blt, .bge, .bltu, .bgeu, .beqi, .bnei, .blti, .bgei, .bltui, .bgeui: .none
        case .bany, .bnone, .ball, .bnall, .bbc, .bbs, .bbci, .bbsi, .beqz, .bnez, .bltz, .bgez: .none
        case .j, .jx, .call0, .callx0, .ret, .system: .none
        }
    }

    /// Whether it is a conditional branch.
    var isConditionalBranch: Bool {
        rawValue >= Operation.beq.rawValue && rawValue <= Operation.bgez.rawValue
    }
}

/// The instructions behind `Operation.system`.
enum SystemOperation: UInt8 {
    case illegal, fetchProhibited, syscall, simcall, `break`, breakNarrow
    case rfe, rfde, rfi, rsil, waiti, wsr, xsr
    case rer, wer
    case readTLB0, readTLB1, probeTLB, writeInstructionTLB, writeDataTLB, invalidateTLB
}

/// One decoded record, 16 bytes.
///
/// A block-ending record is followed by its link record: `imm` and `pc` hold the record numbers of the taken and the
/// not-taken successor (0 = not linked yet), `r` the cycles a taken branch adds, `cost` and `count` the halves of a
/// branch constant.
struct Record {
    var operation: Operation
    var r: UInt8 = 0
    var s: UInt8 = 0
    var t: UInt8 = 0
    var imm: UInt32 = 0
    /// Static cycles of the block up to and including this record.
    var cost: UInt16 = 0
    /// Instructions of the block up to and including this record.
    var count: UInt16 = 0
    /// Address of the instruction; of the next instruction for bookkeeping records.
    var pc: UInt32 = 0

    /// The register that gets a value, for instructions inside a block.
    var destination: UInt8? {
        switch operation.result {
        case .none: nil
        case .r: r
        case .t: t
        }
    }

    /// Length of the instruction of a load or store, which keep it in the unused `r`.
    var accessLength: UInt32 { operation.isAccess ? UInt32(r & ~Self.marks) : 3 }

    /// Bits of `r` in a load or store that has reached a peripheral, and in a load that has reached cached memory.
    private static let busMark: UInt8 = 1 << 7
    private static let cacheMark: UInt8 = 1 << 6
    private static let marks = busMark | cacheMark

    /// Where a load or store has been outside DRAM since it was decoded.
    var marks: UInt8 { operation.isAccess ? r & Self.marks : 0 }

    /// Whether a load or store has reached a peripheral since it was decoded.
    var reachesBus: Bool { marks & Self.busMark != 0 }

    /// Whether a load has reached cached memory since it was decoded.
    var reachesCache: Bool { marks & Self.cacheMark != 0 }

    mutating func noteBus() { r |= Self.busMark }

    mutating func noteCache() { r |= Self.cacheMark }
}
