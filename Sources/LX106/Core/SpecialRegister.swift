/// The special registers of the LX106, by their number in RSR/WSR/XSR (core-isa.h of the ESP8266 SDKs).
public enum SpecialRegister: UInt8, Sendable, CaseIterable {
    /// Shift amount, 6 bits.
    case sar = 3
    /// Literal base of extended L32R; bit 0 enables it.
    case litbase = 5
    /// Memory map id, write-only.
    case mmid = 89
    /// Enables IBREAKA0.
    case ibreakenable = 96
    /// Debug data register.
    case ddr = 104
    /// Instruction breakpoint address.
    case ibreaka0 = 128
    /// Data breakpoint address.
    case dbreaka0 = 144
    /// Data breakpoint control: bit 31 stores, bit 30 loads, bits 5:0 address mask.
    case dbreakc0 = 160
    /// Configuration id, high half.
    case configid0 = 176
    /// Program counter saved by exceptions and level-1 interrupts.
    case epc1 = 177
    /// Program counter saved by debug exceptions.
    case epc2 = 178
    /// Program counter saved by the NMI.
    case epc3 = 179
    /// Program counter saved by double exceptions.
    case depc = 192
    /// PS saved by debug exceptions.
    case eps2 = 194
    /// PS saved by the NMI.
    case eps3 = 195
    /// Configuration id, low half.
    case configid1 = 208
    /// Scratch for the level-1 handler.
    case excsave1 = 209
    /// Scratch for the debug handler.
    case excsave2 = 210
    /// Scratch for the NMI handler.
    case excsave3 = 211
    /// INTERRUPT when read, INTSET when written.
    case interrupt = 226
    /// INTCLEAR, write-only.
    case intclear = 227
    /// Interrupt enable mask.
    case intenable = 228
    /// Processor state: INTLEVEL 3:0, EXCM 4, UM 5.
    case ps = 230
    /// Base of the exception vectors.
    case vecbase = 231
    /// Cause of the last exception.
    case exccause = 232
    /// Cause of the last debug exception.
    case debugcause = 233
    /// Cycle counter, 32 bits of CPU clock.
    case ccount = 234
    /// Processor id, read-only.
    case prid = 235
    /// Instruction counter for single stepping.
    case icount = 236
    /// Level below which ICOUNT counts.
    case icountlevel = 237
    /// Address of the access that raised the last exception.
    case excvaddr = 238
    /// CCOUNT value that raises interrupt 6.
    case ccompare0 = 240

    /// Whether RSR may name it.
    var isReadable: Bool { self != .mmid && self != .intclear }

    /// Whether WSR may name it: not DEBUGCAUSE, which only debug exceptions set. CONFIGID0 may be named, though the write
    /// has no effect.
    var isWritable: Bool {
        switch self {
        case .configid1, .debugcause, .prid: false
        default: true
        }
    }

    /// Whether XSR may name it.
    var isExchangeable: Bool { isReadable && isWritable && self != .interrupt && self != .configid0 }
}

/// EXCCAUSE values the LX106 raises (corebits.h).
public enum ExceptionCause: UInt32, Sendable {
    /// ILL, ILL.N, or an encoding of an absent option.
    case illegalInstruction = 0
    /// SYSCALL.
    case syscall = 1
    /// Narrow access to 32-bit-only memory, or a store to read-only memory.
    case loadStoreError = 3
    /// A level-1 interrupt.
    case level1Interrupt = 4
    /// A load or store that is not naturally aligned.
    case unaligned = 9
    /// A fetch from an address without executable memory.
    case fetchProhibited = 20
    /// A load from an address where nothing answers.
    case loadProhibited = 28
    /// A store to an address where nothing answers.
    case storeProhibited = 29
}

/// Bits of PS that exist on the LX106.
enum PS {
    static let intlevel: UInt32 = 0xF
    static let excm: UInt32 = 1 << 4
    static let um: UInt32 = 1 << 5
    static let writable: UInt32 = intlevel | excm | um
}

/// Bits of DEBUGCAUSE.
enum DebugCause {
    static let icount: UInt32 = 1 << 0
    static let ibreak: UInt32 = 1 << 1
    static let dbreak: UInt32 = 1 << 2
    static let `break`: UInt32 = 1 << 3
    static let breakNarrow: UInt32 = 1 << 4
}
