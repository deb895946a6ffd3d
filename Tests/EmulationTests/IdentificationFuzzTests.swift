import TestSupport
import Testing

@testable import Emulation
@testable import Inputs

/// Marks and pieces of them in any order: findings or an error of bad input, never a stop of the host.
@Suite struct IdentificationFuzzTests {
    private static let pieces =
        SDKFamily.allMarks + Platform.allMarks + TLSLibrary.allMarks + [
            "(", ")", "(5a875ba)", "2.0.0(5a875ba)", "v3.4-", "\0", "=", "1.2.3", "%s", "\u{FF}", "é", "\n",
        ]

    private static func text(_ generator: inout SeededGenerator) -> [UInt8] {
        (0..<generator.below(40)).flatMap { _ -> [UInt8] in
            let piece = Array(pieces[generator.index(below: pieces.count)].utf8)
            let cut = generator.below(4) == 0 ? generator.index(below: piece.count + 1) : piece.count
            return piece.prefix(cut) + (generator.below(3) == 0 ? [UInt8(truncatingIfNeeded: generator.next())] : [])
        }
    }

    @Test func `any text is survived`() {
        let seed = Fuzz.seed
        let count = Int(Fuzz.count(200))
        var recognised = 0
        for index in 0..<count {
            var generator = SeededGenerator(state: seed &+ UInt64(index) &* 0x9E37_79B9)
            let data = Self.text(&generator)
            let isELF = generator.below(2) == 0
            let bytes =
                isELF
                ? TinyELF.bytes(segments: [(0x4010_0000, [1]), (0x3FFE_8000, data)])
                : TinyImage.bytes([(0x4010_0000, [1]), (0x3FFE_8000, data)])
            do {
                let identity = try Identification.identity(of: bytes, file: "f")
                if identity.sdk != nil { recognised += 1 }
            } catch {
                #expect(error.exitCode == 65, "\(error)")
            }
        }
        print("identification fuzz: \(recognised) of \(count) recognised, seed \(seed)")
        #expect(recognised > 0)
    }
}
