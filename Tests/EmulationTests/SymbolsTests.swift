import ESP8266
import Testing

@testable import Emulation

@Suite struct SymbolsTests {
    /// An image whose function `main` lies at 0x40100000 and is four bytes long.
    private static func image() throws -> ELFImage {
        func half(_ value: Int) -> [UInt8] { (0..<2).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let name = Array("main".utf8) + [0]
        // Header, one segment, its code, two sections, one symbol, the names.
        let code = 52 + 32, sections = code + 4, symbols = sections + 80, names = symbols + 16
        var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1] + [UInt8](repeating: 0, count: 9)
        bytes += half(2) + half(94) + word(1) + word(0x4010_0000) + word(52) + word(sections) + word(0)
        bytes += half(52) + half(32) + half(1) + half(40) + half(2) + half(0)
        bytes += [1, code, 0x4010_0000, 0x4010_0000, 4, 4, 5, 4].flatMap(word) + word(0)
        bytes += [0, 2, 0, 0, symbols, 16, 1, 0, 0, 16].flatMap(word)
        bytes += [0, 3, 0, 0, names, name.count, 0, 0, 0, 0].flatMap(word)
        bytes += word(0) + word(0x4010_0000) + word(4) + [2, 0, 1, 0] + name
        return try ELFImage(bytes: bytes)
    }

    @Test func `a chain names functions that were never asked for before`() throws {
        var symbols = Symbols([try Self.image()])
        #expect(symbols.chain([0x4010_0000, 0x4010_0002, 0x4020_0000]) == ["main"])
    }

    @Test func `what was running is told by address where it has no name`() throws {
        var symbols = Symbols([try Self.image()])
        let addresses: [UInt32] = [0x4020_0004, 0x4020_0000, 0x4010_0000, 0x4020_0000]
        #expect(symbols.chain(addresses) == ["0x40200004", "0x40200000", "main"])
        #expect(symbols.chain(addresses, limit: 2) == ["0x40200004", "0x40200000"])
        #expect(symbols.chain([]) == [])
    }

    @Test func `numbers stand for names, one for each function`() throws {
        var symbols = Symbols([try Self.image()])
        let numbers = symbols.numbers([0x4010_0003, 0x4010_0000])
        #expect(numbers.count == 1 && symbols.names(of: numbers) == ["main"])
        #expect(symbols.name(0x4010_0000) == "main" && symbols.name(0x4020_0000) == nil)
    }

    @Test func `what was running without a name is not taken for its caller`() throws {
        var symbols = Symbols([try Self.image()])
        let numbers = symbols.numbers([0x4020_0004, 0x4020_0000, 0x4010_0003, 0x4020_0000, 0x4010_0000])
        #expect(symbols.names(of: numbers) == ["[no name]", "main"])
        #expect(symbols.names(of: symbols.numbers([])) == [])
    }
}
