import ESP8266
import Foundation
import LX106
import Testing
import TestSupport

@testable import Emulation

/// Mutated programs, loaded and run as `vesp exec` does: they exit, are lost or reach the cycle limit.
@Suite struct ExecFuzzTests {
    private static let cycleLimit: Cycles = 20_000
    private static let seed = Fuzz.seed

    /// How a run ended, and all it cost and wrote.
    private struct Result: Equatable {
        var ending: Exec.Ending
        var record: Exec.Record
        var written: [UInt8]
    }

    private static func run(_ bytes: [UInt8], _ engine: Engine) -> Result? {
        var written: [UInt8] = []
        let streams = Exec.Streams(
            read: { descriptor, count in descriptor == 0 ? .init(repeating: 0x5A, count: min(count, 100)) : nil },
            write: { descriptor, bytes in
                guard descriptor == 1 || descriptor == 2 else { return .refused(errno: 9) }
                written += bytes.prefix(64)
                return .taken(bytes.count)
            }
        )
        var settings = Exec.Settings()
        settings.engine = engine
        guard let image = try? ELFImage(bytes: bytes),
            let exec = try? Exec(image: image, streams: streams, settings: settings)
        else { return nil }
        let ending = exec.run(limits: Exec.Limits(cycles: cycleLimit))
        return Result(ending: ending, record: exec.record(ending), written: written)
    }

    /// Runs `bytes` on every engine; whether they were a program.
    private static func check(_ bytes: [UInt8], _ index: UInt64) -> Bool {
        let reference = run(bytes, .reference)
        for engine in [Engine.generated, .interpreted] {
            #expect(run(bytes, engine) == reference, "seed \(seed), program \(index), \(engine)")
        }
        // One cache line fill and an exception entry may lie behind the limit.
        #expect(reference.map { $0.record.cycles < cycleLimit + 600 } ?? true, "seed \(seed), program \(index)")
        return reference != nil
    }

    @Test func `random code in a program ends`() {
        let simcall: [UInt8] = [0x00, 0x51, 0x00]
        print("exec fuzz: seed \(Self.seed)")
        for index in 0..<Fuzz.count(40) {
            var generator = SeededGenerator(state: Self.seed &+ index &* 0x9E37_79B9)
            var code: [UInt8] = []
            while code.count < 256 {
                switch generator.below(4) {
                // MOVI a2…a5 with a small number, so that simcalls get sensible arguments.
                case 0: code += [UInt8(0x22 + 0x10 * generator.below(4)), 0xA0, UInt8(generator.below(6))]
                case 1: code += simcall
                default: code += (0..<3).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
                }
            }
            #expect(Self.check(TinyELF.bytes(code: code), index))
        }
    }

    private static let selfTest = "\(packageRoot)/.build/firmware/selftest.elf"

    @Test(.enabled(if: FileManager.default.fileExists(atPath: selfTest), "needs make firmware"))
    func `a mutated self-test ends`() throws {
        let original = [UInt8](try Data(contentsOf: URL(filePath: Self.selfTest)))
        var loaded = 0
        let count = Fuzz.count(20)
        for index in 0..<count {
            var generator = SeededGenerator(state: Self.seed &+ index &* 0x9E37_79B9)
            var bytes = original
            // The headers now and then, else code and data.
            for _ in 0...generator.below(40) {
                let end = generator.below(40) == 0 ? 200 : bytes.count
                bytes[generator.index(below: end)] = UInt8(truncatingIfNeeded: generator.next())
            }
            if Self.check(bytes, index) { loaded += 1 }
        }
        #expect(loaded > 0)
    }
}
