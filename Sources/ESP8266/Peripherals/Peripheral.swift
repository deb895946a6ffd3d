import LX106

/// A block of registers on the bus.
protocol Peripheral: AnyObject {
    /// The register at `offset` from the block's base; `nil` for an offset without a register.
    func read(_ offset: UInt32, now: Ticks) -> UInt32?
    /// Stores to the register at `offset`; `false` for an offset without a register.
    func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool
    /// Returns the registers to their reset values.
    func reset(now: Ticks)
}
