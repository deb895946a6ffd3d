import TestSupport
import Testing

@testable import ESP8266

/// Mutated libraries and object files: what they are, or an error, never a stop of the host.
@Suite struct LibraryFuzzTests {
    private static func isRead(_ bytes: [UInt8]) -> Bool {
        do {
            for member in try Archive(bytes: bytes).members {
                let object = try ELFObject(bytes: member.bytes)
                #expect(object.relocations.count == object.sections.count)
            }
            return true
        } catch let error as ArchiveError {
            #expect(!error.description.contains("\n"))
        } catch let error as ELFError {
            #expect(!error.description.contains("\n"))
        } catch {
            Issue.record(error)
        }
        return false
    }

    @Test func `mutated libraries are read or refused`() {
        let seed = Fuzz.seed
        let whole = TinyArchive.bytes([("a.o", TinyObject.bytes), ("a_name_of_more_than_16.o", TinyObject.bytes)])
        var read = 0
        let count = Int(Fuzz.count(2000))
        for index in 0..<count {
            var generator = SeededGenerator(state: seed &+ UInt64(index) &* 0x9E37_79B9)
            var bytes = whole
            for _ in 0...generator.below(4) {
                let place = generator.index(below: bytes.count - 4)
                bytes.replaceSubrange(place..<place + 4, with: TinyImage.word(generator.word()))
            }
            if generator.below(8) == 0 { bytes = Array(bytes.prefix(generator.index(below: bytes.count))) }
            if Self.isRead(bytes) { read += 1 }
        }
        print("library fuzz: \(read) of \(count) mutated libraries read, seed \(seed)")
        #expect(read > 0 && read < count)
    }
}
