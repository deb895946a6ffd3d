import Foundation
import Testing
import TestSupport

/// `vesp signatures` as a command: tables, refusals, exit codes.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SignaturesTests {
    private let folder: Scratch

    init() throws { folder = try Scratch() }

    private func refusal(
        _ code: Int32,
        _ text: String,
        _ arguments: [String],
        location: SourceLocation = #_sourceLocation
    ) throws {
        try Tool.expectRefusal(code, text, ["signatures"] + arguments, location: location)
    }

    @Test func `a table is made of a library, and the same of its members`() throws {
        let library = try folder.file("lib.a", TinyArchive.bytes([("object.o", TinyObject.bytes)]))
        let object = try folder.file("object.o", TinyObject.bytes)
        let result = try Tool.run(["signatures", library, "--name", "Some 1.2 of May"])
        #expect(result.code == 0 && result.errors == "")
        let lines = result.output.split(separator: "\n")
        #expect(lines.prefix(3) == ["vesp-signatures 1", "library Some", "version 1.2 of May"])
        #expect(lines.count == 5 && lines[3].hasPrefix("callee 4 ") && lines[4].hasPrefix("caller 11 "))
        #expect(lines[4].hasSuffix(" 2>callee 3=data+4"))
        let other = try Tool.run(["signatures", object, "--name", "Some 1.2 of May", "-o", "\(folder.path)/t.txt"])
        #expect(other.code == 0 && other.output == "")
        #expect(try String(contentsOfFile: "\(folder.path)/t.txt", encoding: .utf8) == result.output)
    }

    @Test func `a library's own texts name it`() throws {
        let texts = Array("SDK ver: %s compiled @ today\u{0}2.0.0(5a875ba)\u{0}".utf8)
        let library = try folder.file("lib.a", TinyArchive.bytes([("object.o", TinyObject.bytes(with: texts))]))
        let result = try Tool.run(["signatures", library])
        #expect(result.output.hasPrefix("vesp-signatures 1\nlibrary NONOS\nversion 2.0.0(5a875ba)\n"))
    }

    @Test func `bad files end in one line`() throws {
        try refusal(66, "none.a: no such file", ["none.a"])
        try refusal(65, "empty.a: neither a library nor an ELF file", [folder.file("empty.a", "")])
        try refusal(65, "thin.a: a thin archive", [folder.file("thin.a", "!<thin>\n")])
        let library = try folder.file("lib.a", TinyArchive.bytes([("object.o", TinyObject.bytes)]))
        try refusal(65, "lib.a: does not say its name and version", [library])
        try refusal(65, "a library has a name and a version, not 'x'", [library, "--name", "x"])
        try refusal(
            65,
            "bad.a: member 'x.o': not an ELF file",
            [folder.file("bad.a", TinyArchive.bytes([("x.o", [1])]))]
        )
        let program = try folder.file("p.elf", TinyELF.bytes(code: [0]))
        try refusal(65, "a linked program makes a table of its own", [library, program])
        try refusal(65, "holds no function with a name and a size", [program, "--name", "a b"])
        try refusal(65, "built for another machine", [folder.file("x.elf", TinyELF.bytes(code: [0], machine: 62))])
        try refusal(64, "same file", [library, "--name", "a b", "-o", library])
        try refusal(73, "/nonexistent/t.txt", [library, "--name", "a b", "-o", "/nonexistent/t.txt"])
    }
}
