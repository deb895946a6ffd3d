/// What a debugger debugs, while it stands still.
public protocol DebugTarget: AnyObject {
    /// The register of that number in `RegisterLayout`; nil where there is none.
    func readRegister(_ number: Int) -> UInt32?
    /// Sets it; false where it cannot be set.
    func writeRegister(_ number: Int, _ value: UInt32) -> Bool
    /// Up to `count` bytes from `address` on, as far as something answers; without side effect.
    func readMemory(at address: UInt32, count: Int) -> [UInt8]
    /// Stores bytes; false where they cannot all be stored.
    func writeMemory(_ bytes: [UInt8], at address: UInt32) -> Bool
    /// What can be read where.
    var memoryMap: [MemoryArea] { get }
    /// Has it stop there from now on; false where it cannot.
    func insert(_ point: Breakpoint) -> Bool
    /// Takes that back.
    func remove(_ point: Breakpoint)
    /// The answer to a `monitor` command.
    func monitor(_ command: String) -> String
    /// Whether it can be run backwards.
    var canReverse: Bool { get }
}

/// How a target is to go on.
public enum Resume: Sendable, Equatable {
    /// Until something stops it.
    case proceed
    /// For one instruction.
    case step
    /// Back to the last thing that would have stopped it.
    case reverse
    /// Back by one instruction.
    case reverseStep
    /// Without the debugger.
    case detach
    /// Not at all.
    case kill
}
