import Foundation
import TestSupport
import Testing

/// `vesp exec` of a program that does not end.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ExecLimitTests {
    /// Writes 1 KB of itself to stdout, again and again: `call0` for an address; `movi a2, 4; movi a3, 1; mov.n a4, a0;
    /// movi a5, 1024; simcall; j`.
    private static let prints: [UInt8] = [
        0x05, 0, 0, 0, 0x22, 0xA0, 4, 0x32, 0xA0, 1, 0x4D, 0, 0x52, 0xA4, 0, 0, 0x51, 0, 0x86, 0xFB, 0xFF,
    ]

    private func shell(_ arguments: String) throws -> (result: Tool.Result, folder: Scratch) {
        let folder = try Scratch()
        _ = try folder.file("prints.elf", TinyELF.bytes(code: Self.prints))
        return (try Tool.shell("'\(Tool.executable.path)' exec prints.elf \(arguments)", in: folder.path), folder)
    }

    @Test func `a reader that goes away ends it quietly`() throws {
        let folder = try Scratch()
        _ = try folder.file("prints.elf", TinyELF.bytes(code: Self.prints))
        let gone = try Tool.shell(
            "mkfifo pipe; head -c 10 pipe >read & '\(Tool.executable.path)' exec prints.elf --json r.json >pipe",
            in: folder.path
        )
        #expect(gone.code == 141)
        #expect(gone.errors == "")
        #expect(try String(contentsOfFile: "\(folder.path)/r.json", encoding: .utf8).contains("\"exit_code\" : null"))
    }

    @Test func `output counts against the cycles`() throws {
        let (result, folder) = try shell("--cycle-limit 300000 >out")
        #expect(result.code == 1)
        #expect(result.errors == "vesp: prints.elf: not finished after 300000 cycles, see --cycle-limit\n")
        let size = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/out")).count
        #expect((200_000...300_000).contains(size), "\(size)")
    }

    @Test func `output has a limit of its own`() throws {
        let (result, folder) = try shell("--output-limit 1500 --cycle-limit none >out")
        #expect(result.code == 1)
        #expect(result.errors == "vesp: prints.elf: not finished after 1500 bytes, see --output-limit\n")
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/out")).count == 1500)
    }

    @Test func `both limits are there without being asked for, and help says so`() throws {
        let (result, folder) = try shell("| wc -c >count")
        #expect(result.errors.hasSuffix("not finished after 100000000 bytes, see --output-limit\n"))
        #expect(try String(contentsOfFile: "\(folder.path)/count", encoding: .utf8) == "100000000\n")
        let help = try Tool.run(["exec", "--help"]).output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(help.contains("(default: 100000000000)"))
        #expect(help.contains("(default: 100000000)"))
        #expect(try Tool.run(["exec", "x.elf", "--output-limit", "much"]).code == 64)
    }

    @Test func `a full stdout is told to the program and to the user`() throws {
        let (result, _) = try shell("--cycle-limit 100000 >/dev/full")
        #expect(result.code == 1)
        #expect(result.errors.hasPrefix("vesp: stdout: cannot be written: no space left on device\n"))
    }
}
