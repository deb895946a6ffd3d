import TestSupport
import Testing

@testable import Inputs

/// Strings of C source, as a compiler reads them.
struct CSourceTests {
    private func variable(_ text: String, _ name: String = "a") throws -> CSource.Definition? {
        try CSource(Array(text.utf8), file: "a.c").variable(name)
    }

    private func fault(_ text: String, _ name: String = "a") -> String? {
        do throws(EmulationError) {
            _ = try CSource(Array(text.utf8), file: "a.c").variable(name)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        (#"const char *a = "x";"#, "x"), (#"static const char a[] = "x" "y"; "#, "xy"),
        (#"char a[4] PROGMEM = "x"/* "n" */ "y" // ;"# + "\n;", "xy"),
        (#"const char a[] __attribute__((section(".rodata"))) = ("x");"#, "x"),
        (#"const char *a = "\r\n\t\\\"\'\?\a\b\f\v";"#, "\r\n\t\\\"'?\u{7}\u{8}\u{C}\u{B}"),
        (#"const char *a = "\101\x41\u00e4\1012";"#, "AAäA2"), (#"const char *a = "x\0y";"#, "x"),
        (#"const char *a = "";"#, ""), ("const char *a = \"x\\\ny\";", "xy"), ("const char *a = \"ä\" \"x\" ;", "äx"),
        ("const char *a\\\r\nb = \"x\";\nconst char *a = \"y\";", "y"),
        ("#define B \"x\"\n#define C B \"y\"\nconst char *a = C;", "xy"),
        ("#if 0\nconst char *a = \"x\";\n#else\nconst char *a = \"y\";\n#endif", "y"),
        ("#if 1\nconst char *a = \"y\";\n#else\nconst char *a = \"x\";\n#endif", "y"),
        ("#ifndef X\n#define X\n# if 0 // don't\nit's \"broken\n# endif\nconst char *a = \"y\";\n#endif", "y"),
        ("extern const char *a;\nint f(void) { return a == b; }\nconst char *a = \"y\";", "y"),
        ("char c = '\"', d = '\\'';\nconst char *a = \"y\";", "y"), ("#error don't\nconst char *a = \"y\";", "y"),
        ("/* const char *a = \"x\"; */ const char *a = \"y\";", "y"),
    ]) func `a variable's string is found`(text: String, value: String) throws {
        #expect(try variable(text)?.text == value)
    }

    @Test func `what is not defined is not there`() throws {
        for text in [
            "", "const char *b = \"a\";", "// const char *a = \"x\";", "a(\"x\");", "int f() { a; b = \"x\"; }",
        ] {
            #expect(try variable(text) == nil, "\(text)")
        }
    }

    @Test func `a definition has its line`() throws {
        #expect(try variable("\n/* \n */\nconst char *b, *a =\n\"x\";")?.line == 4)
        let source = CSource(Array("#define X \\\n \"1\"\n#define SSID \"n\" // c\n".utf8), file: "h")
        #expect(try source.macro("SSID") == CSource.Definition(text: "n", line: 3))
        #expect(try source.macro("X") == CSource.Definition(text: "1", line: 1))
        #expect(try source.macro("Y") == nil)
    }

    @Test(arguments: [
        ("const char *a = \"x", "a.c:1: a: has no ';' behind its value"),
        ("\nconst char *a =\n\"x\n;", "a.c:3: a: a string is not closed on its line"),
        ("const char *a = \"\\q\";", "a.c:1: a: a string with an escape sequence that C does not have"),
        ("const char *a = \"\\xfff\";", "a.c:1: a: a string with an escape sequence that C does not have"),
        ("const char *a = \"\\777\";", "a.c:1: a: a string with an escape sequence that C does not have"),
        ("const char *a = \"\\uD800\";", "a.c:1: a: a string with an escape sequence that C does not have"),
        ("const char *a = \"\\xff\";", "a.c:1: a: is not UTF-8 text"),
        ("const char *a = HOST;", "a.c:1: a: 'HOST' stands where a string literal belongs"),
        ("const char a[] = {0x2d};", "a.c:1: a: '{' stands where a string literal belongs"),
        ("const char *a = ;", "a.c:1: a: has no value"),
        ("const char *a = \"x\";\nconst char *a = \"y\";", "a.c:2: a: has another value than in line 1"),
        ("#define B B\nconst char *a = B;", "a.c:2: a: is made of too many parts"),
    ]) func `what no compiler takes is refused with its line`(text: String, message: String) {
        #expect(fault(text) == message)
    }

    @Test func `macros that double one another come to an end`() {
        let macros = (1...30).map { "#define M\($0) M\($0 - 1) M\($0 - 1)\n" }.joined()
        #expect(fault("#define M0 \"\"\n\(macros)const char *a = M30;") == "a.c:32: a: is made of too many parts")
        let wide = "#define M0 \(String(repeating: "\"\" ", count: 120_000))\nconst char *a = M0;"
        #expect(fault(wide) == "a.c:2: a: is made of too many parts")
    }

    @Test func `damaged source ends in an error or in a string`() {
        print("CSource fuzz: VESP_SEED=\(Fuzz.seed)")
        var random = SeededGenerator(state: Fuzz.seed)
        let pieces = [
            "const char *a = ", "\"x\\n\"", "\"", "\\", "\n", "\\\n", "/*", "*/", "//", "#if 0\n", "#else\n",
            "#endif\n",
            "#define B ", "B", "a", "=", ";", "'", "\\x", "\\u12", "\\7", "[", "]", "(", ")", "\u{0}", "ä", "#", "0",
        ]
        for _ in 0..<Fuzz.count(5000) {
            var bytes = (0..<random.index(below: 30)).flatMap { _ in
                Array(pieces[random.index(below: pieces.count)].utf8)
            }
            if !bytes.isEmpty { bytes[random.index(below: bytes.count)] = UInt8(truncatingIfNeeded: random.next()) }
            let source = CSource(bytes, file: "a.c")
            _ = try? source.variable("a")
            _ = try? source.macro("B")
        }
    }
}
