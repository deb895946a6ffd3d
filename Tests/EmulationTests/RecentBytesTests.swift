import TestSupport
import Testing

@testable import Emulation

@Suite struct RecentBytesTests {
    @Test func `a text is found wherever it ends, and forgotten on demand`() {
        var bytes = RecentBytes(limit: 3)
        for byte in Array("ab>>>".utf8) { bytes.append(byte) }
        #expect(bytes.ends(with: Array(">>>".utf8)) && bytes.ends(with: Array(">".utf8)))
        #expect(!bytes.ends(with: Array("b>>".utf8)))
        bytes.removeAll()
        #expect(!bytes.ends(with: Array(">".utf8)))
    }

    @Test func `the end of any stream is what it would be with all of it kept`() {
        var generator = SeededGenerator(state: Fuzz.seed)
        for limit in [1, 2, 7, 64] {
            var bytes = RecentBytes(limit: limit)
            var all: [UInt8] = []
            for _ in 0..<1000 {
                let byte = UInt8(generator.below(3))
                bytes.append(byte)
                all.append(byte)
                let text = Array(all.suffix(limit))
                #expect(bytes.ends(with: text) && !bytes.ends(with: text.dropLast() + [byte ^ 7]))
            }
        }
    }
}
