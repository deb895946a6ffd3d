/// Copies of registers whose loads need nobody's help: generated code takes their values from here.
///
/// For registers that a load does not change and that do not change by themselves with time. The bus keeps a published
/// value current, to the cycle, or withdraws it.
public final class RegisterMirror {
    /// A word and whether it is published.
    struct Entry {
        var value: UInt32 = 0
        var isPublished: UInt32 = 0
    }

    /// First guest address.
    public let base: UInt32
    /// Size in bytes.
    public let size: UInt32
    let entries: UnsafeMutablePointer<Entry>

    /// A mirror of `size` bytes of registers from `base`, with nothing published.
    public init(base: UInt32, size: UInt32) {
        self.base = base
        self.size = size & ~3
        entries = .allocate(capacity: Int(size / 4))
        entries.initialize(repeating: Entry(), count: Int(size / 4))
    }

    deinit { entries.deallocate() }

    /// What a word load from `address` gives; nil where it has to ask. Addresses outside the mirror are never published.
    public subscript(address: UInt32) -> UInt32? {
        get {
            let offset = address &- base
            guard offset < size, entries[Int(offset >> 2)].isPublished != 0 else { return nil }
            return entries[Int(offset >> 2)].value
        }
        set {
            let offset = address &- base
            guard offset < size else { return }
            entries[Int(offset >> 2)] = Entry(value: newValue ?? 0, isPublished: newValue == nil ? 0 : 1)
        }
    }
}
