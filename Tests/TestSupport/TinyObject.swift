/// Small relocatable LX106 files.
public enum TinyObject {
    /// `.text` with a literal, the function `caller` of eleven instructions that calls `callee` through it and loads `data`,
    /// and `callee`. The literals are left to the linker.
    public static let bytes = bytes(with: [])

    /// The same with more bytes behind `callee`.
    public static func bytes(with more: [UInt8]) -> [UInt8] { file(text: text + more, relocations: relocations) }

    /// 0: &callee; 4: &data; 8: 0x60000200; 12: caller; 44: callee.
    public static let text: [UInt8] =
        [UInt8](repeating: 0, count: 4) + [4, 0, 0, 0] + [0x00, 0x02, 0x00, 0x60]
        + [0x12, 0xC1, 0xF0, 0x09, 0x01, 0x01, 0x00, 0x00, 0xC0, 0x00, 0x00]  // addi, s32i.n, l32r a0, callx0 a0
        + [0x21, 0x00, 0x00, 0x31, 0x00, 0x00, 0x28, 0x02, 0x29, 0x13]  // l32r a2, l32r a3, l32i.n, s32i.n
        + [0x4A, 0x23, 0x08, 0x01, 0x12, 0xC1, 0x10, 0x0D, 0xF0, 0, 0]  // add.n, l32i.n, addi, ret.n
        + [0x0C, 0x12, 0x1C, 0x23, 0x2A, 0x23, 0x0D, 0xF0]  // movi.n, movi.n, add.n, ret.n

    /// Offset, kind, symbol, addend: the two literals, the call with its operand, and both other operands.
    private static let relocations: [[Int]] = [
        [0, 1, 3, 0], [4, 1, 4, 0], [17, 20, 1, 0], [17, 11, 3, 0], [23, 20, 1, 4], [26, 20, 1, 8],
    ]

    private static func file(text: [UInt8], relocations: [[Int]]) -> [UInt8] {
        func half(_ value: Int) -> [UInt8] {
            [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
        }
        func word(_ value: Int) -> [UInt8] { half(value) + half(value >> 16) }
        let strings = Array("\0.text\0caller\0callee\0data\0".utf8)
        func symbol(_ name: Int, _ value: Int, _ size: Int, _ info: Int, _ section: Int) -> [UInt8] {
            word(name) + word(value) + word(size) + half(info) + half(section)
        }
        let symbols =
            symbol(0, 0, 0, 0, 0) + symbol(0, 0, 0, 3, 1) + symbol(7, 12, 30, 0x12, 1) + symbol(14, 44, 8, 0x12, 1)
            + symbol(21, 4, 16, 0x11, 0xFFF2)
        let entries = relocations.flatMap { word($0[0]) + word($0[2] << 8 | $0[1]) + word($0[3]) }
        let starts = [text, entries, symbols, strings].reduce(into: [52]) { $0.append(($0.last ?? 0) + $1.count) }
        func section(_ name: Int, _ type: Int, _ flags: Int, _ part: Int, _ size: Int, _ link: Int, _ info: Int)
            -> [UInt8]
        {
            [name, type, flags, 0, starts[part], size, link, info, 4, 0].flatMap(word)
        }
        var header: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        header += half(1) + half(94) + word(1) + word(0) + word(0) + word(starts[4]) + word(0)
        header += half(52) + half(0) + half(0) + half(40) + half(5) + half(4)
        return header + text + entries + symbols + strings + section(0, 0, 0, 0, 0, 0, 0)
            + section(1, 1, 6, 0, text.count, 0, 0) + section(0, 4, 0, 1, entries.count, 3, 1)
            + section(0, 2, 0, 2, symbols.count, 4, 2) + section(0, 3, 0, 3, strings.count, 0, 0)
    }
}
