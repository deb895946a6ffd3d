import TestSupport
import Testing

@testable import ESP8266

@Suite struct ESPImageTests {
    private static let segments: [TinyImage.Segment] = [
        (0x4010_0000, [1, 2, 3, 4, 5, 6, 7]), (0x3FFE_8000, [9, 9]), (0x4021_0010, [8, 8, 8, 8]),
    ]

    @Test func `header, segments and checksum are read`() throws {
        let bytes = TinyImage.bytes(Self.segments, mode: 0, sizeAndClock: 0x3F, entry: 0x4010_0004)
        let image = try ESPImage(bytes: bytes)
        #expect(image.entry == 0x4010_0004)
        #expect(image.header.mode == .qio && image.header.megahertz == 80 && image.header.flashBytes == 2 << 20)
        #expect(image.segments.map(\.address) == [0x4010_0000, 0x3FFE_8000, 0x4021_0010])
        #expect(image.segments.map(\.offset) == [16, 31, 41])
        #expect(image.segments.map(\.size) == [7, 2, 4])
        #expect(image.size == bytes.count && image.isIntact && !image.isVersion2)
    }

    @Test(arguments: [
        (0x00, 512, 40), (0x11, 256, 26), (0x22, 1024, 20), (0x3F, 2048, 80), (0x4F, 4096, 80), (0x50, 2048, 40),
        (0x60, 4096, 40), (0x80, 8192, 40), (0x90, 16384, 40),
    ])
    func `the byte of size and clock`(byte: UInt8, kilobytes: Int, megahertz: Int) throws {
        let header = try ESPImage(bytes: TinyImage.bytes(sizeAndClock: byte)).header
        #expect(header.flashBytes == kilobytes << 10 && header.megahertz == megahertz)
    }

    @Test func `what has no meaning in the header is nil`() throws {
        let header = try ESPImage(bytes: TinyImage.bytes(mode: 9, sizeAndClock: 0xF7)).header
        #expect(header.mode == nil && header.megahertz == nil && header.flashBytes == nil)
    }

    @Test func `what vesp's own writer makes is read`() throws {
        let program = try ELFImage(bytes: TinyELF.bytes(segments: [(0x4010_0000, [1, 2, 3, 4]), (0x3FFE_8000, [5])]))
        let image = try ESPImage(
            bytes: FlashImage(program: program, flash: FlashHeader(mode: .dout, megahertz: 80, flashBytes: 4 << 20))
                .bytes
        )
        #expect(image.isIntact && image.header.mode == .dout && image.header.megahertz == 80)
        #expect(image.segments.map(\.address) == [0x4010_0000, 0x3FFE_8000])
    }

    @Test func `a wrong checksum is told, not refused`() throws {
        let image = try ESPImage(bytes: TinyImage.bytes(checksum: 0x55))
        #expect(!image.isIntact && image.storedChecksum == 0x55 && image.checksum == 0xEF ^ 1 ^ 2 ^ 3 ^ 4)
    }

    @Test func `a version 2 image has text in front`() throws {
        let bytes = TinyImage.version2(text: [UInt8](repeating: 7, count: 32))
        let image = try ESPImage(bytes: [0xFF, 0xFF] + bytes, at: 2)
        #expect(image.isVersion2 && image.irom?.size == 32 && image.irom?.offset == 18)
        #expect(image.segments.map(\.address) == [0x4010_0000])
    }

    @Test func `hostile files end in errors that name the part`() {
        func error(_ bytes: [UInt8]) -> String {
            do {
                _ = try ESPImage(bytes: bytes)
                return "none"
            } catch {
                return "\(error)"
            }
        }
        let good = TinyImage.bytes()
        #expect(error([]) == "empty")
        #expect(error(Array("hello".utf8)).hasPrefix("begins with 0x68, neither with 0xe9"))
        #expect(error(Array(good.prefix(5))) == "truncated: the image header lies beyond the end of the file")
        #expect(error(Array(good.prefix(12))) == "truncated: the header of segment 0 lies beyond the end of the file")
        #expect(error(Array(good.prefix(18))) == "truncated: segment 0 lies beyond the end of the file")
        #expect(error(good.dropLast()) == "truncated: the checksum lies beyond the end of the file")
        #expect(error(TinyImage.bytes([])) == "the image header counts 0 segments; there must be 1 to 16")
        #expect(error(TinyImage.bytes(entry: 0x2000_0000)) == "the entry 0x20000000 lies outside the chip's memory")
        let outside = "segment 0 of 4 bytes at 0x4010fffe lies outside the chip's memory"
        #expect(error(TinyImage.bytes([(0x4010_FFFE, [1, 2, 3, 4])])) == outside)
        let second = "the header behind the irom text, at 0x12, begins with 0x0 instead of 0xe9"
        #expect(error(TinyImage.version2(text: [1, 2], [0, 0, 0])) == second)
    }

    @Test(arguments: [(0, "ESP32", 0x4008_05A0), (2, "ESP32-S2", 0x4002_4000), (9, "ESP32-S3", 0x4037_8000)])
    func `an image of another chip is named`(id: UInt8, name: String, entry: UInt32) {
        var bytes = TinyImage.bytes([(0x3F40_0020, .init(repeating: 0, count: 32))], entry: entry)
        bytes.replaceSubrange(12..<14, with: [id, 0])
        #expect(throws: ESPImageError.otherChip(name: name, entry: entry)) { try ESPImage(bytes: bytes) }
    }

    @Test func `every truncation and every changed byte is survived`() {
        let whole = TinyImage.version2(text: [1, 2, 3, 4], TinyImage.bytes(Self.segments))
        for length in 0..<whole.count { _ = try? ESPImage(bytes: Array(whole.prefix(length))) }
        for index in whole.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var changed = whole
                changed[index] = value
                _ = try? ESPImage(bytes: changed)
            }
        }
    }
}
