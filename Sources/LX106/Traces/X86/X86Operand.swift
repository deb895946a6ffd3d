/// The 64-bit general-purpose registers, numbered as the machine encodes them.
enum X86Register: UInt8 {
    case rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15
}

/// Where a 32-bit operand lives: in a register or at a displacement from RBP.
enum X86Operand: Equatable {
    case register(X86Register)
    case slot(Int32)
}

/// The condition codes of Jcc and CMOVcc.
enum X86Condition: UInt8 {
    case overflow, noOverflow, below, aboveOrEqual, equal, notEqual, belowOrEqual, above
    case sign, noSign, parity, noParity, less, greaterOrEqual, lessOrEqual, greater

    var inverted: X86Condition { X86Condition(rawValue: rawValue ^ 1) ?? self }
}

/// Two-operand arithmetic; the raw value is the `/digit` of the immediate form and selects the opcode row.
enum X86Arithmetic: UInt8 {
    case add = 0, or = 1, and = 4, sub = 5, xor = 6, cmp = 7
}

/// Shifts by an immediate; the raw value is the `/digit`.
enum X86Shift: UInt8 {
    case ror = 1, shl = 4, shr = 5, sar = 7
}
