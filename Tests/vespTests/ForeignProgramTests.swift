import Foundation
import Testing
import TestSupport

/// `vesp exec` on programs written without it in mind: what the same C prints on the host, on every engine.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct ForeignProgramTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let firstSeed = (environment["VESP_SEED"].flatMap { UInt64($0) } ?? 1) &* 1000
    private static let count: UInt64 = environment["VESP_LONG_TESTS"] == nil ? 30 : 150
    private static let optimizations = ["-O0", "-O2", "-Os"]
    private static let engines = ["generated", "interpreted", "reference"]
    private static let csmithHeaders = "-isystem /usr/include/csmith"
    /// Many times what nearly all of the programs need.
    private static let cycleLimit = "500000000"
    /// What counting to 2^32, a second on the host, may need.
    private static let longCycleLimit = "100000000000"

    /// Where a program lies, and which printf it can have there.
    private enum Layout: CaseIterable {
        /// As the repository's own bare programs: the arithmetic in the ROM window.
        case arithmeticInROM
        /// With all of picolibc, which reaches the arithmetic only beside itself.
        case allInFlash

        var script: String {
            self == .arithmeticInROM ? "Sources/Firmware/bare/bare.ld" : "Fixtures/foreign/foreign.ld"
        }

        var printf: String {
            self == .arithmeticInROM ? "Fixtures/foreign/checksum.c" : "Fixtures/foreign/stdout.c"
        }
    }

    @Test func `programs made by csmith`() throws {
        let seeds = (0..<Self.count).map { Self.firstSeed &+ $0 }
        print("csmith: seeds \(Self.firstSeed) to \(seeds.last ?? 0)")
        var skipped: [UInt64] = []
        for (index, seed) in seeds.enumerated() {
            let folder = try Scratch()
            let program = "csmith --seed \(seed), \(Self.optimizations[index % 3])"
            guard let expected = try makeProgram(seed: seed, hasJumps: index % 2 == 1, in: folder) else {
                skipped.append(seed)
                continue
            }
            #expect(expected.hasPrefix("checksum = "), "\(program)")
            let isLinked = try compile(
                "\(folder.path)/program.c",
                flags: "-w \(Self.optimizations[index % 3]) \(Self.csmithHeaders)",
                layout: Layout.allCases[index % 2],
                in: folder
            )
            guard isLinked else {
                skipped.append(seed)
                continue
            }
            try expectOutput(expected, of: program, in: folder)
        }
        print("csmith: \(seeds.count - skipped.count) programs compared, skipped as endless or too large: \(skipped)")
        #expect(skipped.count * 2 < seeds.count)
    }

    @Test(arguments: optimizations)
    func `the C library`(optimization: String) throws {
        let folder = try Scratch()
        let source = "Fixtures/foreign/library.c"
        let host = try Tool.shell(
            "gcc -O1 \(source) -o \(folder.path)/host && \(folder.path)/host",
            in: Tool.packageRoot
        )
        try #require(host.code == 0, "\(host.errors)")
        try #require(try compile(source, flags: optimization, layout: .allInFlash, in: folder))
        try expectOutput(host.output, of: "\(source) \(optimization)", in: folder)
    }

    /// Writes program.c; what it prints on the host, nil if it is still computing after a second.
    ///
    /// Backward jumps make endless loops likelier. Packed members lie where the LX106 cannot load a word.
    /// An integer constant with the suffix L has 64 bits on the host, 32 on the chip, and without it 32 on both.
    private func makeProgram(seed: UInt64, hasJumps: Bool, in folder: Scratch) throws -> String? {
        let options =
            "--no-argc --no-packed-struct --max-funcs 5 --max-block-depth 3 --max-array-dim 2 "
            + "--max-array-len-per-dim 6 \(hasJumps ? "" : "--no-jumps")"
        let made = try Tool.shell(
            #"""
            csmith --seed \#(seed) \#(options) -o random.c &&
            sed -E 's/\b((0x[0-9A-F]+|[0-9]+)U?)L\b/\1/g' random.c >program.c &&
            gcc -w -O1 \#(Self.csmithHeaders) program.c -o host
            """#,
            in: folder.path
        )
        try #require(made.code == 0, "seed \(seed): \(made.errors)")
        let host = try Tool.shell("ulimit -t 1; exec ./host", in: folder.path)
        if host.code == 128 + SIGKILL || host.code == -SIGKILL || host.code == -SIGXCPU { return nil }
        try #require(host.code == 0, "seed \(seed): the host's program ends with \(host.code)")
        return host.output
    }

    /// Links `source` with the start code and the ROM's arithmetic to program.elf; false if DRAM cannot hold its data.
    private func compile(_ source: String, flags: String, layout: Layout, in folder: Scratch) throws -> Bool {
        let library = "/usr/lib/xtensa-lx106-elf", objects = ".build/firmware-obj"
        let arithmetic = [
            "arithmetic", "long_division", "float_add", "float_mul", "double_add", "double_mul", "double_div",
            "conversions",
        ].map { "\(objects)/rom/\($0).o" }
        let inputs = [source, layout.printf, "\(objects)/bare/bare/start.S.o"] + arithmetic
        let line =
            "xtensa-lx106-elf-gcc \(flags) -mtext-section-literals -mlongcalls -ffunction-sections -fdata-sections "
            + "-isystem \(library)/include -nostdlib -Wl,--gc-sections,--no-warn-mismatch,--no-warn-rwx-segments "
            + "-T \(layout.script) \(inputs.joined(separator: " ")) "
            + "-L\(library)/lib -Wl,--start-group -lc -lgcc -Wl,--end-group -o \(folder.path)/program.elf"
        let result = try Tool.shell(line, in: Tool.packageRoot)
        if result.errors.contains("region `dram' overflowed") { return false }
        try #require(result.code == 0, "\(result.errors)")
        return true
    }

    /// What QEMU makes of a program, as a third opinion.
    private static func qemu(_ image: String) throws -> Tool.Result {
        try Tool.shell(
            "timeout 10 qemu-system-xtensa -M sim -cpu lx106 -m 4M -semihosting -nographic -monitor none -serial none "
                + "-kernel \(image)",
            in: Tool.packageRoot
        )
    }

    /// Every engine prints `expected` and reports the same costs; the fastest alone if the program is long.
    private func expectOutput(_ expected: String, of program: String, in folder: Scratch) throws {
        let image = "\(folder.path)/program.elf"
        let isLong = try Tool.run(["exec", image, "--cycle-limit", Self.cycleLimit]).errors.contains("not finished")
        var costs: [String] = []
        for engine in isLong ? ["generated"] : Self.engines {
            let json = "\(folder.path)/\(engine).json"
            let result = try Tool.run([
                "exec", image, "--engine", engine, "--json", json, "--cycle-limit",
                isLong ? Self.longCycleLimit : Self.cycleLimit,
            ])
            #expect(result.code == 0, "\(program), \(engine): \(result.errors)")
            if result.output != expected {
                let qemu = try Self.qemu(image)
                Issue.record("\(program), \(engine): \(result.output)host: \(expected)QEMU: \(qemu.output)")
            }
            costs.append(try String(contentsOfFile: json, encoding: .utf8))
        }
        #expect(costs[0].contains("\"cycles\""))
        #expect(Set(costs).count == 1, "\(program): \(costs)")
    }
}
