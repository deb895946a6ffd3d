/// A block of plain guest memory: data the core may touch without asking a peripheral.
///
/// The owner keeps the storage alive as long as any `Core` that was given the region.
public final class MemoryRegion {
    /// What the region is called in messages, e.g. `DRAM`.
    public let name: String
    /// First guest address.
    public let base: UInt32
    /// Size in bytes.
    public let size: UInt32
    /// Whether 8- and 16-bit accesses work; elsewhere they raise EXCCAUSE 3 (LoadStoreError).
    public let allowsNarrowAccess: Bool
    /// Whether stores work; elsewhere they raise EXCCAUSE 3.
    public let isWritable: Bool
    /// Whether instructions can be fetched; elsewhere fetching raises EXCCAUSE 20.
    public let isExecutable: Bool
    /// Whether fetches and loads go through the flash cache of the core's `LineCache`.
    public let isCached: Bool
    /// Whether the region answers at all (a cache bank taken from IRAM, the flash window while the cache is off).
    /// After a change call `Core.invalidateCode()`.
    public var isEnabled = true
    /// The bytes, little-endian. May be repointed (flash window remapping) followed by `Core.invalidateCode()`.
    public var storage: UnsafeMutableRawPointer
    private let owned: HostMemory?

    /// Makes a region. With `storage` nil the region allocates and zeroes its own bytes.
    public init(
        name: String,
        base: UInt32,
        size: UInt32,
        allowsNarrowAccess: Bool,
        isWritable: Bool,
        isExecutable: Bool,
        isCached: Bool = false,
        storage: UnsafeMutableRawPointer? = nil
    ) {
        self.name = name
        self.base = base
        self.size = size
        self.allowsNarrowAccess = allowsNarrowAccess
        self.isWritable = isWritable
        self.isExecutable = isExecutable
        self.isCached = isCached
        if let storage {
            self.storage = storage
            owned = nil
        } else {
            // Three spare bytes let the decoder read a whole 24-bit word at the last byte.
            let memory = HostMemory(size: Int(size) + 4)
            self.storage = memory.base
            owned = memory
        }
    }

    /// Whether `count` bytes from `address` lie inside.
    public func contains(_ address: UInt32, count: UInt32 = 1) -> Bool {
        let offset = address &- base
        return offset < size && count <= size - offset
    }
}
