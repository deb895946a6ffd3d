import TestSupport

/// One generated program for the oracle: loads a0…a15 and SAR, executes random instructions, ends in SYSCALL or a fault.
///
/// Layout: literal pool, then code. EXCSAVE2 holds the address of the result record, EXCSAVE3 the next program.
struct RandomProgram {
    static let scratch: UInt32 = 0x3FFE_8000
    static let scratchSize: UInt32 = 256
    static let result: UInt32 = 0x3FFE_9000

    private(set) var bytes: [UInt8] = []
    let start: UInt32
    private(set) var entry: UInt32 = 0
    private var literals: [UInt32] = []
    private var generator: SeededGenerator
    private let opcodes: [(mnemonic: String, base: UInt32, isNarrow: Bool)]
    private(set) var used: Set<String> = []

    private static let literalCount = 40

    init(at start: UInt32, seed: UInt64, opcodes: [(mnemonic: String, base: UInt32, isNarrow: Bool)]) {
        self.start = start
        self.opcodes = opcodes
        generator = SeededGenerator(state: seed)
        entry = start + UInt32(4 * Self.literalCount)
        bytes = .init(repeating: 0, count: 4 * Self.literalCount)
        build()
        for (index, literal) in literals.enumerated() {
            for byte in 0..<4 { bytes[4 * index + byte] = UInt8(truncatingIfNeeded: literal >> (8 * UInt32(byte))) }
        }
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    private var pc: UInt32 { start + UInt32(bytes.count) }

    private mutating func emit(_ word: UInt32) { bytes += Encoding.bytes(word) }

    private mutating func literal(_ value: UInt32) -> UInt32 {
        literals.append(value)
        return start + UInt32(4 * (literals.count - 1))
    }

    private mutating func load(_ register: UInt32, _ value: UInt32) {
        emit(Encoding.l32r(register, from: literal(value), at: pc))
    }

    private mutating func value() -> UInt32 {
        let edges: [UInt32] = [0, 1, 2, 31, 32, 0x7FFF_FFFF, 0x8000_0000, .max, 0xFFFF, 0x8000, 0x1_0000]
        return generator.below(3) == 0
            ? edges[Int(generator.below(UInt32(edges.count)))] : UInt32(truncatingIfNeeded: generator.next())
    }

    private mutating func build() {
        for register in UInt32(0)..<16 { load(register, value()) }
        emit(0x404000 | generator.below(16) << 8 | generator.below(2) << 4)
        used.formUnion(["l32r", "ssai"])
        for _ in 0..<(20 + generator.below(24)) where literals.count < Self.literalCount - 2 { instruction() }
        emit(0x005000)
        used.insert("syscall")
    }

    private mutating func instruction() {
        let row = opcodes[Int(generator.below(UInt32(opcodes.count)))]
        let r = generator.below(16)
        let s = generator.below(16)
        let t = generator.below(16)
        used.insert(row.mnemonic)
        switch row.mnemonic {
        case "l8ui", "s8i", "l16ui", "l16si", "s16i", "l32i", "s32i", "l32i.n", "s32i.n": memory(row, s, t)
        case "l32r": load(t, value())
        case "j", "call0", "jx", "callx0", "ret", "ret.n": jump(row.mnemonic, s)
        case "movi.n": emit(row.base | generator.below(8) << 4 | s << 8 | r << 12)
        case "beqz.n", "bnez.n": emit(row.base | s << 8 | 4 << 12); skipped()
        case let name where name.hasPrefix("b"): branch(row, r, s, t)
        case "ssr", "ssa8l": emit(row.base | s << 8)
        case "ssl", "ssa8b":
            // Behind these, in one translation block, QEMU's SRL and SRA are 32-bit shifts by SAR, which 32 leaves
            // undefined (translate_sra, translate_srl). The ISA shifts 64 bits; so does QEMU in the next block.
            emit(row.base | s << 8)
            emit(Encoding.j(pc + 3, at: pc))
        case "ssai": emit(row.base | s << 8 | (t & 1) << 4)
        case "nsa", "nsau", "mov.n": emit(row.base | s << 8 | t << 4)
        case "neg", "abs": emit(row.base | r << 12 | t << 4)
        case "srl", "sra": emit(row.base | r << 12 | t << 4)
        case "sll": emit(row.base | r << 12 | s << 8)
        case "slli": emit(row.base | r << 12 | s << 8 | max(1, t) << 4)
        case "srai", "srli": emit(row.base | r << 12 | s << 8 | t << 4)
        case "extui": emit(row.base | r << 12 | s << 8 | t << 4 | generator.below(16) << 20)
        case "addi", "addmi", "movi": emit(row.base | s << 8 | t << 4 | generator.below(256) << 16)
        case "wsr.sar", "xsr.sar":
            // Shift amounts above 32 are undefined by the ISA.
            load(t, generator.below(33))
            emit(row.base | t << 4)
        case "rsr.sar": emit(row.base | t << 4)
        case "nop", "nop.n", "memw", "extw", "isync", "rsync", "esync", "dsync", "excw": emit(row.base)
        case "syscall", "ill", "ill.n":
            if generator.below(8) == 0 { emit(row.base) }
        default: emit(Encoding.rst(row.base, r, s, t))
        }
    }

    private mutating func memory(_ row: (mnemonic: String, base: UInt32, isNarrow: Bool), _ s: UInt32, _ t: UInt32) {
        let base = t == s ? (s + 1) & 15 : s
        let width: UInt32 = row.mnemonic.contains("8") ? 1 : row.mnemonic.contains("16") ? 2 : 4
        let isMisaligned = width > 1 && generator.below(24) == 0
        let slot = generator.below(Self.scratchSize / 8) * 4 + (isMisaligned ? 1 : 0)
        load(base, Self.scratch + slot)
        let index = generator.below(16)
        emit(
            row.isNarrow
                ? Encoding.rst(row.base, index, base, t) : Encoding.lsai(row.base, s: base, t: t, imm8: index)
        )
    }

    /// A short instruction that a branch may jump over.
    private mutating func skipped() {
        emit(0x00C002 | generator.below(16) << 8 | generator.below(16) << 4 | generator.below(256) << 16)
        emit(0x00C002 | generator.below(16) << 8 | generator.below(16) << 4 | generator.below(256) << 16)
    }

    private mutating func branch(
        _ row: (mnemonic: String, base: UInt32, isNarrow: Bool),
        _ r: UInt32,
        _ s: UInt32,
        _ t: UInt32
    ) {
        // The target lies behind two 3-byte instructions: pc + 3 + 6 = pc + 4 + 5.
        switch row.mnemonic {
        case "beqz", "bnez", "bgez", "bltz": emit(row.base | s << 8 | 5 << 12)
        case "beqi", "bnei", "bgei", "blti", "bgeui", "bltui": emit(row.base | r << 12 | s << 8 | 5 << 16)
        case "bbci", "bbsi": emit(row.base | (r & 1) << 12 | s << 8 | t << 4 | 5 << 16)
        case "break", "break.n": return
        default: emit(row.base | s << 8 | t << 4 | 5 << 16)
        }
        skipped()
    }

    private mutating func jump(_ mnemonic: String, _ s: UInt32) {
        switch mnemonic {
        case "j":
            emit(Encoding.j(pc + 9, at: pc))
            skipped()
        case "call0":
            let target = (pc + 3 + 6 + 3) & ~3
            emit(0x000005 | ((target &- (pc & ~3) &- 4) >> 2 & 0x3FFFF) << 6)
            while pc < target { bytes.append(0) }
        default:
            let register: UInt32 = mnemonic.hasPrefix("ret") ? 0 : s
            let length: UInt32 = mnemonic == "ret.n" ? 2 : 3
            load(register, pc + 3 + length + 6)
            let words: [String: UInt32] = ["jx": 0x0000A0, "callx0": 0x0000C0, "ret": 0x000080, "ret.n": 0xF00D]
            emit((words[mnemonic] ?? 0) | register << 8)
            skipped()
        }
    }
}
