/// Copies of registers whose loads need nobody's help: generated code takes their values from here.
///
/// For registers that a load does not change and that do not change by themselves before a cycle that is known. The bus
/// keeps a published value current, to the cycle, or withdraws it.
public final class RegisterMirror {
    /// A word, and the cycle up to which loads give it: 0 when it is not published. Generated code reads these at fixed
    /// offsets: 0 and 8.
    @usableFromInline
    struct Entry {
        @usableFromInline var end: Cycles
        @usableFromInline var value: UInt32
        @usableFromInline var unused: UInt32 = 0

        @usableFromInline
        init(value: UInt32, end: Cycles) {
            self.value = value
            self.end = end
        }
    }

    /// First guest address.
    public let base: UInt32
    /// Size in bytes.
    public let size: UInt32
    @usableFromInline let entries: UnsafeMutablePointer<Entry>

    /// A mirror of `size` bytes of registers from `base`, with nothing published.
    public init(base: UInt32, size: UInt32) {
        self.base = base
        self.size = size & ~3
        entries = .allocate(capacity: Int(size / 4))
        entries.initialize(repeating: Entry(value: 0, end: 0), count: Int(size / 4))
    }

    deinit { entries.deallocate() }

    /// Makes a word load from `address`, a multiple of 4, give `value` without asking, before cycle `end`; nil withdraws it.
    /// Without effect outside the mirror.
    @inlinable
    public func publish(_ value: UInt32?, at address: UInt32, until end: Cycles = .max) {
        let offset = address &- base
        guard offset < size else { return }
        entries[Int(offset >> 2)] = Entry(value: value ?? 0, end: value == nil ? 0 : end)
    }

    /// The cycle before which the word at `address` is published, `.max` for ever; 0 when it is not.
    public func end(of address: UInt32) -> Cycles {
        let offset = address &- base
        return offset < size ? entries[Int(offset >> 2)].end : 0
    }

    /// Withdraws what is published for a time: the cycles go another way.
    public func withdrawTimed() {
        for index in 0..<Int(size / 4) where entries[index].end != .max { entries[index].end = 0 }
    }
}
