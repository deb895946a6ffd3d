import TestSupport
import Testing

@testable import Emulation
@testable import Inputs

@Suite struct SignatureTableTests {
    private static let head = "vesp-signatures 1\nlibrary L\nversion 1\n"
    private static let text =
        head + """
            alias = short
            long 9 00000001 0000000000000002 0>short 3=data 8=data+12
            short 4 0123456789abcdef

            """

    @Test func `a table is read as it is written`() throws {
        let table = try SignatureTable(text: Self.text, file: "t")
        #expect(table.text == Self.text)
        #expect(table.title == "L 1" && table.functions.map(\.name) == ["long", "short"])
        let long = table.functions[0]
        #expect(long.tokens == 9 && long.prefixes == [1] && long.whole == 2)
        #expect(long.references.map(\.name) == ["short", "data", "data"])
        #expect(long.references.map(\.addend) == [0, 0, 12] && long.references.map(\.token) == [0, 3, 8])
        #expect(long.references.map(\.kind) == [.call, .literal, .literal])
        #expect(table.aliases == ["alias": "short"])
    }

    @Test func `comments and empty lines say nothing`() throws {
        let text = "# made by hand\n\n" + Self.text.replacing("short 4", with: "\n# x\nshort 4")
        #expect(try SignatureTable(text: text, file: "t") == SignatureTable(text: Self.text, file: "t"))
    }

    @Test(arguments: [
        ("", "t: not a table of signatures"),
        ("x", "t:1: not a table of signatures"),
        ("vesp-signatures 2", "t:1: a table of another format than 1"),
        ("vesp-signatures 1\nlibrary ", "t:2: must be 'library' and its name"),
        ("vesp-signatures 1\nlibrary L", "t: names no library and version"),
    ])
    func `what is no table is refused`(text: String, message: String) {
        let error = #expect(throws: EmulationError.self) { try SignatureTable(text: text, file: "t") }
        #expect(error?.description == message && error?.exitCode == 65)
    }

    @Test(arguments: [
        ("", "t: holds no function"),
        ("f 4", "t:4: a function has a name, a count and hashes"),
        ("f 3 0123456789abcdef", "t:4: 'f' counts '3' instructions"),
        ("f 99999 0123456789abcdef", "t:4: 'f' counts '99999' instructions"),
        ("f 4 0123456789ABCDEF", "t:4: '0123456789ABCDEF' is no hash of 16 digits"),
        ("f 9 00000001", "t:4: 'f' of 9 instructions has 2 hashes"),
        ("f 9 0000001 0123456789abcdef", "t:4: '0000001' is no hash of 8 digits"),
        ("f 4 0123456789abcdef 4>g", "t:4: '4>g' is no reference"),
        ("f 4 0123456789abcdef 1-g", "t:4: '1-g' is no reference"),
        ("f 4 0123456789abcdef 1=g+0", "t:4: '1=g+0' is no reference"),
        ("f 4 0123456789abcdef 1=", "t:4: '' is no name"),
        ("f 4 0123456789abcdef 2=a 1=b", "t:4: '1=b' stands behind what comes after it"),
        ("f\u{1B} 4 0123456789abcdef", "t:4: 'f\\u{1b}' is no name"),
        ("f 4 0123456789abcdef\nf 4 0123456789abcdef", "t:5: a second function 'f'"),
        ("f 4 0123456789abcdef\ng = h", "t:5: no function 'h'"),
    ])
    func `a wrong function is refused with its line`(lines: String, message: String) {
        let error = #expect(throws: EmulationError.self) { try SignatureTable(text: Self.head + lines, file: "t") }
        #expect(error?.description == message && error?.exitCode == 65)
    }

    @Test func `the tables that vesp brings are in order, small, and of a version each`() throws {
        let locator = Locator(current: packageRoot, executable: "\(packageRoot)/.build/release/vesp")
        let tables = try SignatureTable.shipped(by: locator)
        #expect(tables.count >= 15 && Set(tables.map(\.title)).count == tables.count)
        let paths = try locator.resources(in: "signatures", ending: ".txt")
        for (path, table) in zip(paths, tables) {
            let text = try FileAccess.text(path)
            #expect(text == table.text && text.utf8.count < 150_000, "\(path)")
        }
    }
}
