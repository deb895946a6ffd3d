/// Which 64 KB of the address space hold memory: tells a peripheral's address from others without a search.
final class MemoryPages {
    private static let shift: UInt32 = 16
    private let pages: UnsafeMutablePointer<Bool>

    init(regions: [MemoryRegion]) {
        let count = 1 << (32 - Self.shift)
        pages = .allocate(capacity: count)
        pages.initialize(repeating: false, count: count)
        for region in regions where region.size > 0 {
            for page in region.base >> Self.shift...(region.base &+ (region.size - 1)) >> Self.shift {
                pages[Int(page)] = true
            }
        }
    }

    deinit { pages.deallocate() }

    /// False when `address` is outside every region, enabled or not.
    @inline(__always)
    func mayHold(_ address: UInt32) -> Bool { pages[Int(address >> Self.shift)] }
}
