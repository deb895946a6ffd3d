import LX106
import Testing
import TestSupport

/// Random bytes as code: whatever they are, the host survives, the cycle limit holds, and every engine sees the same.
///
/// `make fuzz-asan` runs this under the address sanitizer, which looks at every access of the interpreter and of the
/// tables around it. What generated code itself reads and writes is not instrumented, nor is the memory it lies in, which
/// comes from `mmap`; there the comparison with the interpreter has to do.
@Suite struct FuzzTests {
    /// What the bytes are made of.
    enum Material: CaseIterable, Sendable {
        /// Any bytes.
        case noise
        /// Rows of the opcode table with random operands.
        case instructions
        /// As `instructions`, with registers that point into the code, so that stores rewrite it.
        case selfModifying
    }

    private static let cyclesPerProgram: Cycles = 3000
    private static let opcodes = (try? opcodeTable()) ?? []

    private static func bytes(_ material: Material, _ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let random = UInt32(truncatingIfNeeded: generator.next())
            guard material != .noise, let row = opcodes.randomElement(using: &generator) else {
                bytes.append(UInt8(truncatingIfNeeded: random))
                continue
            }
            // Operand fields at random: with them some rows become other instructions, or none.
            let isStore = material == .selfModifying && generator.below(4) == 0
            bytes += Encoding.bytes(isStore ? op("s32i") | random & 0x0F_0FF0 : row.base | random & 0xFF_FFF0)
        }
        return Array(bytes.prefix(count))
    }

    private static func registers(_ material: Material, _ generator: inout SeededGenerator) -> [UInt32] {
        let places: [UInt32] = [
            Bench.data, Bench.data + 0xFF8, Bench.code, Bench.code + 0xFFE, Bench.flash + 4, Bench.flash + 0xFFD,
            Bench.vectors + 0x30, WiredBus.base, WiredBus.base + 4, 0, .max,
        ]
        return (0..<16).map { _ in
            if material == .selfModifying && generator.below(2) == 0 { return Bench.code + 4 * generator.below(64) }
            if generator.below(3) == 0 { return UInt32(truncatingIfNeeded: generator.next()) }
            return places[Int(generator.below(UInt32(places.count)))] &+ generator.below(64)
        }
    }

    /// Special registers: the ones that let a program go on are kind to it, the others anything.
    private static func specials(_ generator: inout SeededGenerator) -> [(SpecialRegister, UInt32)] {
        let isWild = generator.below(4) == 0
        let wild = SpecialRegister.allCases.filter { _ in isWild && generator.below(2) == 0 }
        return wild.map { ($0, UInt32(truncatingIfNeeded: generator.next())) } + [
            (.ps, generator.below(64)), (.intenable, generator.below(0x8000)), (.sar, generator.below(64)),
            (.vecbase, generator.below(8) == 0 ? 0x2000_0000 : Bench.vectors),
        ]
    }

    /// A ROM of random bytes; most have handlers that step over the faulting instruction, to get further.
    private static func rom(_ material: Material, _ generator: inout SeededGenerator) -> [UInt8] {
        var rom = bytes(material, 0x400, &generator)
        guard generator.below(4) > 0 else { return rom }
        let handler: [UInt32] = [
            op("wsr.excsave1", t: 2), op("rsr.epc1", t: 2), op("addi", s: 2, t: 2, imm8: 3), op("wsr.epc1", t: 2),
            op("rsr.excsave1", t: 2), op("rfe"),
        ]
        let code = handler.flatMap { Encoding.bytes($0) }
        for vector in [0x30, 0x50] { rom.replaceSubrange(vector..<vector + code.count, with: code) }
        return rom
    }

    private static func program(_ material: Material, _ seed: UInt64) -> PathRun {
        var generator = SeededGenerator(state: seed)
        let starts = [
            Bench.code, Bench.code + 0xFF0, Bench.flash, Bench.flash + 0xFE1, Bench.vectors + 0x100, Bench.data,
            UInt32(truncatingIfNeeded: generator.next()),
        ]
        return PathRun(
            memory: [
                (Bench.code, bytes(material, 0x1000, &generator)), (Bench.flash, bytes(material, 0x1000, &generator)),
                (Bench.vectors, rom(material, &generator)), (Bench.data, bytes(.noise, 64, &generator)),
            ],
            start: starts[min(starts.count - 1, Int(generator.below(16) / 2))] &+ generator.below(16),
            registers: registers(material, &generator),
            specials: specials(&generator),
            events: OutsideEvent.schedule(&generator, count: 4, within: UInt32(cyclesPerProgram)),
            cycles: cyclesPerProgram
        )
    }

    @Test(arguments: Material.allCases)
    func `random code never stops the host and means the same on every path`(_ material: Material) {
        let seed = Fuzz.seed
        let count = Fuzz.count(100)
        print("fuzz \(material): \(count) programs, seed \(seed)")
        var endings: [String: Int] = [:]
        for index in 0..<count {
            let program = Self.program(material, seed &+ index &* 0x9E37_79B9)
            let reference = program.observe(.reference)
            // The longest instruction, a cache line fill and an exception entry may lie behind the limit.
            #expect(reference.now < Self.cyclesPerProgram + 600, "seed \(seed), program \(index)")
            for path in [ExecutionPath.generated, .interpreted] {
                let seen = program.observe(path)
                guard seen == reference else {
                    Issue.record("seed \(seed), program \(index), \(path): \(seen.difference(from: reference))")
                    return
                }
            }
            endings[String(reference.stops.last?.prefix(4) ?? "none"), default: 0] += 1
        }
        // Both ways to end occur: lost where no vector is, or still running at the deadline.
        #expect(endings["dead", default: 0] > 0 && endings["lost", default: 0] > 0, "\(endings)")
    }
}
