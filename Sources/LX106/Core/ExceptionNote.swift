/// An exception that was raised, whatever became of it.
public struct ExceptionNote: Sendable, Equatable {
    /// EXCCAUSE.
    public let cause: UInt32
    /// Address of the instruction that raised it.
    public let pc: UInt32
    /// EXCVADDR: what was accessed, where the cause has such an address; else an older one.
    public let address: UInt32
    /// When.
    public let at: Cycles
}
