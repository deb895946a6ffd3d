/// The wires between the core and the chip around it.
///
/// Devices may touch these at any time, also from inside a bus access made by the running core.
public final class CoreSignals {
    /// Level of each interrupt line, bit n = interrupt n (level-type inputs).
    public private(set) var lines: UInt32 = 0
    /// Latched edges not yet taken over into INTERRUPT by the core.
    var edges: UInt32 = 0
    /// The core stops before its next instruction once the cycle counter reaches this value.
    public private(set) var deadline: Cycles = .max
    /// Set by a device that needs the board's attention (reset request); the core stops after the access.
    public private(set) var stopRequested = false
    /// Tells the core, mid-slice, that something above changed.
    var changed = false

    /// Makes quiet wires.
    public init() {}

    /// Drives level-type interrupt `number` (0…14).
    public func setLine(_ number: Int, high: Bool) {
        let bit = UInt32(1) << UInt32(number & 31)
        let new = high ? lines | bit : lines & ~bit
        guard new != lines else { return }
        lines = new
        changed = true
    }

    /// Delivers one edge on edge-type or NMI interrupt `number` (0…14).
    public func pulse(_ number: Int) {
        edges |= UInt32(1) << UInt32(number & 31)
        changed = true
    }

    /// Sets the cycle at which `Core.run` returns `.deadline`.
    public func setDeadline(_ cycle: Cycles) {
        deadline = cycle
        changed = true
    }

    /// Asks the core to return `.requested` after the current instruction.
    public func requestStop() {
        stopRequested = true
        changed = true
    }

    /// Takes back `requestStop()`.
    public func clearStop() {
        stopRequested = false
    }

    func noteChange() {
        changed = true
    }

    /// Forgets every line, edge and request; the deadline stays.
    public func reset() {
        lines = 0
        edges = 0
        stopRequested = false
        changed = true
    }
}
