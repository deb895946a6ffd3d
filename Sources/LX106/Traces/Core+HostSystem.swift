/// System instructions of generated code: a call of the core, and the trace goes on while nothing may interrupt.
extension Core {
    /// Called by generated code: the core, the number of the instruction's record, the cycles since generated code was
    /// entered, the instruction's own included; gives whether the trace must be left behind it.
    typealias HostSystem = @convention(c) (UnsafeMutableRawPointer, UInt32, UInt64) -> UInt32

    static let hostSystem: HostSystem = { core, number, elapsed in
        Unmanaged<Core>.fromOpaque(core)._withUnsafeGuaranteedRef { core in
            let record = core.code.records[Int(number)]
            core.now = core.cycles &+ elapsed
            if record.operation == .rsr {
                core.readRegister(record, now: core.now)
                return 0
            }
            core.executeSystem(record, next: record.pc &+ 3)
            return core.mayBeInterrupted ? 1 : 0
        }
    }

    /// Whether an interrupt is to be taken before the next instruction, or a signal to be looked at.
    private var mayBeInterrupted: Bool {
        signals.changed || special.latched & Interrupts.nmi != 0
            || pendingInterrupts & special.intenable & Interrupts.level1 != 0 && special.currentLevel < 1
    }
}

extension Record {
    /// Whether generated code does this system instruction without leaving: it changes nothing but registers and what may
    /// interrupt at once.
    var isSystemInTraces: Bool {
        guard operation == .system else { return false }
        switch SystemOperation(rawValue: r) {
        case .rsil: return true
        case .wsr: return SpecialRegister(rawValue: UInt8(truncatingIfNeeded: imm))?.isWrittenInTraces ?? false
        default: return false
        }
    }
}

extension SpecialRegister {
    fileprivate var isWrittenInTraces: Bool {
        switch self {
        case .ps, .intenable, .intclear, .epc1, .epc2, .epc3, .excsave1, .excsave2, .excsave3: true
        default: false
        }
    }
}
