/// Copies of registers whose loads need nobody's help: generated code takes their values from here.
///
/// For registers that a load does not change and that do not change by themselves with time. The bus keeps a published
/// value current, to the cycle, or withdraws it.
public final class RegisterMirror {
    /// A word and whether it is published.
    @usableFromInline
    struct Entry {
        @usableFromInline var value: UInt32 = 0
        @usableFromInline var isPublished: UInt32 = 0

        @usableFromInline
        init(value: UInt32, isPublished: UInt32) {
            self.value = value
            self.isPublished = isPublished
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
        entries.initialize(repeating: Entry(value: 0, isPublished: 0), count: Int(size / 4))
    }

    deinit { entries.deallocate() }

    /// Makes a word load from `address`, a multiple of 4, give `value` without asking; nil withdraws it. Without effect
    /// outside the mirror.
    @inlinable
    public func publish(_ value: UInt32?, at address: UInt32) {
        let offset = address &- base
        guard offset < size else { return }
        entries[Int(offset >> 2)] = Entry(value: value ?? 0, isPublished: value == nil ? 0 : 1)
    }

    /// Whether the word at `address` is published.
    public func isPublished(_ address: UInt32) -> Bool {
        let offset = address &- base
        return offset < size && entries[Int(offset >> 2)].isPublished != 0
    }
}
