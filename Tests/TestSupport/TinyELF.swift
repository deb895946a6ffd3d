/// Small LX106 programs as ELF files.
public enum TinyELF {
    /// One segment with `code` at `address`, entry at its start.
    public static func bytes(code: [UInt8], at address: UInt32 = 0x4010_0000, machine: UInt16 = 94) -> [UInt8] {
        bytes(segments: [(address, code)], machine: machine)
    }

    /// Segments that may be read, written and executed, entry at the start of the first, and a table of `symbols`:
    /// functions where they are in instruction memory, else objects.
    public static func bytes(
        segments: [(address: UInt32, bytes: [UInt8])],
        symbols: [(name: String, address: UInt32)] = [],
        machine: UInt16 = 94
    ) -> [UInt8] {
        let table = symbolTable(symbols)
        let loaded = segments.flatMap(\.bytes)
        let tablesAt = UInt32(52 + 32 * segments.count + loaded.count)
        let sectionsAt = symbols.isEmpty ? 0 : tablesAt + UInt32(table.symbols.count + table.names.count)
        var header: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        header += half(2) + half(machine) + word(1) + word(segments.first?.address ?? 0) + word(52) + word(sectionsAt)
        header += word(0) + half(52) + half(32) + half(UInt16(segments.count)) + half(40)
        header += half(symbols.isEmpty ? 0 : 3) + half(0)
        var offset = UInt32(52 + 32 * segments.count)
        for (address, bytes) in segments {
            let size = UInt32(bytes.count)
            header += word(1) + word(offset) + word(address) + word(address)
            header += word(size) + word(size) + word(7) + word(4)
            offset += size
        }
        guard !symbols.isEmpty else { return header + loaded }
        let sections =
            [UInt8](repeating: 0, count: 40)
            + section(type: 2, at: tablesAt, size: table.symbols.count, link: 2)
            + section(type: 3, at: tablesAt + UInt32(table.symbols.count), size: table.names.count, link: 0)
        return header + loaded + table.symbols + table.names + sections
    }

    private static func symbolTable(_ symbols: [(name: String, address: UInt32)]) -> (symbols: [UInt8], names: [UInt8])
    {
        var entries: [UInt8] = [], names: [UInt8] = [0]
        for (name, address) in symbols {
            let type: UInt8 = address >= 0x4000_0000 ? 2 : 1
            entries += word(UInt32(names.count)) + word(address) + word(4) + [0x10 | type, 0] + half(1)
            names += Array(name.utf8) + [0]
        }
        return (entries, names)
    }

    private static func section(type: UInt32, at offset: UInt32, size: Int, link: UInt32) -> [UInt8] {
        [0, type, 0, 0, offset, UInt32(size), link, 0, 4, type == 2 ? 16 : 0].flatMap(word)
    }

    private static func half(_ value: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)] }

    private static func word(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// `movi a2, 1; movi a3, n; simcall`.
    public static func exit(_ code: UInt8) -> [UInt8] { [0x22, 0xA0, 1, 0x32, 0xA0, code, 0, 0x51, 0] }
    /// `j .`
    public static let endless: [UInt8] = [0x06, 0xFF, 0xFF]
    /// `movi a2, 0; jx a2`
    public static let intoNothing: [UInt8] = [0x22, 0xA0, 0, 0xA0, 0x02, 0]
}
