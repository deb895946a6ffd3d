/// A hash that tells contents apart and guards no secret: FNV-1a of 64 bits (Fowler, Noll and Vo), over bytes or wider units.
public struct FNV1a: Sendable {
    /// The hash of what was added.
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The hash of nothing.
    public init() {}

    /// Adds a unit.
    public mutating func add(_ unit: UInt64) { value = (value ^ unit) &* 0x100_0000_01B3 }
}
