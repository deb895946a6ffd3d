/// Small LX106 programs as ELF files.
public enum TinyELF {
    /// One segment with `code` at `address`, entry at its start.
    public static func bytes(code: [UInt8], at address: UInt32 = 0x4010_0000, machine: UInt16 = 94) -> [UInt8] {
        bytes(segments: [(address, code)], machine: machine)
    }

    /// Segments that may be read, written and executed, entry at the start of the first.
    public static func bytes(segments: [(address: UInt32, bytes: [UInt8])], machine: UInt16 = 94) -> [UInt8] {
        func half(_ value: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)] }
        func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        var header: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        header += half(2) + half(machine) + word(1) + word(segments.first?.address ?? 0) + word(52) + word(0) + word(0)
        header += half(52) + half(32) + half(UInt16(segments.count)) + half(40) + half(0) + half(0)
        var offset = UInt32(52 + 32 * segments.count)
        for (address, bytes) in segments {
            let size = UInt32(bytes.count)
            header += word(1) + word(offset) + word(address) + word(address)
            header += word(size) + word(size) + word(7) + word(4)
            offset += size
        }
        return header + segments.flatMap(\.bytes)
    }

    /// `movi a2, 1; movi a3, n; simcall`.
    public static func exit(_ code: UInt8) -> [UInt8] { [0x22, 0xA0, 1, 0x32, 0xA0, code, 0, 0x51, 0] }
    /// `j .`
    public static let endless: [UInt8] = [0x06, 0xFF, 0xFF]
    /// `movi a2, 0; jx a2`
    public static let intoNothing: [UInt8] = [0x22, 0xA0, 0, 0xA0, 0x02, 0]
}
