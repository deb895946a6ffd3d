import Foundation
import Testing
import TestSupport

@testable import ESP8266

/// Random and mutated files as ELF images: an image or an `ELFError`, never a stop of the host.
@Suite struct ELFFuzzTests {
    /// A linked program if the firmware has been built, else a minimal one.
    private static let original: [UInt8] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let program = try? Data(contentsOf: root.appending(path: ".build/firmware/selftest.elf"))
        return program.map { [UInt8]($0) } ?? ELFImageTests.minimal()
    }()

    private static func put(_ value: UInt32, _ count: Int, at offset: Int, in bytes: inout [UInt8]) {
        for index in 0..<count where offset + index < bytes.count {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index)))
        }
    }

    private static func word(at offset: Int, in bytes: [UInt8]) -> Int {
        (0..<4).reduce(0) { $0 | Int(offset + $1 < bytes.count ? bytes[offset + $1] : 0) << (8 * $1) }
    }

    /// `original` with a few words changed, mostly in the tables, and sometimes cut short.
    private static func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = original
        let sections = word(at: 32, in: original)
        for _ in 0...generator.below(6) {
            let start: Int
            switch generator.below(8) {
            case 0...2: start = 16 + Int(generator.below(36))
            case 3...5: start = 52 + Int(generator.below(160))
            case 6: start = sections + Int(generator.below(40 * 16))
            default: start = Int(generator.below(UInt32(bytes.count)))
            }
            put(generator.word(), 1 << Int(generator.below(3)), at: start, in: &bytes)
        }
        if generator.below(8) == 0 { bytes = Array(bytes.prefix(Int(generator.below(UInt32(bytes.count))))) }
        return bytes
    }

    private static func load(_ bytes: [UInt8]) -> Bool {
        guard let image = try? ELFImage(bytes: bytes) else { return false }
        _ = image.function(containing: image.entry)
        _ = image.symbol(named: "main")
        _ = FlashImage(program: image, flash: FlashHeader(mode: .dio, megahertz: 40, flashBytes: 4 << 20)).bytes
        let memory = MemoryMap()
        for segment in image.segments { _ = memory.load(segment) }
        return true
    }

    @Test func `random bytes are no program`() {
        let seed = Fuzz.seed
        print("ELF fuzz: seed \(seed)")
        for index in 0..<Fuzz.count(300) {
            var generator = SeededGenerator(state: seed &+ index &* 0x9E37_79B9)
            var bytes = (0..<generator.below(400)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            // Most get past the identification and the machine.
            if generator.below(4) > 0 && bytes.count > 52 {
                bytes.replaceSubrange(0..<20, with: ELFImageTests.minimal().prefix(20))
                Self.put(generator.below(64), 4, at: 28, in: &bytes)
                Self.put(generator.below(64), 4, at: 32, in: &bytes)
            }
            _ = Self.load(bytes)
        }
    }

    @Test func `a mutated program is loaded or refused`() {
        let seed = Fuzz.seed
        var loaded = 0
        let count = Int(Fuzz.count(60))
        for index in 0..<count {
            var generator = SeededGenerator(state: seed &+ UInt64(index) &* 0x9E37_79B9)
            if Self.load(Self.mutated(&generator)) { loaded += 1 }
        }
        print("ELF fuzz: \(loaded) of \(count) mutated programs loaded, seed \(seed)")
        #expect(loaded > 0 && loaded < count)
    }
}
