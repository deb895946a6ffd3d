import Record

/// Keeps what the guest tells of its heap.
struct HeapCollector {
    private var heap = RunRecord.Heap()

    /// Takes note of an event of the heap; others are without effect.
    mutating func take(_ event: GuestEvent) {
        switch event {
        case .heapCapacity(let bytes) where heap.capacity == 0:
            heap.capacity = bytes
            heap.freeLowWater = bytes
            heap.largestFreeLowWater = bytes
        case .heapFree(let bytes): heap.freeLowWater = min(heap.freeLowWater, bytes)
        case .heapLargestBlock(let bytes): heap.largestFreeLowWater = min(heap.largestFreeLowWater, bytes)
        case .allocationFailed(let bytes): heap.failedAllocation = heap.failedAllocation ?? bytes
        default: break
        }
    }

    /// What was found.
    func result() -> RunRecord.Heap {
        var result = heap
        result.peak = max(0, heap.capacity - heap.freeLowWater)
        // Firmware of the user's own tells of no block.
        result.largestFreeLowWater = min(heap.largestFreeLowWater, heap.freeLowWater)
        return result
    }
}
