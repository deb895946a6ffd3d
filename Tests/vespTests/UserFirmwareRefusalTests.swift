import Foundation
import Testing
import TestSupport

/// What is no firmware, or no flash, or asks for what firmware of the user's own does not heed: one line that names it.
@Suite(.serialized, .enabled(if: Tool.hasFirmware, "needs make firmware")) struct UserFirmwareRefusalTests {
    private let scratch: Scratch
    private let good: String

    init() throws {
        scratch = try Scratch()
        good = try scratch.file("good.elf", TinyELF.bytes(code: TinyELF.endless))
    }

    @Test func `files that are no firmware`() throws {
        try Tool.expectRefusal(66, "none.bin: no such file", ["run", "none.bin"])
        try Tool.expectRefusal(66, "Sources: is a directory", ["run", "Sources"])
        try Tool.expectRefusal(65, "empty.bin: empty", ["run", scratch.file("empty.bin", "")])
        try Tool.expectRefusal(65, "true: built for another machine (e_machine 62", ["run", "/bin/true"])
        let elf = TinyELF.bytes(code: TinyELF.endless)
        try Tool.expectRefusal(65, "cut.elf: truncated", ["run", scratch.file("cut.elf", Array(elf.dropLast()))])
        try Tool.expectRefusal(
            65,
            "cut.bin: truncated",
            ["run", scratch.file("cut.bin", Array(TinyImage.bytes().dropLast()))]
        )
        let large = [UInt8](repeating: 0xE9, count: 100 << 20)
        try Tool.expectRefusal(
            65,
            "104857600 bytes are more than the 16 MB",
            ["run", scratch.file("large.bin", large)]
        )
        let wrong = try scratch.file("wrong.bin", TinyImage.bytes(checksum: 0x55))
        try Tool.expectRefusal(
            65,
            "wrong.bin: the checksum of the image at 0x0 is 0x55, its bytes make 0xeb",
            ["run", wrong]
        )
    }

    @Test func `parts that do not fit`() throws {
        let part = try scratch.file("part.bin", [UInt8](repeating: 1, count: 0x1000))
        try Tool.expectRefusal(64, "--flash 'x' is not FILE@OFFSET", ["run", good, "--flash", "x"])
        try Tool.expectRefusal(64, "no offset within 16 MB", ["run", good, "--flash", "\(part)@0x1000000"])
        try Tool.expectRefusal(64, "--flash-size '3MB' is not one of", ["run", good, "--flash-size", "3MB"])
        try Tool.expectRefusal(66, "none: no such file", ["run", good, "--flash", "none@0x1000"])
        try Tool.expectRefusal(65, "inside", ["run", good, "--flash", "\(part)@0x10"])
        try Tool.expectRefusal(65, "inside", ["run", good, "--flash", "\(part)@0x2000", "--flash", "\(part)@0x2800"])
        try Tool.expectRefusal(
            65,
            "beyond the flash of 512 KB",
            ["run", good, "--flash-size", "512KB", "--flash", "\(part)@0x7f800"]
        )
        try Tool.expectRefusal(65, "beyond the flash of 16384 KB", ["run", good, "--flash", "\(part)@0xfff800"])
    }

    @Test func `a clock that only a build can change`() throws {
        let mark: TinyImage.Segment = (0x3FFE_8000, Array("ESP-Open-SDK ver: %s".utf8))
        let elf = TinyELF.bytes(segments: [(0x4010_0000, TinyELF.endless + [0]), mark])
        let file = try scratch.file("ticks.elf", elf)
        try Tool.expectRefusal(65, "ticks.elf: its SDK counts time in CPU cycles", ["run", file, "--clock", "160"])
    }

    @Test func `options that concern the other kind of guest`() throws {
        let own = "concerns the tool's own firmware; it has no effect on yours"
        try Tool.expectRefusal(64, "'mbedtls_debug' \(own)", ["run", good, "--mbedtls-debug", "1"])
        try Tool.expectRefusal(64, "waits for 'published'", ["run", good, "--until", "published"])
        try Tool.expectRefusal(64, "'flash_size' concerns firmware of your own", ["run", "--flash-size", "1MB"])
        try Tool.expectRefusal(64, "'replace_root' concerns firmware of your own", ["run", "--replace-root"])
        try Tool.expectRefusal(64, "'flash' concerns firmware of your own", ["run", "--flash", "\(good)@0"])
    }

    @Test(arguments: [
        "tls: {resume: true}", "credentials: {ca: a.pem}", "mbedtls_debug: 1", "wifi: {known: false}",
    ])
    func `keys that concern the tool's own guest`(line: String) throws {
        let file = try scratch.file("s.yml", "firmware: good.elf\n\(line)\n")
        try Tool.expectRefusal(65, "s.yml:2: key '\(line.prefix { $0 != ":" })", ["run", file])
    }

    @Test func `keys that concern firmware of the user's own`() throws {
        try Tool.expectRefusal(65, "s.yml:1: key 'flash_size'", ["run", scratch.file("s.yml", "flash_size: 1MB\n")])
        try Tool.expectRefusal(
            65,
            "t.yml:2: key 'serial'",
            ["run", scratch.file("t.yml", "seed: 1\nserial: [{send: x}]\n")]
        )
        let stop = "firmware: good.elf\nstop: {when: [published]}\n"
        try Tool.expectRefusal(
            65,
            "u.yml:2: key 'stop.when' waits for 'published'",
            ["run", scratch.file("u.yml", stop)]
        )
    }

    @Test func `roots are exchanged where there are some`() throws {
        let refusal = "good.elf: holds no root certificate that could be exchanged"
        try Tool.expectRefusal(65, refusal, ["run", good, "--replace-root"])
        let part = "\(Tool.certificates)/root-ca.pem@0x100000"
        let result = try Tool.run(["run", good, "--flash", part, "--replace-root", "--time-limit", "0.1"])
        let note = "'Example Root CA 3' at 0x4d5 of root-ca.pem exchanged for 'Example Root CA 3'"
        #expect(result.code == 0 && result.output.contains(note), "\(result.errors)\(result.output)")
    }

    @Test func `an unknown SDK runs`() throws {
        let result = try Tool.run(["run", good, "--time-limit", "0.1"])
        #expect(result.code == 0 && result.output.contains("unknown SDK"), "\(result.errors)\(result.output)")
    }
}
