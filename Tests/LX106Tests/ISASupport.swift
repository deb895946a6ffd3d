import LX106
import Testing

/// The ways the core can execute; every one has to give the same results.
enum ExecutionPath: CaseIterable, Sendable {
    /// Host code generated at the first entry of every block.
    case generated
    /// Whole blocks, interpreted.
    case interpreted
    /// One instruction at a time.
    case reference

    func apply(to core: Core) {
        core.usesReferencePath = self == .reference
        core.compileThreshold = self == .generated ? 1 : .max
    }
}

/// Base encodings of `lx106-opcodes.tsv` by mnemonic.
private let opcodes: [String: UInt32] = {
    let rows = (try? opcodeTable()) ?? []
    return Dictionary(rows.map { ($0.mnemonic, $0.base) }, uniquingKeysWith: { first, _ in first })
}()

/// The encoding of `mnemonic` with the fields r (15:12), s (11:8), t (7:4) and imm8 (23:16) filled in.
func op(_ mnemonic: String, r: UInt32 = 0, s: UInt32 = 0, t: UInt32 = 0, imm8: Int32 = 0) -> UInt32 {
    guard let base = opcodes[mnemonic] else {
        Issue.record("no opcode \(mnemonic) in the table")
        return 0
    }
    return base | r << 12 | s << 8 | t << 4 | (UInt32(bitPattern: imm8) & 0xFF) << 16
}

/// Two's complement of a small number, to write expectations down.
func signed(_ value: Int32) -> UInt32 { UInt32(bitPattern: value) }

/// A small machine whose exception vectors execute SIMCALL, so that running ends at the first exception.
enum Bench {
    /// IRAM.
    static let code: UInt32 = 0x4010_0000
    /// DRAM.
    static let data: UInt32 = 0x3FFE_8000
    static let flash: UInt32 = 0x4020_0000
    static let vectors: UInt32 = 0x4000_0000
    static let simcall: UInt32 = 0x005100

    private static let vectorTable: [UInt8] = (0..<8).flatMap { _ in
        Encoding.bytes(simcall) + [UInt8](repeating: 0, count: 13)
    }

    static func machine(_ path: ExecutionPath, bus: any PeripheralBus = EmptyBus()) -> Machine {
        let machine = Machine(isSmall: true, bus: bus)
        path.apply(to: machine.core)
        machine.load(vectorTable, at: vectors)
        machine.core[special: .ps] = 0
        machine.signals.setDeadline(1_000_000)
        return machine
    }

    /// Executes `words` and a SIMCALL at `address` on every path, and looks at each core after `setUp` and the run.
    static func run(
        _ words: [UInt32],
        at address: UInt32 = code,
        setUp: (Machine) -> Void = { _ in },
        check: (Machine) -> Void
    ) {
        for path in ExecutionPath.allCases {
            let machine = machine(path)
            machine.load((words + [simcall]).flatMap { Encoding.bytes($0) }, at: address)
            machine.core.jump(to: address)
            setUp(machine)
            let reason = machine.core.run()
            #expect(reason == .simcall, "on \(path)")
            check(machine)
        }
    }

    /// The value a2 has after `words`, with a3, a4, a2 and SAR given; the same on every path.
    static func value(_ words: UInt32..., a3: UInt32 = 0, a4: UInt32 = 0, a2: UInt32 = 0, sar: UInt32 = 0) -> UInt32 {
        var results: [UInt32] = []
        run(words) { machine in
            machine.core[register: 2] = a2
            machine.core[register: 3] = a3
            machine.core[register: 4] = a4
            machine.core[special: .sar] = sar
        } check: { machine in
            #expect(machine.core.pc == endOf(words))
            results.append(machine.core[register: 2])
        }
        #expect(Set(results).count == 1, "paths differ: \(results)")
        return results.first ?? 0
    }

    /// `pc` behind the SIMCALL that follows `words` at the start of the code.
    static func endOf(_ words: [UInt32]) -> UInt32 {
        code + UInt32(words.flatMap { Encoding.bytes($0) }.count) + 3
    }

    /// `pc` behind the SIMCALL in the vector at `offset`.
    static func endOf(vector offset: UInt32) -> UInt32 { vectors + offset + 3 }

    static let user: UInt32 = 0x50
    static let kernel: UInt32 = 0x30
    static let double: UInt32 = 0x70
    static let debug: UInt32 = 0x10
    static let nmi: UInt32 = 0x20

    /// Expects `word` to raise IllegalInstruction and change no register.
    static func expectIllegal(_ word: UInt32, _ what: String) {
        run([word]) { machine in
            for register in 0..<16 { machine.core[register: register] = UInt32(register) &* 0x0101_0101 }
        } check: { machine in
            let core = machine.core
            #expect(core.pc == endOf(vector: kernel), "\(what) \(String(word, radix: 16)) executes")
            #expect(core[special: .exccause] == 0 && core[special: .epc1] == code, "\(what)")
            #expect((0..<16).allSatisfy { core[register: $0] == UInt32($0) &* 0x0101_0101 }, "\(what)")
        }
    }
}
