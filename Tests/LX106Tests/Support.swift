import Foundation
import LX106
import TestSupport

/// A bus on which nothing answers.
final class EmptyBus: PeripheralBus {
    func read(_ address: UInt32, width: AccessWidth, now: Cycles) -> UInt32? { nil }
    func write(_ address: UInt32, _ value: UInt32, width: AccessWidth, now: Cycles) -> Bool { false }
}

/// A core with memory and nothing else.
final class Machine {
    static let text: UInt32 = 0x4021_0000
    let regions: [MemoryRegion]
    let signals = CoreSignals()
    let bus: any PeripheralBus
    let cache: LineCache
    let core: Core

    /// With `isSmall`, memories are cut to a few KB, so that thousands of machines can be made.
    init(
        isSmall: Bool = false,
        timing: TimingModel = .lx106,
        bus: any PeripheralBus = EmptyBus(),
        cache: LineCache? = nil
    ) {
        self.bus = bus
        self.cache = cache ?? LineCache(size: 32 * 1024, timing: timing, fillCycles: 168)
        regions = [
            MemoryRegion(
                name: "DRAM",
                base: 0x3FFE_8000,
                size: isSmall ? 0x1000 : 0x18000,
                allowsNarrowAccess: true,
                isWritable: true,
                isExecutable: false
            ),
            MemoryRegion(
                name: "ROM",
                base: 0x4000_0000,
                size: isSmall ? 0x400 : 0x10000,
                allowsNarrowAccess: false,
                isWritable: false,
                isExecutable: true
            ),
            MemoryRegion(
                name: "IRAM",
                base: 0x4010_0000,
                size: isSmall ? 0x1000 : 0x8000,
                allowsNarrowAccess: false,
                isWritable: true,
                isExecutable: true
            ),
            MemoryRegion(
                name: "flash",
                base: 0x4020_0000,
                size: isSmall ? 0x1000 : 0x100000,
                allowsNarrowAccess: false,
                isWritable: false,
                isExecutable: true,
                isCached: true
            ),
        ]
        core = Core(
            regions: regions,
            signals: signals,
            bus: bus,
            timing: timing,
            cache: self.cache,
            generatedCode: 1 << 20
        )
    }

    func load(_ bytes: [UInt8], at address: UInt32) {
        guard let region = regions.first(where: { $0.contains(address, count: UInt32(bytes.count)) }) else { return }
        bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            (region.storage + Int(address - region.base)).copyMemory(from: start, byteCount: source.count)
        }
        core.invalidateCode()
    }

    func bytes(at address: UInt32, count: Int) -> [UInt8] {
        guard let region = regions.first(where: { $0.contains(address, count: UInt32(count)) }) else { return [] }
        return Array(UnsafeRawBufferPointer(start: region.storage + Int(address - region.base), count: count))
    }

    /// Runs `code` at the start of the text until `cycles` have gone.
    func run(_ code: [UInt32], cycles: Cycles, at address: UInt32 = Machine.text) {
        load(code.flatMap { Encoding.bytes($0) }, at: address)
        core.jump(to: address)
        core[special: .ps] = 0
        signals.setDeadline(core.now + cycles)
        _ = core.run()
    }
}

/// Encodings the tests put together: base encodings of `lx106-opcodes.tsv` with operand fields filled in.
enum Encoding {
    /// Bytes of an instruction word; 16-bit forms have op0 of 8 or more.
    static func bytes(_ word: UInt32) -> [UInt8] {
        let count = word & 0xF >= 8 ? 2 : 3
        return (0..<count).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
    }

    /// The fields r (bits 15:12), s (11:8), t (7:4).
    static func rst(_ base: UInt32, _ r: UInt32, _ s: UInt32, _ t: UInt32) -> UInt32 {
        base | r << 12 | s << 8 | t << 4
    }

    /// LSAI: s, t and imm8.
    static func lsai(_ base: UInt32, s: UInt32, t: UInt32, imm8: UInt32) -> UInt32 {
        base | s << 8 | t << 4 | (imm8 & 0xFF) << 16
    }

    /// MOVI t, imm12.
    static func movi(_ t: UInt32, _ value: Int32) -> UInt32 {
        let imm = UInt32(bitPattern: value) & 0xFFF
        return 0x00A002 | t << 4 | (imm >> 8) << 8 | (imm & 0xFF) << 16
    }

    /// L32R t from `target`, executed at `pc`.
    static func l32r(_ t: UInt32, from target: UInt32, at pc: UInt32) -> UInt32 {
        let offset = (target &- ((pc &+ 3) & ~3)) >> 2 & 0xFFFF
        return 0x000001 | t << 4 | offset << 8
    }

    /// J to `target`, executed at `pc`.
    static func j(_ target: UInt32, at pc: UInt32) -> UInt32 { 0x000006 | ((target &- pc &- 4) & 0x3FFFF) << 6 }
}

/// Rows of the opcode table: mnemonic and base encoding.
func opcodeTable() throws -> [(mnemonic: String, base: UInt32, isNarrow: Bool)] {
    let text = try String(contentsOfFile: "\(packageRoot)/Fixtures/opcodes/lx106-opcodes.tsv", encoding: .utf8)
    return text.split(separator: "\n").dropFirst().compactMap { line in
        let columns = line.split(separator: "\t")
        guard columns.count >= 3, let base = UInt32(columns[2], radix: 16) else { return nil }
        return (String(columns[0]), base, columns[1] != "inst")
    }
}
