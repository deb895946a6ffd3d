/// What the hot loop looks at of memories and cache, as plain addresses: to count references there would cost as much as
/// a block does.
struct MemoryView {
    /// Line last looked up in each set of the cache.
    let front: UnsafeMutablePointer<UInt32>
    let lineShift: UInt32
    private(set) var setMask: UInt32 = 0
    /// Where address 0 would be if each region reached down to it, by the number of the region.
    let origins: UnsafeMutablePointer<UnsafeMutableRawPointer>
    /// The regions, which the core keeps alive.
    let regions: UnsafeMutableBufferPointer<Unmanaged<MemoryRegion>>

    /// A view of `regions`; without a cache, `spare` stands for its lines.
    init(_ regions: [MemoryRegion], _ cache: LineCache?, spare: UnsafeMutablePointer<UInt32>) {
        front = cache?.front ?? spare
        lineShift = cache?.lineShift ?? 5
        origins = .allocate(capacity: max(1, regions.count))
        origins.initialize(repeating: UnsafeMutableRawPointer(spare), count: max(1, regions.count))
        self.regions = .allocate(capacity: regions.count)
        _ = self.regions.initialize(from: regions.map { Unmanaged.passUnretained($0) })
        update(regions, cache)
    }

    /// The region that answers for `count` bytes at `address`.
    @inline(__always)
    func region(at address: UInt32, count: UInt32) -> Unmanaged<MemoryRegion>? {
        for region in regions
        where region._withUnsafeGuaranteedRef({ $0.isEnabled && $0.contains(address, count: count) }) {
            return region
        }
        return nil
    }

    /// To be called when a region shows other bytes, or the cache has another size.
    mutating func update(_ regions: [MemoryRegion], _ cache: LineCache?) {
        setMask = cache?.setMask ?? 0
        for (number, region) in regions.enumerated() { origins[number] = region.storage - Int(region.base) }
    }

    func deallocate() {
        origins.deallocate()
        regions.deallocate()
    }
}
