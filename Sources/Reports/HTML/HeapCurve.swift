import Record

/// The samples of the heap, thinned to what a chart can show; the extremes of every slice stay.
struct HeapCurve {
    let samples: [RunRecord.HeapSample]
    /// Size of the heap; as large as any sample says.
    let capacity: Int
    private let end: Seconds

    private static let slices = 1500

    init(_ record: RunRecord) {
        let all = record.timeline.heap.sorted { $0.at < $1.at }
        let largest = all.reduce(0) { max($0, $1.free, $1.largest) }
        capacity = max(record.heap.capacity, largest)
        end = record.duration
        samples = capacity > 0 ? Self.thinned(all) : []
    }

    /// A staircase of what `value` makes of each sample, up to the end of the run.
    func line(_ value: (RunRecord.HeapSample) -> Int) -> [(x: Int64, y: Int64)] {
        TimeAxis(end).staircase(samples.map { ($0.at, value($0)) })
    }

    private static func thinned(_ all: [RunRecord.HeapSample]) -> [RunRecord.HeapSample] {
        guard all.count > 4 * slices else { return all }
        var kept: [RunRecord.HeapSample] = []
        let size = all.count / slices + 1
        for start in stride(from: 0, to: all.count, by: size) {
            let slice = all[start..<min(start + size, all.count)]
            var indices: Set = [slice.startIndex, slice.endIndex - 1]
            let extremes: [Int?] = [
                slice.indices.min { slice[$0].free < slice[$1].free },
                slice.indices.max { slice[$0].free < slice[$1].free },
                slice.indices.min { slice[$0].largest < slice[$1].largest },
            ]
            indices.formUnion(extremes.compactMap { $0 })
            kept += indices.sorted().map { slice[$0] }
        }
        return kept
    }
}
