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

    /// The word at `address`, a multiple of 4, for a debugger: nil when nothing answers, or a load might change something.
    func inspect(_ address: UInt32, now: Cycles) -> UInt32?

    /// What loads of `address` give from `now` on, while nothing happens.
    func steadiness(of address: UInt32, now: Cycles) -> RegisterSteadiness

    /// Whether storing `value` again and again from `now` on does nothing but what `repeatStore` can make up for, and brings
    /// no event nearer than it is.
    func canRepeatStore(_ address: UInt32, _ value: UInt32, now: Cycles) -> Bool

    /// `value` is stored as often as `repetition` says, in cycles: called at once, before the core's time has reached its
    /// end. Only after `canRepeatStore`.
    func repeatStore(_ address: UInt32, _ value: UInt32, width: AccessWidth, _ repetition: Repetition)
}

extension PeripheralBus {
    /// None.
    public var mirror: RegisterMirror? { nil }

    /// Nothing can be read without a load.
    public func inspect(_ address: UInt32, now: Cycles) -> UInt32? { nil }

    /// Nothing is known of any register.
    public func steadiness(of address: UInt32, now: Cycles) -> RegisterSteadiness { .changing }

    /// No store can be repeated.
    public func canRepeatStore(_ address: UInt32, _ value: UInt32, now: Cycles) -> Bool { false }

    /// Never asked for.
    public func repeatStore(_ address: UInt32, _ value: UInt32, width: AccessWidth, _ repetition: Repetition) {}
}
