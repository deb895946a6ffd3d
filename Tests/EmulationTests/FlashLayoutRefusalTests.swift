import TestSupport
import Testing

@testable import ESP8266
@testable import Emulation
@testable import Inputs

/// What can be no firmware is refused before anything runs: one line, and the exit code of bad input.
@Suite struct FlashLayoutRefusalTests {
    private static func expect(
        _ text: String,
        _ bytes: [UInt8],
        parts: [FlashLayout.Piece] = [],
        size: Int? = nil,
        location: SourceLocation = #_sourceLocation
    ) {
        do {
            _ = try FlashLayoutTests.firmware(bytes, parts: parts, size: size)
            Issue.record("not refused", sourceLocation: location)
        } catch {
            #expect(error.exitCode == 65 && error.description.contains(text), "\(error)", sourceLocation: location)
            #expect(!error.description.contains("\n"), sourceLocation: location)
        }
    }

    private static let ram = FlashLayoutTests.ram
    private static func piece(_ offset: Int, _ bytes: [UInt8] = [1, 2, 3]) -> FlashLayout.Piece {
        .init(name: "part", offset: offset, bytes: bytes)
    }

    @Test func `a wrong checksum of what the boot ROM or a boot loader starts`() {
        let wrong = TinyImage.bytes(checksum: 0x55)
        Self.expect("f: the checksum of the image at 0x0 is 0x55, its bytes make 0xeb: it would not be started", wrong)
        let application = TinyImage.bytes([Self.ram, FlashLayoutTests.marked("SDK version:%s")], checksum: 0)
        Self.expect("f: the checksum", TinyImage.version2(text: FlashLayoutTests.text, application))
        let elf = TinyELF.bytes(segments: [Self.ram, (0x4020_1010, FlashLayoutTests.text)])
        Self.expect("part: the checksum", elf, parts: [Self.piece(0, wrong)])
        Self.expect("part: begins with 0x1", elf, parts: [Self.piece(0)])
        Self.expect("part: begins with 0xea", elf, parts: [Self.piece(0, TinyImage.version2(text: [1, 2, 3, 4]))])
    }

    @Test func `parts that overlap, lie beyond the flash or are empty`() {
        Self.expect("part: begins at 0x10, inside f", TinyImage.bytes(), parts: [Self.piece(0x10)])
        let two = [Self.piece(0x1000), Self.piece(0x1002)]
        Self.expect("part: begins at 0x1002, inside part", TinyImage.bytes(), parts: two)
        let last = "part: ends at 0x100001, beyond the flash of 1024 KB"
        Self.expect(last, TinyImage.bytes(), parts: [Self.piece(0xF_FFFE)], size: 1 << 20)
        let largest = "part: ends at 0x1000001, beyond the flash of 16384 KB"
        Self.expect(largest, TinyImage.bytes(), parts: [Self.piece(0xFF_FFFE)])
        Self.expect("part: empty", TinyImage.bytes(), parts: [Self.piece(0x1000, [])])
        let large = TinyImage.flash(0x9_0000, [(0, TinyImage.bytes())])
        Self.expect("f: ends at 0x90000, beyond the flash of 512 KB", large, size: 512 << 10)
    }

    @Test func `programs that no image can hold`() {
        let many = (0..<17).map { (0x4010_0000 + 4 * UInt32($0), FlashLayoutTests.endless) }
        Self.expect("17 segments to load", TinyELF.bytes(segments: many))
        Self.expect("0x40000000 lies outside", TinyELF.bytes(code: [1, 2, 3, 4], at: 0x4000_0000))
        Self.expect("0x20000000 lies outside", TinyELF.bytes(segments: [Self.ram, (0x2000_0000, [1])]))
        Self.expect("lies outside", TinyELF.bytes(segments: [Self.ram, (0x402F_FFFE, [1, 2, 3])]))
        Self.expect("no segment", TinyELF.bytes(segments: [(0x4010_0000, [])]))
        Self.expect("lies in none of its segments", TinyELF.bytes(segments: [(0x4010_0000, []), (0x4010_0010, [1])]))
        Self.expect("another machine (e_machine 62", TinyELF.bytes(code: [1], machine: 62))
        var wide = TinyELF.bytes(code: [1], machine: 62)
        wide[4] = 2
        Self.expect("another machine (e_machine 62", wide)
    }

    @Test func `text where no layout is known`() {
        let large: TinyImage.Segment = (0x3FFE_8000, .init(repeating: 1, count: 0x8000))
        let text: TinyImage.Segment = (0x4020_4000, FlashLayoutTests.text)
        Self.expect("runs into its own text at 0x4000", TinyELF.bytes(segments: [Self.ram, large, text]))
        Self.expect("runs into its own text at 0x0", TinyELF.bytes(segments: [Self.ram, (0x4020_0000, [1])]))
    }

    @Test func `what is no flash content`() {
        Self.expect("f: empty", [])
        Self.expect("16 MB", .init(repeating: 0xE9, count: 16 << 20 | 1))
        Self.expect("truncated", Array(TinyImage.bytes().dropLast()))
        Self.expect("truncated", Array(TinyELF.bytes(segments: [Self.ram]).dropLast()))
    }
}
