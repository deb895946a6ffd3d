/// Where the blocks of one region start.
final class BlockIndex {
    let region: MemoryRegion
    private let memory: HostMemory
    private let whole: UnsafeMutablePointer<Int32>
    private let single: UnsafeMutablePointer<Int32>
    /// One for each 64 bytes in which code lies.
    private let marks: UnsafeMutablePointer<UInt8>
    private let count: Int
    /// Which pages of the tables and of the marks hold anything: the others need not be cleared.
    private var touched: [Bool]
    private static let pageShift: UInt32 = 12

    init(region: MemoryRegion) {
        self.region = region
        count = region.isExecutable ? Int(region.size) : 1
        let markCount = count / 64 + 1
        memory = HostMemory(size: 2 * count * MemoryLayout<Int32>.stride + markCount, anywhere: true)
        whole = memory.base.bindMemory(to: Int32.self, capacity: 2 * count)
        single = whole + count
        marks = (memory.base + 2 * count * MemoryLayout<Int32>.stride).bindMemory(to: UInt8.self, capacity: markCount)
        touched = [Bool](repeating: false, count: count >> Int(Self.pageShift) + 1)
    }

    func clear() {
        let size = 1 << Int(Self.pageShift)
        for page in touched.indices where touched[page] {
            touched[page] = false
            let first = page * size
            (whole + first).update(repeating: 0, count: min(size, count - first))
            (single + first).update(repeating: 0, count: min(size, count - first))
            (marks + first / 64).update(repeating: 0, count: min(size / 64, count / 64 + 1 - first / 64))
        }
    }

    private func touch(_ offset: UInt32) { touched[Int(offset >> Self.pageShift)] = true }

    func find(_ offset: UInt32, single wantsSingle: Bool) -> Int32 {
        wantsSingle ? single[Int(offset)] : whole[Int(offset)]
    }

    func insert(_ start: Int32, at offset: UInt32, single wantsSingle: Bool) {
        touch(offset)
        if wantsSingle { single[Int(offset)] = start } else { whole[Int(offset)] = start }
    }

    func markCode(at pc: UInt32, length: UInt32) {
        let offset = pc &- region.base
        touch(offset)
        marks[Int(offset >> 6)] = 1
        let last = min(offset &+ length &- 1, region.size &- 1)
        touch(last)
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
