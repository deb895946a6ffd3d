import Foundation
import LX106
import Testing
import TestSupport

/// The same generated programs under qemu-system-xtensa and here, on every path.
@Suite struct QEMUOracleTests {
    private static let count = 2048
    private static let recordSize = 4 * 20 + Int(RandomProgram.scratchSize)

    /// Everything that is neither privileged nor ends the machine.
    private static func opcodes() throws -> [(mnemonic: String, base: UInt32, isNarrow: Bool)] {
        let privileged: Set<String> = [
            "rfe", "rfde", "simcall", "rsil", "rfi", "waiti", "break", "break.n", "rfdo", "rfdd", "idtlb", "pdtlb",
            "rdtlb0", "rdtlb1", "wdtlb", "iitlb", "pitlb", "ritlb0", "ritlb1", "witlb", "rer", "wer",
        ]
        return try opcodeTable().filter { row in
            if privileged.contains(row.mnemonic) { return false }
            return !row.mnemonic.contains("sr.") || row.mnemonic.hasSuffix(".sar")
        }
    }

    struct Image {
        var code: [UInt8] = []
        var vectors: [UInt8] = []
        var stub: [UInt8] = []
        var programs: [RandomProgram] = []
    }

    /// Saves a0…a15, SAR, EXCCAUSE, EPC1, EXCVADDR and the scratch memory through simcall 4, then goes on.
    private static func handler() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 0x100)
        var tail: [UInt32] = []
        tail.append(0x13D100)
        tail.append(0x03D200)
        for register in UInt32(1)..<16 {
            tail.append(Encoding.lsai(0x006002, s: 0, t: register, imm8: register))
        }
        tail.append(0x03D110)
        tail.append(Encoding.lsai(0x006002, s: 0, t: 1, imm8: 0))
        for (slot, special) in [(16, 0x030310), (17, 0x03E810), (18, 0x03B110), (19, 0x03EE10)] as [(UInt32, UInt32)] {
            tail.append(special)
            tail.append(Encoding.lsai(0x006002, s: 0, t: 1, imm8: slot))
        }
        // write(1, record, 80); write(1, scratch, size)
        tail += [Encoding.movi(2, 4), Encoding.movi(3, 1), 0x200000 | 4 << 12, Encoding.movi(5, 80), 0x005100]
        tail += [0x03D210, Encoding.movi(2, 4), Encoding.movi(3, 1)]
        tail.append(Encoding.lsai(0x002002, s: 1, t: 4, imm8: 20))
        tail += [Encoding.movi(5, Int32(RandomProgram.scratchSize)), 0x005100]
        // Leave exception mode and go to the next program.
        tail += [Encoding.movi(2, 0), 0x03D300, 0x13E620, 0x002010, 0x0000A0]
        bytes += tail.flatMap(Encoding.bytes)
        for vector in [0x30, 0x50, 0x70] {
            let jump = Encoding.bytes(Encoding.j(0x4000_0100, at: 0x4000_0000 + UInt32(vector)))
            bytes.replaceSubrange(vector..<vector + 3, with: jump)
        }
        return bytes
    }

    static func makeImage(seed: UInt64) throws -> Image {
        let table = try opcodes()
        var image = Image()
        image.vectors = handler()
        var address = Machine.text
        // Each program starts with a preamble that sets EXCSAVE2 and EXCSAVE3, behind two literals of its own.
        for index in 0..<count {
            let program = RandomProgram(at: address + 8 + 16, seed: seed &+ UInt64(index), opcodes: table)
            let next = program.start + UInt32(program.bytes.count)
            let nextEntry = index + 1 < count ? next + 8 : next
            image.code += word(RandomProgram.result) + word(nextEntry)
            let preamble = address + 8
            let code: [UInt32] = [
                Encoding.l32r(0, from: address, at: preamble), 0x13D200,
                Encoding.l32r(0, from: address + 4, at: preamble + 6), 0x13D300,
                Encoding.j(program.entry, at: preamble + 12),
            ]
            image.code += code.flatMap(Encoding.bytes) + [0]
            image.code += program.bytes
            image.programs.append(program)
            address = next
        }
        // The end: exit(0).
        image.code += [Encoding.movi(2, 1), Encoding.movi(3, 0), 0x005100].flatMap(Encoding.bytes)
        let first = Machine.text + 8
        image.stub = Encoding.bytes(Encoding.j(0x5000_0008, at: 0x5000_0000)) + [0] + word(first)
        image.stub += [
            Encoding.movi(0, 0), 0x13E600, 0x002010, Encoding.l32r(0, from: 0x5000_0004, at: 0x5000_0011), 0x0000A0,
        ]
        .flatMap(Encoding.bytes)
        return image
    }

    private static func word(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }

    private static func elf(_ image: Image) -> [UInt8] {
        TinyELF.bytes(segments: [
            (0x5000_0000, image.stub), (0x4000_0000, image.vectors), (Machine.text, image.code),
            (RandomProgram.scratch, data),
        ])
    }

    /// Scratch, its pattern, and the result record whose word 20 points back at the scratch.
    private static var data: [UInt8] {
        var bytes = (0..<RandomProgram.scratchSize).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
        bytes += [UInt8](repeating: 0, count: Int(RandomProgram.result - RandomProgram.scratch) - bytes.count + 80)
        return bytes + word(RandomProgram.scratch)
    }

    private static func runQEMU(_ image: Image) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vesp-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "programs.elf")
        try Data(elf(image)).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "qemu-system-xtensa", "-M", "sim", "-cpu", "lx106", "-m", "4M", "-semihosting", "-nographic", "-monitor",
            "none", "-serial", "none", "-kernel", file.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "qemu-system-xtensa failed; is qemu-system-misc installed?")
        return [UInt8](bytes)
    }

    /// The ways the core can execute.
    enum Path: CaseIterable { case generated, interpreted, reference }

    static func runHere(_ image: Image, _ path: Path, timing: TimingModel = .lx106) -> (
        output: [UInt8], now: Cycles, instructions: UInt64, hits: UInt64, misses: UInt64
    ) {
        let machine = Machine(timing: timing)
        machine.core.usesReferencePath = path == .reference
        machine.core.compileThreshold = path == .generated ? 1 : .max
        machine.load(image.vectors, at: 0x4000_0000)
        machine.load(image.code, at: Machine.text)
        machine.load(data, at: RandomProgram.scratch)
        machine.core.jump(to: Machine.text + 8)
        machine.core[special: .ps] = 0
        machine.signals.setDeadline(100_000_000)
        var output: [UInt8] = []
        while machine.core.run() == .simcall {
            guard machine.core[register: 2] == 4 else { break }
            let count = machine.core[register: 5]
            output += machine.bytes(at: machine.core[register: 4], count: Int(count))
            machine.core[register: 2] = count
            machine.core[register: 3] = 0
        }
        let core = machine.core
        return (output, core.now, core.instructions, machine.cache.hits, machine.cache.misses)
    }

    @Test func `random programs end in the same state as under QEMU, on every path`() throws {
        let seed = ProcessInfo.processInfo.environment["VESP_SEED"].flatMap(UInt64.init) ?? 20_260_101
        print("oracle: \(Self.count) programs, seed \(seed)")
        let image = try Self.makeImage(seed: seed)
        let covered = image.programs.reduce(into: Set<String>()) { $0.formUnion($1.used) }
        #expect(try covered == Set(Self.opcodes().map(\.mnemonic)))

        let qemu = try Self.runQEMU(image)
        let fast = Self.runHere(image, .generated)
        let interpreted = Self.runHere(image, .interpreted)
        let reference = Self.runHere(image, .reference)
        #expect(qemu.count == Self.count * Self.recordSize)
        for index in 0..<Self.count {
            let range = index * Self.recordSize..<(index + 1) * Self.recordSize
            guard range.upperBound <= min(qemu.count, fast.output.count, reference.output.count) else {
                Issue.record("seed \(seed): program \(index) left no record")
                return
            }
            let expected = Self.normalized(qemu[range])
            let seen = Self.normalized(fast.output[range])
            #expect(seen == expected, "seed \(seed), program \(index): \(Self.difference(seen, expected))")
            if seen != expected {
                print("program: " + image.programs[index].bytes.map { String($0, radix: 16) }.joined(separator: " "))
                return
            }
            #expect(fast.output[range] == reference.output[range], "seed \(seed), program \(index): paths differ")
        }
        #expect(interpreted.output == reference.output)
        for run in [fast, interpreted] {
            #expect(run.now == reference.now)
            #expect(run.instructions == reference.instructions)
            #expect(run.hits == reference.hits)
            #expect(run.misses == reference.misses)
        }
    }

    /// The words in which two records differ: a0…a15, SAR, EXCCAUSE, EPC1, EXCVADDR, scratch memory.
    private static func difference(_ seen: [UInt8], _ expected: [UInt8]) -> String {
        func word(_ bytes: [UInt8], _ index: Int) -> String {
            bytes[4 * index..<4 * index + 4].reversed().map { String($0, radix: 16) }.joined(separator: ".")
        }
        let names = (0..<16).map { "a\($0)" } + ["SAR", "EXCCAUSE", "EPC1", "EXCVADDR"]
        return (0..<seen.count / 4).filter { word(seen, $0) != word(expected, $0) }.map {
            "\($0 < names.count ? names[$0] : "memory \($0 - names.count)") is \(word(seen, $0)), QEMU \(word(expected, $0))"
        }.joined(separator: "; ")
    }

    /// EXCVADDR (word 19) means something only after a memory exception: cause 9 here.
    private static func normalized(_ record: ArraySlice<UInt8>) -> [UInt8] {
        var bytes = Array(record)
        if bytes[17 * 4] != 9 { bytes.replaceSubrange(19 * 4..<20 * 4, with: [0, 0, 0, 0]) }
        return bytes
    }
}
