import ESP8266
import TestSupport
import Testing

@testable import Emulation
@testable import Inputs

/// Mutated tables and libraries, searched for in mutated code: findings or an error of bad input, never a stop of the host.
@Suite struct SignatureFuzzTests {
    @Test func `mutated tables, libraries and code end in findings or an error`() throws {
        let seed = Fuzz.seed
        let text = Array(try ObjectSignatureTests.table().text.utf8)
        let library = TinyArchive.bytes([("a.o", TinyObject.bytes)])
        let scratch = try Scratch()
        var read = 0
        let count = Int(Fuzz.count(500))
        for index in 0..<count {
            var generator = SeededGenerator(state: seed &+ UInt64(index) &* 0x9E37_79B9)
            func mutated(_ bytes: [UInt8]) -> [UInt8] {
                var bytes = bytes
                for _ in 0..<generator.below(3) {
                    bytes[generator.index(below: bytes.count)] = UInt8(truncatingIfNeeded: generator.word())
                }
                return bytes
            }
            let region = CodeRegion(
                address: 0x4020_0000 &+ generator.below(8),
                bytes: mutated(ObjectSignatureTests.linked)
            )
            do {
                var tables = [try SignatureTable(text: String(decoding: mutated(text), as: UTF8.self), file: "t")]
                let path = try scratch.file("a.a", mutated(library))
                tables.append(try SignatureMaker.table(ofFiles: [path], name: "L 1"))
                _ = SignatureSearch.symbols(in: [region], tables: tables)
                read += 1
            } catch let error as EmulationError {
                #expect(error.exitCode == 65 && !error.description.contains("\n"), "\(error)")
            }
        }
        print("signature fuzz: \(read) of \(count) read, seed \(seed)")
        #expect(read > 0 && read < count)
    }
}
