import Testing

@testable import LX106

/// What a new instruction needs in every engine; names the place that was forgotten.
@Suite struct OperationTests {
    /// Left to the interpreter by traces, on purpose.
    private static let interpreted: Set<Operation> = [.rsr, .l32rSlow]
    private static let bookkeeping: Set<Operation> = [.line, .hazard, .continue, .hook, .head, .native, .nop]
    private static let literals: Set<Operation> = [.l32rPlain, .l32rCached]

    /// In the table, but illegal in a running program.
    private static let refused: Set<String> = ["rfdo", "rfdd", "wsr.debugcause", "xsr.debugcause"]

    #if arch(x86_64) && os(Linux)
        @Test func `traces hold every instruction that neither branches nor touches memory`() throws {
            let dram = MemoryRegion(
                name: "DRAM",
                base: 0x3FFE_8000,
                size: 0x1000,
                allowsNarrowAccess: true,
                isWritable: true,
                isExecutable: false
            )
            let state = HostState(codeCapacity: 1 << 20)
            var emitter = try #require(X86Emitter(state: state, cache: nil, dram: dram, mirror: nil))
            let others = Self.bookkeeping.union(Self.literals)
            for operation in Operation.allCases
            where !operation.endsBlock && !operation.isAccess && !others.contains(operation) {
                for sar in [nil, 5] as [UInt32?] {
                    let record = Record(operation: operation, r: 2, s: 3, t: 4, imm: 1)
                    let isEmitted = emitter.emit(record, sar: sar)
                    #expect(isEmitted != Self.interpreted.contains(operation), "X86Emitter.emit: \(operation)")
                }
            }
        }
    #endif

    @Test func `every row of the opcode table decodes to an instruction`() throws {
        for row in try opcodeTable() {
            let forms = decodings(of: row.base)
            let isIllegal = forms.allSatisfy {
                $0.operation == .system && $0.r == SystemOperation.illegal.rawValue
            }
            let isRefused = row.mnemonic.hasPrefix("ill") || Self.refused.contains(row.mnemonic)
            #expect(isIllegal == isRefused, "Decoder: \(row.mnemonic)")
            #expect(forms.allSatisfy { $0.length == (row.isNarrow ? 2 : 3) }, "Decoder: \(row.mnemonic)")
        }
    }

    @Test func `every operation but bookkeeping is the decoding of some row`() throws {
        var seen: Set<Operation> = Self.bookkeeping.union(Self.literals).subtracting([.nop])
        for row in try opcodeTable() { seen.formUnion(decodings(of: row.base).map(\.operation)) }
        let missing = Operation.allCases.filter { !seen.contains($0) }
        #expect(missing.isEmpty, "lx106-opcodes.tsv has no row for \(missing)")
    }

    /// As it stands, and with operands that SLLI by 32 and RFI to level 0 lack.
    private func decodings(of base: UInt32) -> [Instruction] {
        [0, 0x10, 0x200].map { Decoder.decode(base | $0, pc: 0x4010_0000, litbase: 0) }
    }
}
