import LX106
import Testing

/// Encodings of options the LX106 was configured without raise IllegalInstruction.
@Suite struct AbsentOptionTests {
    /// Encodings of the Xtensa ISA, fields chosen so that any executed effect would show.
    private static let absent: [(String, UInt32)] = [
        ("CALL4", 0x000015), ("CALL8", 0x000025), ("CALL12", 0x000035), ("CALLX4", 0x0003D0), ("CALLX8", 0x0003E0),
        ("CALLX12", 0x0003F0), ("ENTRY", 0x004136), ("RETW", 0x000090), ("RETW.N", 0xF01D), ("MOVSP", 0x001320),
        ("ROTW", 0x408010), ("RFWO", 0x003400), ("RFWU", 0x003500), ("L32E", 0x090430), ("S32E", 0x490430),
        ("LOOP", 0x028376), ("LOOPNEZ", 0x029376), ("LOOPGTZ", 0x02A376), ("MUL.AA.LL", 0x740034),
        ("MULA.DD.LL", 0x280004), ("UMUL.AA.LL", 0x700034), ("LDINC", 0x900304), ("MIN", 0x432350), ("MAX", 0x532350),
        ("MINU", 0x632350), ("MAXU", 0x732350), ("SEXT", 0x232300), ("CLAMPS", 0x332300), ("MULUH", 0xA22340),
        ("MULSH", 0xB22340), ("QUOU", 0xC22340), ("QUOS", 0xD22340), ("REMU", 0xE22340), ("REMS", 0xF22340),
        ("S32C1I", 0x00E322), ("L32AI", 0x00B322), ("S32RI", 0x00F322), ("LSI", 0x000323), ("SSI", 0x004323),
        ("ADD.S", 0x0A2340), ("MOV.S", 0xFA2300), ("WFR", 0xFA2350), ("ANDB", 0x022340), ("ALL4", 0x009320),
        ("ANY4", 0x008320), ("BF", 0x020376), ("BT", 0x021376), ("MOVF", 0xC32340), ("MOVT", 0xD32340),
        ("RFUE", 0x003100), ("RFME", 0x003020), ("CONST16-like op0 4", 0x012344), ("op0 14", 0x000E),
        ("op0 15", 0xFFFF),
        ("RFI 1", 0x003110), ("RFI 4", 0x003410), ("RFI 0", 0x003010), ("RFI 15", 0x003F10),
    ]

    @Test func `absent options raise IllegalInstruction and change nothing`() {
        for (name, word) in Self.absent { Bench.expectIllegal(word, name) }
    }

    @Test func `cache instructions are absent with the L1 caches`() {
        // LSAI r = 7, t selects: DPFR, DPFW, DPFRO, DPFWO, DHWB, DHWBI, DHI, DII, IPF, IHI, III.
        for t in [0, 1, 2, 3, 4, 5, 6, 7, 12, 14, 15] as [UInt32] {
            Bench.expectIllegal(0x007302 | t << 4, "cache operation \(t)")
        }
    }

    /// RFDO and RFDD are legal in On-Chip Debug mode only, which a probe on JTAG would have to start.
    @Test func `RFDO and RFDD raise IllegalInstruction outside On-Chip Debug mode`() {
        Bench.expectIllegal(op("rfdo"), "rfdo")
        Bench.expectIllegal(op("rfdd"), "rfdd")
    }

    @Test func `barriers and prefetch-free synchronisation change nothing`() {
        for name in ["isync", "rsync", "esync", "dsync", "excw", "memw", "extw", "nop", "nop.n"] {
            Bench.run([op(name)]) { machine in
                for register in 0..<16 { machine.core[register: register] = UInt32(register) &* 7 }
            } check: { machine in
                #expect(machine.core.pc == Bench.endOf([op(name)]), "\(name)")
                #expect((0..<16).allSatisfy { machine.core[register: $0] == UInt32($0) &* 7 }, "\(name)")
                #expect(machine.core.instructions == 2)
            }
        }
    }

    @Test func `RER reads 0 and WER is ignored`() {
        #expect(Bench.value(op("rer", s: 3, t: 2), a3: 0x1000, a2: 5) == 0)
        #expect(Bench.value(op("wer", s: 3, t: 2), a3: 0x1000, a2: 5) == 5)
    }

    @Test func `region attributes are kept per 512 MB and reset to 2`() {
        #expect(Bench.value(op("rdtlb1", s: 3, t: 2), a3: 0x6000_0000) == 0x6000_0002)
        #expect(Bench.value(op("wdtlb", s: 3, t: 4), op("rdtlb1", s: 3, t: 2), a3: 0x6000_0000, a4: 0xF) == 0x6000_000F)
        #expect(Bench.value(op("wdtlb", s: 3, t: 4), op("ritlb1", s: 3, t: 2), a3: 0x6000_0000, a4: 0xF) == 0x6000_0002)
        #expect(Bench.value(op("witlb", s: 3, t: 4), op("ritlb1", s: 3, t: 2), a3: 0x4000_0000, a4: 1) == 0x4000_0001)
    }
}
