import TestSupport
import Testing

@testable import ESP8266
@testable import Emulation
@testable import Inputs

/// Mutated programs, flash contents and parts: a flash, or an error of bad input, never a stop of the host.
@Suite struct FlashLayoutFuzzTests {
    private static let marks = SDKFamily.allMarks + Platform.allMarks

    private static func address(_ generator: inout SeededGenerator) -> UInt32 {
        let bases: [UInt32] = [
            0x3FFE_8000, 0x4010_0000, 0x4010_7FF0, 0x4010_F000, 0x4020_0000, 0x4020_0010, 0x4020_1010, 0x4020_2010,
            0x4021_0000, 0x4021_0010, 0x4024_0000, 0x402F_FFF0,
        ]
        return generator.below(30) == 0
            ? generator.word() : bases[generator.index(below: bases.count)] &+ 4 * generator.below(5)
    }

    private static func segments(_ generator: inout SeededGenerator) -> [TinyImage.Segment] {
        (0...generator.below(5)).map { _ in
            let mark = Array(marks[generator.index(below: marks.count)].utf8) + [0]
            let rest = (0..<generator.below(300)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            return (address(&generator), generator.below(8) == 0 ? [] : mark + rest)
        }
    }

    private static func file(_ generator: inout SeededGenerator) -> [UInt8] {
        let segments = segments(&generator)
        var bytes: [UInt8]
        switch generator.below(4) {
        case 0, 1: bytes = TinyELF.bytes(segments: segments)
        case 2: bytes = TinyImage.version2(text: TinyImage.noise(Int(generator.below(600))), TinyImage.bytes(segments))
        default:
            bytes = TinyImage.bytes(segments)
            let rest = TinyImage.bytes(Self.segments(&generator))
            if generator.below(2) == 0, bytes.count < 0x1000 {
                bytes = TinyImage.flash(0x3000, [(0, bytes), (0x1000, rest)])
            }
        }
        for _ in 0..<generator.below(2) * generator.below(4) {
            guard !bytes.isEmpty else { break }
            let end = generator.below(3) > 0 ? min(bytes.count, 120) : bytes.count
            bytes[generator.index(below: end)] = UInt8(truncatingIfNeeded: generator.next())
        }
        if generator.below(8) == 0 { bytes.removeLast(generator.index(below: bytes.count)) }
        return bytes
    }

    @Test func `any firmware with any parts makes a flash or one error`() {
        let seed = Fuzz.seed
        let count = Fuzz.count(300)
        var composed = 0, staged = 0
        print("flash layout fuzz: seed \(seed)")
        for index in 0..<count {
            var generator = SeededGenerator(state: seed &+ index &* 0x9E37_79B9)
            let parts = (0..<generator.below(2) * generator.below(3)).map { _ in
                let offset = [0, 0x1000, 0x8000, 0xF_C000, 0x3F_C000, 0xFF_FFFF, Int(generator.below(1 << 24))]
                return FlashLayout.Piece(
                    name: "part",
                    offset: offset[generator.index(below: offset.count)],
                    bytes: generator.below(3) == 0
                        ? Self.file(&generator) : TinyImage.noise(Int(generator.below(0x1800)) + 1)
                )
            }
            let size = generator.below(2) == 0 ? nil : FlashContents.sizes[generator.index(below: 6)]
            do {
                let firmware = try FlashLayoutTests.firmware(Self.file(&generator), parts: parts, size: size)
                composed += 1
                if firmware.secondStage != nil { staged += 1 }
                #expect(FlashContents.sizes.contains(firmware.flash.size), "seed \(seed), case \(index)")
                #expect(firmware.flash.pieces.allSatisfy { $0.offset >= 0 && $0.end <= firmware.flash.size })
            } catch {
                let isOneLine = !error.description.contains("\n")
                #expect(error.exitCode == 65 && isOneLine, "seed \(seed), case \(index): \(error)")
            }
        }
        print("flash layout fuzz: \(composed) of \(count) composed, \(staged) with a boot loader stood in for")
        #expect(composed > 0 && staged > 0)
    }

}
