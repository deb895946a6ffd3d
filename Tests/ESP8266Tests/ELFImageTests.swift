import Testing

@testable import ESP8266

@Suite struct ELFImageTests {
    /// A header, one program header, four bytes of code.
    static func minimal(machine: UInt16 = 94, address: UInt32 = 0x4010_0000, fileSize: UInt32 = 4) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 88)
        func put(_ offset: Int, _ value: UInt32, _ count: Int) {
            for index in 0..<count { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
        }
        bytes.replaceSubrange(0..<7, with: [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1])
        put(16, 2, 2)
        put(18, UInt32(machine), 2)
        put(24, address, 4)
        put(28, 52, 4)
        put(42, 32, 2)
        put(44, 1, 2)
        for (index, value) in [1, 84, address, address, fileSize, max(4, fileSize), 5, 4].enumerated() {
            put(52 + 4 * index, value, 4)
        }
        return bytes
    }

    @Test func `a minimal program is read`() throws {
        let image = try ELFImage(bytes: Self.minimal())
        #expect(image.entry == 0x4010_0000)
        #expect(image.segments.map(\.address) == [0x4010_0000])
    }

    @Test func `hostile files end in errors`() {
        #expect(throws: ELFError.notELF) { try ELFImage(bytes: Array("hello".utf8)) }
        #expect(throws: ELFError.wrongMachine(62)) { try ELFImage(bytes: Self.minimal(machine: 62)) }
        #expect(throws: ELFError.truncated("segment 0")) { try ELFImage(bytes: Self.minimal(fileSize: 5)) }
        #expect(throws: ELFError.segmentOutsideMemory(address: 0xFFFF_FFFE, size: 4)) {
            try ELFImage(bytes: Self.minimal(address: 0xFFFF_FFFE))
        }
    }

    @Test func `every truncation and every changed byte is survived`() {
        let whole = Self.minimal()
        for length in 0..<whole.count { _ = try? ELFImage(bytes: Array(whole.prefix(length))) }
        for index in whole.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var changed = whole
                changed[index] = value
                _ = try? ELFImage(bytes: changed)
            }
        }
    }
}
