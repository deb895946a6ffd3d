/// The width of one load or store.
public enum AccessWidth: Int, Sendable {
    /// L8UI, S8I.
    case byte = 1
    /// L16UI, L16SI, S16I.
    case half = 2
    /// L32I, S32I, L32R.
    case word = 4
}

/// Everything the core reaches by loads and stores that is not plain memory.
///
/// Called only for addresses outside every `MemoryRegion`, with `now` exact to the instruction.
public protocol PeripheralBus: AnyObject {
    /// Registers that can be loaded without a call of `read`; asked for once, nil for none.
    var mirror: RegisterMirror? { get }

    /// The value at `address`, or `nil` when nothing answers there (EXCCAUSE 28, LoadProhibited).
    func read(_ address: UInt32, width: AccessWidth, now: Cycles) -> UInt32?

    /// Stores `value`; `false` when nothing answers there (EXCCAUSE 29, StoreProhibited).
    func write(_ address: UInt32, _ value: UInt32, width: AccessWidth, now: Cycles) -> Bool
}

extension PeripheralBus {
    /// None.
    public var mirror: RegisterMirror? { nil }
}
