import Testing

@testable import Emulation

@Suite struct NormalCodeTests {
    private static func tokens(_ bytes: [UInt8], literal: UInt32? = nil) -> [NormalCode.Token] {
        let code = NormalCode(bytes) { _, _ in literal }
        var walk = code.walk(from: 0)
        var tokens: [NormalCode.Token] = []
        while let token = walk.next() { tokens.append(token) }
        return tokens
    }

    private static func words(_ bytes: [UInt8]) -> [UInt32] { tokens(bytes).map(\.word) }

    /// Encodings by Debian's xtensa-lx106-elf-as: narrow, then wide.
    @Test(arguments: [
        ([0x28, 0x13], [0x22, 0x23, 0x01]),  // l32i a2, a3, 4
        ([0x29, 0xF3], [0x22, 0x63, 0x0F]),  // s32i a2, a3, 60
        ([0x4A, 0x23], [0x40, 0x23, 0x80]),  // add a2, a3, a4
        ([0x5B, 0x23], [0x22, 0xC3, 0x05]),  // addi a2, a3, 5
        ([0x0B, 0x23], [0x22, 0xC3, 0xFF]),  // addi a2, a3, -1
        ([0x5C, 0xF2], [0x22, 0xA0, 0x5F]),  // movi a2, 95
        ([0x6C, 0x02], [0x22, 0xAF, 0xE0]),  // movi a2, -32
        ([0x3D, 0x04], [0x40, 0x34, 0x20]),  // mov a3, a4: or a3, a4, a4
        ([0x0D, 0xF0], [0x80, 0x00, 0x00]),  // ret
        ([0x8C, 0x42], [0x16, 0x02, 0x00]),  // beqz a2, somewhere
        ([0xCC, 0x42], [0x56, 0x32, 0x01]),  // bnez a2, elsewhere
    ])
    func `a narrow instruction is its wide twin`(narrow: [UInt8], wide: [UInt8]) {
        #expect(Self.words(narrow) == Self.words(wide))
    }

    @Test func `a call before and after linking is one`() {
        let before: [UInt8] = [0x01, 0xFC, 0xFF, 0xC0, 0x00, 0x00, 0x0D, 0xF0]
        let after: [UInt8] = [0x45, 0xB6, 0xFD, 0x0D, 0xF0]
        #expect(Self.words(before) == Self.words(after) && Self.words(after).count == 2)
        // Through another register than the literal's it is another call.
        #expect(Self.words([0x01, 0xFC, 0xFF, 0xC0, 0x02, 0x00]).count == 2)
    }

    @Test func `what aligns is nothing`() {
        let plain: [UInt8] = [0x0C, 0x02, 0x0D, 0xF0, 0x0C, 0x13, 0x0D, 0xF0]
        let padded: [UInt8] = [0x3D, 0xF0, 0x0C, 0x02, 0xF0, 0x20, 0x00, 0x0D, 0xF0, 0, 0, 0x0C, 0x13, 0x0D, 0xF0]
        #expect(Self.words(plain) == Self.words(padded))
    }

    @Test func `where a branch goes and where a literal stands is left out, a constant is not`() {
        #expect(Self.words([0x87, 0x12, 0x10]) == Self.words([0x87, 0x12, 0x20]))
        #expect(Self.words([0x06, 0x12, 0x10]) == Self.words([0x86, 0x13, 0x20]))
        let load: [UInt8] = [0x21, 0xFC, 0xFF]
        #expect(Self.tokens(load, literal: 0x6000_0200).map(\.constant) == [0x6000_0200])
        for address: UInt32 in [0x3FFE_8000, 0x4000_0000, 0x4010_0000, 0x4020_0000] {
            #expect(Self.tokens(load, literal: address).map(\.constant) == [nil])
        }
    }

    @Test func `what is no instruction ends the walk`() {
        #expect(Self.words([0x0C, 0x02, 0x0E, 0x00, 0x0C, 0x02]).count == 1)
        #expect(Self.words([0x0C]).isEmpty && Self.words([]).isEmpty)
        #expect(Self.words([UInt8](repeating: 0x3D, count: 1) + [0xF0]).isEmpty)
        #expect(Self.words((0..<1000).flatMap { _ -> [UInt8] in [0x3D, 0xF0] } + [0x0C, 0x02]).isEmpty)
    }
}
