import LX106

/// A block of registers on the bus.
///
/// A class rather than a protocol, so that an access is one call through the table of its methods.
public class Peripheral {
    /// Where registers can be published, and the address of the block; set when it is connected.
    private var mirror: RegisterMirror?
    private var base: UInt32 = 0
    /// The cycle that begins at or after a tick.
    private var cycle: (Ticks) -> Cycles = { _ in 0 }

    /// The register at `offset` from the block's base; `nil` for an offset without a register.
    func read(_ offset: UInt32, now: Ticks) -> UInt32? { nil }

    /// Stores to the register at `offset`; `false` for an offset without a register.
    func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool { false }

    /// What loads of the register at `offset` give from `now` on, until the next event or store. Whatever a peripheral says
    /// nothing about is loaded each time.
    func pace(_ offset: UInt32, now: Ticks) -> RegisterPace { .changing }

    /// What a debugger sees of the register at `offset`: nil for one that a load may change.
    func inspect(_ offset: UInt32, now: Ticks) -> UInt32? {
        if case .changing = pace(offset, now: now) { nil } else { read(offset, now: now) }
    }

    /// Whether storing `value` again and again from `now` on does no more than `repeatStore` does, and brings no event nearer.
    func canRepeatStore(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool { false }

    /// `value` is stored as often as `repetition` says, in ticks. Only after `canRepeatStore`.
    func repeatStore(_ offset: UInt32, _ value: UInt32, _ repetition: Repetition) {}

    /// Returns the registers to their reset values.
    func reset(now: Ticks) {}

    /// Forgets what a reset leaves: there was no power. `reset` follows.
    func losePower(now: Ticks) {}

    /// Connects the block at `base`.
    final func connect(at base: UInt32, mirror: RegisterMirror, cycle: @escaping (Ticks) -> Cycles) {
        self.mirror = mirror
        self.base = base
        self.cycle = cycle
    }

    /// Likewise for a register that changes by itself, but not before tick `end`.
    final func publish(_ offset: UInt32, _ value: UInt32, until end: Ticks) {
        mirror?.publish(value, at: base &+ offset, until: cycle(end))
    }

    /// Makes the register at `offset` read as `value` without `read` being called, until the next call. Only for a
    /// register that a load does not change and that changes by nothing but calls of the peripheral: then it costs the
    /// host little to poll it. To be called behind every change.
    @inline(__always)
    final func publish(_ offset: UInt32, _ value: UInt32) {
        mirror?.publish(value, at: base &+ offset)
    }
}
