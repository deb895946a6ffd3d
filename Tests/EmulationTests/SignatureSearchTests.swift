import ESP8266
import TestSupport
import Testing

@testable import Emulation
@testable import Inputs

@Suite struct SignatureSearchTests {
    private static let firmware = "\(packageRoot)/.build/firmware"
    private static let program = "\(firmware)/aws_iot-mbedtls-nonos.elf"
    /// Another configuration of the TLS library with the same application.
    private static let other = "\(firmware)/aws_iot-mbedtls-eor.elf"
    private static var isBuilt: Bool { FileAccess.exists(program) && FileAccess.exists(other) }

    private static func program(_ path: String) throws -> ELFImage { try ELFImage(bytes: FileAccess.bytes(path)) }

    private static func table(_ path: String) throws -> SignatureTable {
        SignatureTable(library: "L", version: "1", program: try program(path))
    }

    /// How many of `symbols` stand where `program` has them, and how many elsewhere.
    private static func held(_ symbols: [String: UInt32], by program: ELFImage) -> (right: Int, wrong: [String]) {
        let places = Dictionary(grouping: program.symbols, by: \.name).mapValues { $0.map(\.address) }
        let known = symbols.filter { places[$0.key] != nil }
        let right = known.filter { places[$0.key]?.contains($0.value) ?? false }
        return (right.count, known.keys.filter { right[$0] == nil }.sorted())
    }

    /// What esptool would write of `program` to flash, without its symbols.
    private static func flash(_ program: ELFImage) -> [UInt8] {
        let ram = FlashImage(program: program, flash: FlashHeader(mode: .dio, megahertz: 40, flashBytes: 4 << 20)).bytes
        var parts: [(offset: Int, bytes: [UInt8])] = [(0, ram)]
        for segment in program.segments where segment.address >= 0x4020_0000 {
            parts.append((Int(segment.address - 0x4020_0000), segment.bytes))
        }
        return TinyImage.flash(0x10_0000, parts)
    }

    @Test(.enabled(if: isBuilt, "needs make firmware"))
    func `a program is found whole in its own flash`() throws {
        let program = try Self.program(Self.program)
        let table = try Self.table(Self.program)
        let bytes = Self.flash(program)
        let findings = SignatureSearch.symbols(of: try FlashDump(bytes: bytes), bytes: bytes, tables: [table])
        #expect(findings.library == "L 1" && findings.functions == table.functions.count)
        #expect(findings.matched * 100 >= table.functions.count * 98, "\(findings.description)")
        let (right, wrong) = Self.held(findings.symbols, by: program)
        #expect(wrong == [] && right == findings.symbols.count)
        let large = table.functions.filter { $0.tokens >= 40 }.map(\.name)
        #expect(large.count > 100 && large.allSatisfy { findings.symbols[$0] != nil })
    }

    @Test(.enabled(if: isBuilt, "needs make firmware"))
    func `most of a program is found in another build of the same sources`() throws {
        let findings = SignatureSearch.symbols(
            in: try Self.program(Self.other).codeRegions,
            tables: [try Self.table(Self.program)]
        )
        #expect(findings.matched * 10 >= findings.functions * 8, "\(findings.description)")
        let (right, wrong) = Self.held(findings.symbols, by: try Self.program(Self.other))
        #expect(wrong == [] && right > 400)
    }

    @Test(.enabled(if: isBuilt, "needs make firmware"))
    func `the table that fits best is taken, however many there are`() throws {
        let tables = try [Self.other, Self.program].map(Self.table)
        let regions = try Self.program(Self.program).codeRegions
        let first = SignatureSearch.symbols(in: regions, tables: tables)
        let second = SignatureSearch.symbols(in: regions, tables: tables.reversed())
        #expect(first.symbols == second.symbols && first.matched == second.matched)
        #expect(first.matched * 100 >= tables[1].functions.count * 98)
    }

    @Test(.enabled(if: isBuilt, "needs make firmware"))
    func `a function that has changed is found by its beginning`() throws {
        let program = try Self.program(Self.program)
        // Without references nothing else could tell where it is.
        let functions = try Self.table(Self.program).functions.map { function in
            var function = function
            function.references = []
            return function
        }
        let table = SignatureTable(library: "L", version: "1", functions: functions)
        var bytes = Self.flash(program)
        var changed: [String: UInt32] = [:]
        for symbol in program.symbols where symbol.isFunction && symbol.size > 400 && symbol.address >= 0x4020_0000 {
            // ret in place of one of the last instructions.
            let place = Int(symbol.address - 0x4020_0000 + symbol.size - 8)
            bytes.replaceSubrange(place..<place + 3, with: [0x80, 0, 0])
            changed[symbol.name] = symbol.address
        }
        let findings = SignatureSearch.symbols(of: try FlashDump(bytes: bytes), bytes: bytes, tables: [table])
        #expect(changed.count > 20)
        let found = changed.filter { findings.symbols[$0.key] == $0.value }
        #expect(found.count * 10 >= changed.count * 9, "\(found.count) of \(changed.count)")
        #expect(changed.allSatisfy { findings.symbols[$0.key, default: $0.value] == $0.value })
    }

    @Test func `a miss names what was tried`() throws {
        let locator = Locator(current: packageRoot, executable: "\(packageRoot)/.build/release/vesp")
        let tables = try SignatureTable.shipped(by: locator)
        let findings = SignatureSearch.symbols(
            in: [CodeRegion(address: 0x4010_0000, bytes: TinyImage.noise(0x8000))],
            tables: tables
        )
        #expect(findings.library == nil && findings.symbols.isEmpty)
        #expect(findings.description.hasPrefix("functions of no known library; tried "))
        #expect(tables.allSatisfy { findings.description.contains($0.title) })
        #expect(SignatureSearch.symbols(in: [], tables: []).description.hasPrefix("no signatures"))
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [[0x3D, 0xF0], [0x0C, 0x02], [0x00], [0x21, 0xFF, 0xFF], [0x12, 0xC1, 0xF0]]
    )
    func `a megabyte of the same is searched without delay`(pattern: [UInt8]) throws {
        let locator = Locator(current: packageRoot, executable: "\(packageRoot)/.build/release/vesp")
        let bytes = Array((0..<(1 << 20) / pattern.count).map { _ in pattern }.joined())
        let regions = [CodeRegion(address: 0x4020_0000, bytes: bytes)]
        let findings = SignatureSearch.symbols(in: regions, tables: try SignatureTable.shipped(by: locator))
        #expect(findings.library == nil)
    }
}
