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

    /// `minimal` with a symbol table of `count` symbols, whose names lie in `strings`.
    private static func withSymbols(_ count: Int, strings: [UInt8]) -> [UInt8] {
        func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        var bytes = minimal()
        let table = bytes.count + 80
        bytes.replaceSubrange(32..<36, with: word(88))
        bytes.replaceSubrange(46..<50, with: [40, 0, 2, 0])
        let names = table + 16 * count
        bytes += [0, 2, 0, 0, table, 16 * count, 1, 0, 0, 16].flatMap(word)
        bytes += [0, 3, 0, 0, names, strings.count, 0, 0, 0, 0].flatMap(word)
        for number in 0..<count { bytes += word(0) + word(0x4010_0000 + number) + word(1) + [2, 0, 1, 0] }
        return bytes + strings
    }

    @Test func `a symbol is read with its name, address and size`() throws {
        let image = try ELFImage(bytes: Self.withSymbols(1, strings: Array("main".utf8) + [0]))
        #expect(image.symbols.map(\.name) == ["main"])
        #expect(image.function(containing: 0x4010_0000) == "main")
        #expect(image.function(containing: 0x4010_0001) == nil)
    }

    @Test(.timeLimit(.minutes(1))) func `names without end are read up to 256 bytes`() throws {
        // Looking for the end of each name would take 32 billion steps.
        let image = try ELFImage(bytes: Self.withSymbols(8192, strings: .init(repeating: 0x41, count: 4 << 20)))
        #expect(image.symbols.count == 8192)
        #expect(image.symbols.allSatisfy { $0.name.utf8.count == 256 })
    }

    @Test func `segments that share bytes of the file are refused`() {
        // Two headers that both ask for all of the file's 120 bytes.
        var bytes = Self.minimal()
        bytes[44] = 2
        bytes.insert(contentsOf: bytes[52..<84], at: 84)
        for header in [52, 84] {
            bytes[header + 4] = 0
            bytes[header + 16] = 120
            bytes[header + 20] = 120
        }
        #expect(bytes.count == 120)
        #expect(throws: ELFError.overlappingSegments) { try ELFImage(bytes: bytes) }
    }
}
