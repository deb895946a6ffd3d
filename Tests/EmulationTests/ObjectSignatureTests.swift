import ESP8266
import TestSupport
import Testing

@testable import Emulation
@testable import Inputs

@Suite struct ObjectSignatureTests {
    static func table() throws -> SignatureTable {
        SignatureTable(library: "L", version: "1", objects: [try ELFObject(bytes: TinyObject.bytes)])
    }

    /// What a linker could make of `TinyObject` at 0x40200000: the call is near, one NOP is left of it, one instruction has
    /// grown, and `data` stands at 0x3FFE8000.
    static let linked: [UInt8] =
        [0x04, 0x80, 0xFE, 0x3F, 0x00, 0x02, 0x00, 0x60]  // &data + 4, the constant
        + [0x12, 0xC1, 0xF0, 0x09, 0x01, 0x85, 0x01, 0x00, 0xF0, 0x20, 0x00]  // addi, s32i.n, call0 0x40200028, nop
        + [0x21, 0xFB, 0xFF, 0x31, 0xFB, 0xFF, 0x22, 0x22, 0x00, 0x29, 0x13]  // l32r, l32r, l32i, s32i.n
        + [0x4A, 0x23, 0x08, 0x01, 0x12, 0xC1, 0x10, 0x0D, 0xF0]  // add.n, l32i.n, addi, ret.n
        + [0x00] + [0x0C, 0x12, 0x1C, 0x23, 0x2A, 0x23, 0x0D, 0xF0]

    @Test func `functions of an object file tell what they lead to`() throws {
        let table = try Self.table()
        #expect(table.functions.map(\.name) == ["callee", "caller"])
        #expect(table.functions.map(\.tokens) == [4, 11])
        let references = table.functions[1].references
        #expect(references.map(\.name) == ["callee", "data"])
        #expect(references.map(\.kind) == [.call, .literal])
        #expect(references.map(\.token) == [2, 3] && references.map(\.addend) == [0, 4])
    }

    @Test func `code is recognised as a linker leaves it, and its calls and literals are followed`() throws {
        let region = CodeRegion(address: 0x4020_0000, bytes: Self.linked)
        let findings = SignatureSearch.symbols(in: [region], tables: [try Self.table()])
        #expect(findings.symbols == ["caller": 0x4020_0008, "callee": 0x4020_0028, "data": 0x3FFE_8000])
        #expect(findings.matched == 2 && findings.library == "L 1")
    }

    @Test func `another constant is another function`() throws {
        var bytes = Self.linked
        bytes[4] = 1
        let findings = SignatureSearch.symbols(
            in: [CodeRegion(address: 0x4020_0000, bytes: bytes)],
            tables: [try Self.table()]
        )
        #expect(findings.symbols["caller"] == nil)
    }

    @Test func `what two functions contradict is dropped`() throws {
        // A second caller with another constant, whose call leads elsewhere.
        var second = Self.linked
        second[4] = 1
        let region = CodeRegion(address: 0x4021_0000, bytes: second)
        let code = NormalCode(region, among: [region])
        var other = try #require(FunctionSignature(name: "other", code: code, start: 8, size: 31))
        #expect(other.tokens == 11)
        other.references = [.init(token: 2, kind: .call, name: "callee", addend: 0)]
        let table = SignatureTable(library: "L", version: "1", functions: try Self.table().functions + [other])
        let regions = [CodeRegion(address: 0x4020_0000, bytes: Self.linked), region]
        let findings = SignatureSearch.symbols(in: regions, tables: [table])
        #expect(findings.symbols == ["caller": 0x4020_0008, "other": 0x4021_0008, "data": 0x3FFE_8000])
    }

    @Test func `two places of the same code are none`() throws {
        let regions = [0x4020_0000, 0x4021_0000].map { CodeRegion(address: $0, bytes: Self.linked) }
        #expect(SignatureSearch.symbols(in: regions, tables: [try Self.table()]).symbols.isEmpty)
    }
}
