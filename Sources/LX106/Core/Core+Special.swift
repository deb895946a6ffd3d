extension Core {
    /// A special register, read without side effect and written as WSR would.
    public subscript(special register: SpecialRegister) -> UInt32 {
        get { readSpecial(register, now: now) }
        set { writeSpecial(register, newValue) }
    }

    func readSpecial(_ register: SpecialRegister, now: Cycles) -> UInt32 {
        switch register {
        case .sar: a[16]
        case .litbase: special.litbase
        case .mmid: special.mmid
        case .ibreakenable: special.ibreakenable
        case .ddr: special.ddr
        case .ibreaka0: special.ibreaka0
        case .dbreaka0: special.dbreaka0
        case .dbreakc0: special.dbreakc0
        case .configid0: 0xC28C_DAFA
        case .configid1: 0x1082_B6F6
        case .epc1: special.epc[0]
        case .epc2: special.epc[1]
        case .epc3: special.epc[2]
        case .depc: special.depc
        case .eps2: special.eps[1]
        case .eps3: special.eps[2]
        case .excsave1: special.excsave[0]
        case .excsave2: special.excsave[1]
        case .excsave3: special.excsave[2]
        case .interrupt: pendingInterrupts
        case .intclear: 0
        case .intenable: special.intenable
        case .ps: special.ps
        case .vecbase: special.vecbase
        case .exccause: special.exccause
        case .debugcause: special.debugcause
        case .ccount: UInt32(truncatingIfNeeded: now &- special.ccountBase)
        case .prid: 0
        case .icount: special.icount
        case .icountlevel: special.icountlevel
        case .excvaddr: special.excvaddr
        case .ccompare0: special.ccompare
        }
    }

    func writeSpecial(_ register: SpecialRegister, _ value: UInt32) {
        switch register {
        case .sar: a[16] = value & 0x3F
        case .litbase:
            special.litbase = value & 0xFFFF_F001
            code.litbase = special.litbase
            code.flush()
        case .mmid: special.mmid = value
        case .ibreakenable: special.ibreakenable = value & 1
        case .ddr: special.ddr = value
        case .ibreaka0: special.ibreaka0 = value
        case .dbreaka0: special.dbreaka0 = value
        case .dbreakc0: special.dbreakc0 = value & 0xC000_003F
        case .configid0, .configid1, .prid: break
        case .epc1: special.epc[0] = value
        case .epc2: special.epc[1] = value
        case .epc3: special.epc[2] = value
        case .depc: special.depc = value
        case .eps2: special.eps[1] = value & PS.writable
        case .eps3: special.eps[2] = value & PS.writable
        case .excsave1: special.excsave[0] = value
        case .excsave2: special.excsave[1] = value
        case .excsave3: special.excsave[2] = value
        case .interrupt: special.latched |= value & Interrupts.software
        case .intclear: special.latched &= ~(value & (Interrupts.software | Interrupts.edge))
        case .intenable: special.intenable = value & (Interrupts.level1 | Interrupts.nmi)
        case .ps: special.ps = value & PS.writable
        case .vecbase: special.vecbase = value & 0xFFFF_FF00
        case .exccause: special.exccause = value & 0x3F
        case .debugcause: special.debugcause = value & 0x3F
        case .ccount:
            special.ccountBase = now &- Cycles(value)
            scheduleTimer()
        case .icount: special.icount = value
        case .icountlevel: special.icountlevel = value & 0xF
        case .excvaddr: special.excvaddr = value
        case .ccompare0:
            special.ccompare = value
            special.latched &= ~Interrupts.timer
            scheduleTimer()
        }
    }

    /// Executes the system instruction in `record`; `pc` is where to go on. `now` is past the instruction.
    func executeSystem(_ record: Record, next: UInt32) {
        guard let operation = SystemOperation(rawValue: record.r) else { return }
        pc = next
        switch operation {
        case .illegal: raise(.illegalInstruction, at: record.pc)
        case .fetchProhibited: raise(.fetchProhibited, at: record.pc, virtualAddress: record.pc)
        case .syscall: raise(.syscall, at: record.pc)
        case .simcall: stop = .simcall
        case .break: _ = raiseDebug(DebugCause.break, at: record.pc)
        case .breakNarrow: _ = raiseDebug(DebugCause.breakNarrow, at: record.pc)
        case .rfe:
            special.ps &= ~PS.excm
            pc = special.epc[0]
            popHandler()
        case .rfde:
            pc = special.depc
            popHandler()
        case .rfi:
            let level = Int(record.s) - 1
            pc = special.epc[level]
            special.ps = special.eps[level]
            popHandler()
        case .rsil:
            a[Int(record.t)] = special.ps
            special.ps = special.ps & ~PS.intlevel | UInt32(record.s)
        case .waiti:
            special.ps = special.ps & ~PS.intlevel | UInt32(record.s)
            isWaiting = true
        case .wsr: writeRegister(record)
        case .xsr: exchangeRegister(record)
        case .rer: a[Int(record.t)] = 0
        case .wer: break
        default: executeTLB(operation, record)
        }
    }

    /// RSR in `record`, behind which it is cycle `now`.
    func readRegister(_ record: Record, now: Cycles) {
        let register = SpecialRegister(rawValue: UInt8(truncatingIfNeeded: record.imm)) ?? .sar
        a[Int(record.t)] = readSpecial(register, now: now)
    }

    private func writeRegister(_ record: Record) {
        guard let register = SpecialRegister(rawValue: UInt8(truncatingIfNeeded: record.imm)) else { return }
        writeSpecial(register, a[Int(record.t)])
    }

    private func exchangeRegister(_ record: Record) {
        guard let register = SpecialRegister(rawValue: UInt8(truncatingIfNeeded: record.imm)) else { return }
        let old = readSpecial(register, now: now)
        writeSpecial(register, a[Int(record.t)])
        a[Int(record.t)] = old
    }

    /// The region-protection TLB: identity map, one attribute per 512 MB. Attributes are kept, not enforced.
    private func executeTLB(_ operation: SystemOperation, _ record: Record) {
        let address = a[Int(record.s)]
        let region = address >> 29
        let isData = Int(record.imm & 1)
        switch operation {
        case .readTLB0, .probeTLB: a[Int(record.t)] = address & 0xE000_0000 | (operation == .probeTLB ? 1 : 0)
        case .readTLB1:
            a[Int(record.t)] = address & 0xE000_0000 | (special.tlbAttributes[isData] >> (region * 4) & 0xF)
        case .writeInstructionTLB: setAttribute(of: region, tlb: 0, to: a[Int(record.t)])
        case .writeDataTLB: setAttribute(of: region, tlb: 1, to: a[Int(record.t)])
        default: break
        }
    }

    private func setAttribute(of region: UInt32, tlb: Int, to value: UInt32) {
        let shift = region * 4
        special.tlbAttributes[tlb] = special.tlbAttributes[tlb] & ~(0xF << shift) | (value & 0xF) << shift
    }
}
