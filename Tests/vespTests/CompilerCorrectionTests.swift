import Foundation
import Testing
import TestSupport

/// `gcc-10.3.awk`: what it makes of assembly, and what it leaves alone.
@Suite(.timeLimit(.minutes(1))) struct CompilerCorrectionTests {
    private static func corrected(_ assembly: String, size: Bool = false) throws -> [String] {
        let folder = try Scratch()
        let input = try folder.file("in.s", assembly)
        let script = "Sources/Firmware/fidelity/gcc-10.3.awk"
        let result = try Tool.shell("awk -f \(script) -v size=\(size ? 1 : 0) '\(input)'", in: Tool.packageRoot)
        #expect(result.code == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }.map { $0.replacing("\t", with: " ") }
    }

    @Test func `a shift whose only use is an addition into its register becomes ADDX`() throws {
        #expect(try Self.corrected("\tslli\ta6, a5, 2\n\tadd.n\ta6, a7, a6\n") == ["addx4 a6, a5, a7"])
        #expect(try Self.corrected("\tslli\ta6, a6, 3\n\tadd\ta6, a6, a7\n") == ["addx8 a6, a6, a7"])
    }

    @Test func `other instructions and labels of the debugger may stand between`() throws {
        let assembly = "\tslli\ta6, a5, 1\n.LVL3:\n\tslli\ta2, a2, 8\n\tadd.n\ta6, a7, a6\n"
        #expect(try Self.corrected(assembly) == [".LVL3:", "slli a2, a2, 8", "addx2 a6, a5, a7"])
    }

    @Test(arguments: [
        "\tslli\ta6, a5, 2\n\tmov\ta3, a6\n\tadd.n\ta6, a7, a6\n",
        "\tslli\ta6, a5, 2\n\taddi\ta5, a5, 1\n\tadd.n\ta6, a7, a6\n",
        "\tslli\ta6, a5, 2\n.L4:\n\tadd.n\ta6, a7, a6\n",
        "\tslli\ta6, a5, 2\n\tbnez\ta2, .L4\n\tadd.n\ta6, a7, a6\n",
        "\tslli\ta6, a5, 2\n\tadd.n\ta3, a7, a6\n",
        "\tslli\ta6, a5, 2\n\tadd.n\ta6, a6, a6\n",
        "\tslli\ta6, a5, 4\n\tadd.n\ta6, a7, a6\n",
    ])
    func `a shift that somebody else sees stays`(assembly: String) throws {
        let shift = assembly.prefix { $0 != "\n" }.dropFirst().replacing("\t", with: " ")
        let lines = try Self.corrected(assembly)
        #expect(lines.first == String(shift), "\(lines)")
    }

    @Test func `a shift by one is an addition`() throws {
        #expect(try Self.corrected("\tslli\ta6, a5, 1\n\tret.n\n") == ["add.n a6, a5, a5", "ret.n"])
    }

    @Test func `for size, MOVI and SLLI make what they can`() throws {
        let assembly = "\t.literal .LC0, 10000\n\t.literal .LC1, 10001\n\tl32r\ta2, .LC0\n\tl32r\ta3, .LC1\n"
        let small = try Self.corrected(assembly, size: true)
        #expect(small.suffix(3) == ["movi a2, 625", "slli a2, a2, 4", "l32r a3, .LC1"])
        #expect(try Self.corrected(assembly).suffix(2) == ["l32r a2, .LC0", "l32r a3, .LC1"])
        let high = "\t.literal .LC0, -2147483648\n\tl32r\ta2, .LC0\n"
        #expect(try Self.corrected(high, size: true).suffix(2) == ["movi a2, -1", "slli a2, a2, 31"])
    }

    /// A function that loads a constant at its beginning and has `body` as a loop.
    private static func loop(_ body: String, before: String = "", register: String = "a7") -> String {
        "\t.literal .LC0, -2147483648\nf:\n\(before)\tl32r\t\(register), .LC0\n\tmovi.n\ta9, 0\n.L5:\n\(body)"
            + "\tbnez.n\ta6, .L5\n\tret.n\n\t.size\tf, .-f\n"
    }

    @Test func `for size, a constant from where a function begins is made in each block that uses it`() throws {
        let made = try Self.corrected(Self.loop("\tand\ta5, a2, a7\n\tor\ta4, a5, a7\n"), size: true)
        #expect(
            made.dropFirst(2) == [
                "movi.n a9, 0", ".L5:", "movi a7, -1", "slli a7, a7, 31", "and a5, a2, a7", "or a4, a5, a7",
                "bnez.n a6, .L5", "ret.n", ".size f, .-f",
            ]
        )
        #expect(try Self.corrected(Self.loop("\tand\ta5, a2, a7\n")).contains("l32r a7, .LC0"))
    }

    @Test func `a conditional move whose last use it is overwrites it`() throws {
        let body = "\tand\ta5, a2, a7\n\tmov.n\ta12, a9\n\tmovnez\ta12, a7, a14\n\tbeq\ta5, a12, .L4\n"
        #expect(
            try Self.corrected(Self.loop(body), size: true).dropFirst(4).prefix(5) == [
                "movi a12, -1", "slli a12, a12, 31", "and a5, a2, a12", "moveqz a12, a9, a14", "beq a5, a12, .L4",
            ]
        )
    }

    @Test(arguments: [
        loop("\tand\ta5, a2, a7\n\tmovi\ta7, 1\n"), loop("\tand\ta5, a2, a7\n\tcall0\tg\n"),
        loop("\tand\ta5, a2, a7\n", before: "\taddi\ta5, a7, 1\n"), loop("\tand\ta5, a2, a7\n", before: ".L4:\n"),
        loop("\tand\ta5, a4, a2\n", register: "a2"),
    ])
    func `a register that holds something else as well, or the result, is set where it was`(assembly: String) throws {
        let lines = try Self.corrected(assembly, size: true)
        let made = try #require(lines.firstIndex { $0.hasPrefix("slli") })
        #expect(try made < #require(lines.firstIndex(of: "movi.n a9, 0")), "\(lines)")
    }
}
