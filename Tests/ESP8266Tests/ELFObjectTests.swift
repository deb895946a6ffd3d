import TestSupport
import Testing

@testable import ESP8266

@Suite struct ELFObjectTests {
    @Test func `sections, symbols and relocations are read`() throws {
        let object = try ELFObject(bytes: TinyObject.bytes)
        #expect(object.sections.map(\.name) == ["", ".text", "", "", ""])
        #expect(object.sections.map(\.isCode) == [false, true, false, false, false])
        #expect(object.sections[1].bytes == TinyObject.text)
        #expect(object.symbols.map(\.name) == ["", "", "caller", "callee", "data"])
        #expect(object.symbols.map(\.place) == [.undefined, .section(1), .section(1), .section(1), .common])
        #expect(object.symbols.map(\.isFunction) == [false, false, true, true, false])
        #expect(object.symbols.map(\.isLocal) == [true, true, false, false, false])
        let relocations = object.relocations[1]
        #expect(relocations.map(\.offset) == [0, 4, 17, 17, 23, 26])
        #expect(relocations.map(\.kind) == [.word, .word, .call, .operand, .operand, .operand])
        // The second literal holds 4 already, to which the linker adds.
        #expect(relocations.map(\.addend) == [0, 4, 0, 0, 4, 8])
    }

    @Test func `what is no object file is refused`() {
        func error(_ bytes: [UInt8]) -> ELFError? {
            do {
                _ = try ELFObject(bytes: bytes)
                return nil
            } catch {
                return error
            }
        }
        let whole = TinyObject.bytes
        #expect(error([]) == .notELF && error(Array(whole.prefix(51))) == .truncated("the ELF header"))
        #expect(error(TinyELF.bytes(code: [0])) == .notRelocatable)
        #expect(error(Array(whole.dropLast())) == .truncated("the section header table"))
        var other = whole
        other[18] = 62
        #expect(error(other) == .wrongMachine(62))
        var sharing = whole
        // Every section has all of the file.
        for section in 1..<5 {
            let header = whole.count - 40 * (5 - section)
            sharing.replaceSubrange(
                header + 16..<header + 24,
                with: TinyImage.word(0) + TinyImage.word(UInt32(whole.count))
            )
        }
        #expect(error(sharing) == .overlappingSegments)
    }
}
