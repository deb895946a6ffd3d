/// A block of registers on the bus.
///
/// A class rather than a protocol, so that an access is one call through the table of its methods.
public class Peripheral {
    /// The register at `offset` from the block's base; `nil` for an offset without a register.
    func read(_ offset: UInt32, now: Ticks) -> UInt32? { nil }

    /// Stores to the register at `offset`; `false` for an offset without a register.
    func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool { false }

    /// Returns the registers to their reset values.
    func reset(now: Ticks) {}
}
