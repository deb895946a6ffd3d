/// The registers of the running program, as a debugger shows them.
public struct ProgramState: Sendable, Equatable {
    /// Address of the next instruction.
    public var pc: UInt32
    /// a0…a15.
    public var registers: [UInt32]
    /// Shift amount.
    public var sar: UInt32
    /// Processor state.
    public var ps: UInt32
}

extension Core {
    /// The registers of the program; while a handler runs, those that the outermost one interrupted.
    public var programState: ProgramState {
        guard isInHandler, interrupted.count == 17 else {
            return ProgramState(pc: pc, registers: (0..<16).map { a[$0] }, sar: a[16], ps: special.ps)
        }
        return ProgramState(
            pc: callStack(limit: 1).first ?? pc,
            registers: Array(interrupted.prefix(16)),
            sar: interrupted[16],
            ps: interruptedPS
        )
    }

    /// Keeps the registers for `programState`; call before a handler changes PS.
    func rememberProgram() {
        if interrupted.isEmpty { interrupted = Array(repeating: 0, count: 17) }
        for index in 0..<17 { interrupted[index] = a[index] }
        interruptedPS = special.ps
    }
}
