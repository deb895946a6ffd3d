/// Where the blocks of one region start.
final class BlockIndex {
    let region: MemoryRegion
    private let whole: UnsafeMutablePointer<Int32>
    private let single: UnsafeMutablePointer<Int32>
    private let marks: UnsafeMutablePointer<UInt8>
    private var touched = false
    private let count: Int

    init(region: MemoryRegion) {
        self.region = region
        count = region.isExecutable ? Int(region.size) : 1
        whole = .allocate(capacity: count)
        single = .allocate(capacity: count)
        marks = .allocate(capacity: count / 64 + 1)
        touched = true
        clear()
    }

    deinit {
        whole.deallocate()
        single.deallocate()
        marks.deallocate()
    }

    func clear() {
        guard touched else { return }
        whole.update(repeating: 0, count: count)
        single.update(repeating: 0, count: count)
        marks.update(repeating: 0, count: count / 64 + 1)
        touched = false
    }

    func find(_ offset: UInt32, single wantsSingle: Bool) -> Int32 {
        wantsSingle ? single[Int(offset)] : whole[Int(offset)]
    }

    func insert(_ start: Int32, at offset: UInt32, single wantsSingle: Bool) {
        touched = true
        if wantsSingle { single[Int(offset)] = start } else { whole[Int(offset)] = start }
    }

    func markCode(at pc: UInt32, length: UInt32) {
        let offset = pc &- region.base
        touched = true
        marks[Int(offset >> 6)] = 1
        let last = min(offset &+ length &- 1, region.size &- 1)
        marks[Int(last >> 6)] = 1
    }

    func hasCode(in offsets: Range<UInt32>) -> Bool {
        guard region.isExecutable, !offsets.isEmpty else { return false }
        let last = min(offsets.upperBound, region.size) &- 1
        guard offsets.lowerBound <= last else { return false }
        return (offsets.lowerBound >> 6...last >> 6).contains { marks[Int($0)] != 0 }
    }

    func hasCode(at address: UInt32) -> Bool {
        guard region.isExecutable else { return false }
        let offset = address &- region.base
        return offset < region.size && marks[Int(offset >> 6)] != 0
    }
}
