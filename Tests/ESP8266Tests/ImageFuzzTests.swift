import TestSupport
import Testing

@testable import ESP8266

/// Random and mutated files as images and flash contents: what they are, or an error, never a stop of the host.
@Suite struct ImageFuzzTests {
    /// A flash with something of everything.
    private static let original: [UInt8] = {
        let application = TinyImage.version2(text: TinyImage.noise(0x200))
        let pointers = (0..<8).flatMap { TinyImage.word(0x4020_6000 + 4 * $0) }
        return TinyImage.flash(
            0x40000,
            [
                (0, TinyImage.bytes([(0x4010_0000, pointers), (0x3FFE_8000, [1, 2, 3])], sizeAndClock: 0x10)),
                (0x1000, [0xE1, 1, 0, 0, 0, 2, 0, 0] + TinyImage.word(0x2000) + TinyImage.word(0x4000)),
                (0x2000, application), (0x4000, TinyImage.bytes()), (0x6000, TinyImage.noise()),
                (0x8000, [0xAA, 0x50, 0, 0] + TinyImage.word(0x2000) + TinyImage.word(0x1000) + Array("factory".utf8)),
                (0x10000, TinyImage.word(1) + TinyImage.word(0) + Array("littlefs".utf8)),
                (0x3C000, [5, 8, 4, 2]), (0x3F000, TinyImage.word(0) + TinyImage.word(0x55AA_55AA)),
            ]
        )
    }()

    private static let places = [0, 8, 16, 0x1000, 0x2000, 0x2210, 0x4000, 0x8000, 0x10000, 0x3C000, 0x3F000]

    private static func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = original
        for _ in 0...generator.below(6) {
            let place = places[generator.index(below: places.count)] + Int(generator.below(40))
            let word = TinyImage.word(generator.word()).prefix(1 << Int(generator.below(3)))
            bytes.replaceSubrange(place..<place + word.count, with: word)
        }
        // Another boot loader's layout.
        if generator.below(4) == 0 {
            let image = generator.below(2) == 0 ? TinyImage.bytes() : TinyImage.version2(text: [1, 2, 3, 4])
            bytes.replaceSubrange(0x1000..<0x1000 + image.count, with: image)
        }
        if generator.below(8) == 0 { bytes = Array(bytes.prefix(Int(generator.below(UInt32(bytes.count))))) }
        return bytes
    }

    private static func isRead(_ bytes: [UInt8]) -> Bool {
        do {
            let dump = try FlashDump(bytes: bytes)
            let end = dump.parts.reduce(0) { $1.offset == $0 && $1.size > 0 ? $1.offset + $1.size : -1 }
            #expect(end == bytes.count, "the parts do not cover the file")
            return true
        } catch {
            #expect(!error.description.isEmpty && !error.description.contains("\n"))
            return false
        }
    }

    @Test func `random bytes are no flash`() {
        let seed = Fuzz.seed
        print("image fuzz: seed \(seed)")
        for index in 0..<Fuzz.count(300) {
            var generator = SeededGenerator(state: seed &+ index &* 0x9E37_79B9)
            var bytes = (0..<generator.below(400)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            // Most get past the magic, the count of segments and the entry.
            if generator.below(4) > 0 && bytes.count > 16 {
                let magic: UInt8 = generator.below(2) == 0 ? 0xE9 : 0xEA
                let count = UInt8(1 + generator.below(3))
                bytes.replaceSubrange(0..<8, with: [magic, count, 0, 0] + TinyImage.word(0x4010_0000))
                bytes.replaceSubrange(12..<16, with: TinyImage.word(generator.below(64)))
            }
            _ = Self.isRead(bytes)
        }
    }

    @Test func `a mutated flash is read or refused`() {
        let seed = Fuzz.seed
        let count = Int(Fuzz.count(60))
        var read = 0
        for index in 0..<count {
            var generator = SeededGenerator(state: seed &+ UInt64(index) &* 0x9E37_79B9)
            if Self.isRead(Self.mutated(&generator)) { read += 1 }
        }
        print("image fuzz: \(read) of \(count) mutated flash contents read, seed \(seed)")
        #expect(read > 0 && read < count)
    }
}
