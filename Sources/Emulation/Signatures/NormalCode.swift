import ESP8266

/// Code in a form that linking does not change: what it does, without where it stands.
///
/// The operands of CALL0, J and the branches are left out; that of L32R is the word it loads, unless that could be an address.
/// A narrow instruction is its wide twin. NOPs, and the zeros that align what follows a jump, are nothing. `l32r aN`
/// with `callx0 aN` behind it, as compilers write calls before a linker knows the distance, is CALL0. Encodings: Xtensa
/// ISA.
struct NormalCode {
    /// One instruction.
    struct Token {
        /// Its bits; those that depend on its place are zero.
        var word: UInt32
        /// Its first byte.
        var offset: Int
        /// Its bytes.
        var length: Int
        /// The word that it loads, where that is no address.
        var constant: UInt32?
    }

    /// The word that an L32R loads, by the L32R's offset and bits; nil where a linker has yet to write it, or there is none.
    typealias Literal = (_ offset: Int, _ word: UInt32) -> UInt32?

    /// A walk along instructions, as they follow each other in memory.
    struct Walk {
        fileprivate let code: NormalCode
        fileprivate(set) var offset: Int
        fileprivate var isBehindJump = false

        /// The next instruction; nil where none is.
        mutating func next() -> Token? {
            let steps = code.steps
            if isBehindJump { skipFill() }
            var nothings = 0
            while offset < steps.count, nothings < NormalCode.mostNothings {
                let step = steps[offset]
                let length = Int(step >> Step.lengthShift & 3)
                guard length > 0 else { return nil }
                let start = offset
                offset += length
                guard step & Step.isNothing == 0 else {
                    nothings += 1
                    continue
                }
                isBehindJump = step & Step.isJump != 0
                let word = step & Step.wordMask
                if word & 0xF == 1, offset < steps.count,
                    steps[offset] & Step.wordMask == NormalCode.callx0 | (word >> 4 & 0xF) << 8
                {
                    offset += 3
                    return Token(word: NormalCode.call0, offset: start, length: 6)
                }
                return Token(word: word, offset: start, length: length, constant: code.constant(word, start))
            }
            return nil
        }

        private mutating func skipFill() {
            for _ in 0..<3 where offset < code.steps.count && code.steps[offset] & Step.isZero != 0 { offset += 1 }
            isBehindJump = false
        }
    }

    /// What stands at each byte, if an instruction begins there.
    private enum Step {
        static let wordMask: UInt32 = 0xFF_FFFF
        static let lengthShift: UInt32 = 24
        static let isNothing: UInt32 = 1 << 26
        static let isJump: UInt32 = 1 << 27
        static let isZero: UInt32 = 1 << 28
    }

    /// NOPs in a row; no code has as many, and a hostile image could be full of them.
    private static let mostNothings = 16
    static let call0: UInt32 = 0x05
    private static let callx0: UInt32 = 0xC0
    private static let ret: UInt32 = 0x80
    private let bytes: [UInt8]
    private let steps: [UInt32]
    let literal: Literal

    /// Reads `bytes`, whose L32R load what `literal` says.
    init(_ bytes: [UInt8], literal: @escaping Literal) {
        self.bytes = bytes
        self.literal = literal
        steps = bytes.indices.map { offset in
            let first = UInt32(bytes[offset])
            let second = offset + 1 < bytes.count ? UInt32(bytes[offset + 1]) : 0
            let third = offset + 2 < bytes.count ? UInt32(bytes[offset + 2]) : 0
            return Self.step(first | second << 8 | third << 16, room: bytes.count - offset)
        }
    }

    /// The instructions from `offset` on.
    func walk(from offset: Int) -> Walk { Walk(code: self, offset: max(0, offset)) }

    /// The bits of the instruction at `offset`, as they stand there.
    func word(at offset: Int) -> UInt32 { bytes.word(offset) & 0xFF_FFFF }

    /// What L32R `normal` at `offset` loads, unless it could be an address of RAM, ROM or flash: those are the linker's.
    private func constant(_ normal: UInt32, _ offset: Int) -> UInt32? {
        guard normal & 0xF == 1, let value = literal(offset, word(at: offset)) else { return nil }
        return (0x3FFE_8000..<0x4030_0000).contains(value) ? nil : value
    }

    private static func step(_ word: UInt32, room: Int) -> UInt32 {
        let zero = word & 0xFF == 0 ? Step.isZero : 0
        let format = word & 0xF
        let length = format < 8 ? 3 : 2
        // The LX106 has no instructions of formats 3 (coprocessor), 4 (MAC16), 14 and 15.
        guard room >= length, format < 14, format != 3, format != 4 else { return zero }
        let normal = format < 8 ? wide(word) : widened(word)
        var step = zero | UInt32(length) << Step.lengthShift | normal
        // NOP, and what assemblers wrote before the CPU had it: or a1, a1, a1.
        if normal == 0x20F0 || normal == 0x20_1110 || (format == 13 && word & 0xF0FF == 0xF03D) {
            step |= Step.isNothing
        }
        let isJump = normal == ret || normal & 0x3F == 6 || normal & 0xFF_F0FF == 0xA0
        return isJump ? step | Step.isJump : step
    }

    /// A wide instruction without what depends on its place.
    private static func wide(_ word: UInt32) -> UInt32 {
        switch word & 0xF {
        case 1: word & 0xFF
        case 5: word & 0x3F
        case 6: word & (word >> 4 & 3 == 0 ? 0x3F : word >> 4 & 3 == 1 ? 0xFFF : 0xFFFF)
        case 7: word & 0xFFFF
        default: word
        }
    }

    /// The wide twin of a narrow instruction.
    private static func widened(_ word: UInt32) -> UInt32 {
        let t = word >> 4 & 0xF
        let s = word >> 8 & 0xF
        let r = word >> 12 & 0xF
        switch word & 0xF {
        case 8: return 0x2002 | r << 16 | s << 8 | t << 4
        case 9: return 0x6002 | r << 16 | s << 8 | t << 4
        case 10: return 0x80_0000 | r << 12 | s << 8 | t << 4
        case 11: return 0xC002 | (t == 0 ? 0xFF : t) << 16 | s << 8 | r << 4
        case 12:
            guard t & 8 == 0 else { return 0x16 | (t >> 2 & 1) << 6 | s << 8 }
            let value = r | (t & 7) << 4
            let wide = value >= 96 ? value | 0xF80 : value
            return 0xA002 | (wide & 0xFF) << 16 | (wide >> 8) << 8 | s << 4
        default:
            if r == 0 { return 0x20_0000 | t << 12 | s << 8 | s << 4 }
            return r == 15 && t == 0 ? ret : word & 0xFFFF
        }
    }
}
