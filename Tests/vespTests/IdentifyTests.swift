import Foundation
import Testing
import TestSupport

/// `vesp identify` as a command: outputs, refusals, exit codes.
@Suite(.serialized, .timeLimit(.minutes(2))) struct IdentifyTests {
    private let folder: Scratch

    init() throws { folder = try Scratch() }

    private func refusal(
        _ code: Int32,
        _ text: String,
        _ arguments: [String],
        location: SourceLocation = #_sourceLocation
    ) throws {
        try Tool.expectRefusal(code, text, ["identify"] + arguments, location: location)
    }

    @Test func `text and JSON say the same`() throws {
        let data = Array("SDK ver: %s compiled @ today\u{0}2.0.0(5a875ba)\u{0}axTLS\u{0}".utf8)
        let image = try folder.file("a.bin", TinyImage.bytes([(0x4010_0000, [1, 2, 3, 4]), (0x3FFE_8000, data)]))
        let text = try Tool.run(["identify", image, "--json", "\(folder.path)/a.json"])
        #expect(text.code == 0 && text.errors == "")
        #expect(text.output.contains("SDK        NONOS 2.0.0(5a875ba) of today\n"), "\(text.output)")
        #expect(text.output.contains("TLS        axTLS\n"))
        let json = try Tool.run(["identify", image, "--json", "-"])
        #expect(json.output == (try String(contentsOfFile: "\(folder.path)/a.json", encoding: .utf8)))
        let root = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(root?["schema_version"] as? Int == 1 && root?["format"] as? String == "flash_image")
        #expect((root?["sdk"] as? [String: Any])?["version"] as? String == "2.0.0(5a875ba)")
        #expect(root?["entry"] as? Int == 0x4010_0000 && root?.keys.count == 14)
    }

    @Test func `bad files end in one line`() throws {
        try refusal(66, "none.bin: no such file", ["none.bin"])
        try refusal(66, "is a directory", [folder.path])
        try refusal(65, "empty.bin: empty", [folder.file("empty.bin", "")])
        try refusal(65, "text.bin: begins with 0x68", [folder.file("text.bin", "hello")])
        try refusal(65, "cut.bin: truncated: segment 0", [folder.file("cut.bin", Array(TinyImage.bytes().prefix(18)))])
        try refusal(
            65,
            "x.elf: built for another machine",
            [folder.file("x.elf", TinyELF.bytes(code: [0], machine: 62))]
        )
        try refusal(65, "cut.elf: truncated", [folder.file("cut.elf", Array(TinyELF.bytes(code: [0]).prefix(60)))])
        var esp32 = TinyImage.bytes([(0x3F40_0020, .init(repeating: 0, count: 32))], entry: 0x4008_05A0)
        esp32.replaceSubrange(12..<14, with: [0, 0])
        try refusal(65, "32.bin: an ESP32 image", [folder.file("32.bin", esp32)])
        let image = try folder.file("a.bin", TinyImage.bytes())
        try refusal(73, "/nonexistent/x.json", [image, "--json", "/nonexistent/x.json"])
        try refusal(64, "same file", [image, "--json", image])
    }

    @Test func `large files are refused or read without delay`() throws {
        let path = try folder.file("large.bin", [0xE9])
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 100_000_000)
        try refusal(65, "100000000 bytes are more than the 16 MB", [path])
        let full = TinyImage.flash(16 << 20, [(0, TinyImage.bytes()), (0x10000, TinyImage.noise(1 << 20))])
        let result = try Tool.run(["identify", folder.file("full.bin", full)])
        #expect(result.code == 0 && result.output.contains("0x110000  15,663,104  blank"), "\(result.output)")
    }

    @Test func `a name cannot break the line`() throws {
        let image = try folder.file("a\nb.bin", TinyImage.bytes())
        let result = try Tool.run(["identify", image])
        #expect(result.output.contains("a\\nb.bin: ESP8266 flash image"))
    }
}
