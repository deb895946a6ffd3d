import TestSupport
import Testing

@testable import ESP8266

@Suite struct CodeRegionTests {
    private static func addresses(_ bytes: [UInt8]) throws -> [UInt32] {
        try FlashDump(bytes: bytes).codeRegions(bytes: bytes).map(\.address)
    }

    @Test func `a program's code is what may be executed`() throws {
        let bytes = TinyELF.bytes(segments: [
            (0x4010_0000, [1, 2]), (0x3FFE_8000, [3]), (0x4021_0000, [4]), (0x5000_0000, [5]), (0x4010_FFFF, [6, 7]),
        ])
        let regions = try ELFImage(bytes: bytes).codeRegions
        #expect(regions == [.init(address: 0x4010_0000, bytes: [1, 2]), .init(address: 0x4021_0000, bytes: [4])])
    }

    @Test func `text behind the first image stands where the flash is shown`() throws {
        let pointers = (0..<8).flatMap { TinyImage.word(0x4020_9000 + 4 * $0) }
        let image = TinyImage.bytes([(0x4010_0000, pointers), (0x3FFE_8000, [1, 2, 3, 4])])
        let flash = TinyImage.flash(0x1_0000, [(0, image), (0x9000, TinyImage.noise())])
        #expect(try Self.addresses(flash) == [0x4010_0000, 0x4020_9000])
    }

    @Test func `the application behind a boot loader is taken, its text by the place in flash`() throws {
        let application = TinyImage.version2(text: [1, 2, 3, 4])
        let flash = TinyImage.flash(0x20_0000, [(0, TinyImage.bytes()), (0x1000, application)])
        #expect(try Self.addresses(flash) == [0x4010_0000, 0x4020_1010])
        let sketch = TinyImage.bytes([(0x4020_1010, [1, 2, 3, 4]), (0x4010_0000, [5, 6, 7, 8])])
        let arduino = TinyImage.flash(0x20_0000, [(0, TinyImage.bytes()), (0x1000, sketch)])
        #expect(try Self.addresses(arduino) == [0x4020_1010, 0x4010_0000])
    }

    @Test(arguments: [0x1000, 0x2000, 0x8_1000] as [UInt32])
    func `an application by itself stands where its pointers lead to functions`(place: UInt32) throws {
        var text = TinyImage.noise(0x400)
        for offset in stride(from: 0x40, to: 0x400, by: 0x40) {
            text.replaceSubrange(offset..<offset + 3, with: [0x12, 0xC1, 0xF0])
        }
        let base = 0x4020_0010 + place
        let pointers = stride(from: UInt32(0x40), to: 0x400, by: 0x40).flatMap { TinyImage.word(base + $0) }
        let image = TinyImage.version2(text: text, TinyImage.bytes([(0x4010_0000, pointers)]))
        #expect(try Self.addresses(image) == [0x4010_0000, base])
    }
}
