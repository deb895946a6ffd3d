import ESP8266
import Foundation
import LX106
import Testing

@testable import Emulation

/// Mutated programs, loaded and run as `vesp exec` does: they exit, are lost or reach the cycle limit.
@Suite struct ExecFuzzTests {
    private static let cycleLimit: Cycles = 20_000
    private static let seed = setting("VESP_SEED") ?? 1
    private static let rounds = max(1, setting("VESP_FUZZ_ROUNDS") ?? 1)

    private static func setting(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    /// SplitMix64, so that a failing case can be made again from its seed.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }

        mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }
    }

    /// How a run ended, and all it cost and wrote.
    private struct Result: Equatable {
        var ending: Exec.Ending
        var record: Exec.Record
        var written: [UInt8]
    }

    /// An executable of one segment at the start of IRAM.
    private static func program(_ code: [UInt8]) -> [UInt8] {
        func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        let address = 0x4010_0000
        var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1] + .init(repeating: 0, count: 9)
        bytes += [2, 0, 94, 0] + word(1) + word(address) + word(52) + word(0) + word(0)
        bytes += [52, 0, 32, 0, 1, 0, 0, 0, 0, 0, 0, 0]
        bytes += [1, 84, address, address, code.count, code.count, 7, 4].flatMap(word)
        return bytes + code
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
        for index in 0..<40 * Self.rounds {
            var generator = Generator(state: Self.seed &+ index &* 0x9E37_79B9)
            var code: [UInt8] = []
            while code.count < 256 {
                switch generator.below(4) {
                // MOVI a2…a5 with a small number, so that simcalls get sensible arguments.
                case 0: code += [UInt8(0x22 + 0x10 * generator.below(4)), 0xA0, UInt8(generator.below(6))]
                case 1: code += simcall
                default: code += (0..<3).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
                }
            }
            #expect(Self.check(Self.program(code), index))
        }
    }

    @Test func `a mutated self-test ends`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: ".build/firmware/selftest.elf")
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        let original = [UInt8](try Data(contentsOf: file))
        var loaded = 0
        let count = 20 * Self.rounds
        for index in 0..<count {
            var generator = Generator(state: Self.seed &+ index &* 0x9E37_79B9)
            var bytes = original
            // The headers now and then, else code and data.
            for _ in 0...generator.below(40) {
                let end = generator.below(40) == 0 ? 200 : bytes.count
                bytes[generator.below(end)] = UInt8(truncatingIfNeeded: generator.next())
            }
            if Self.check(bytes, index) { loaded += 1 }
        }
        #expect(loaded > 0)
    }
}
