import ESP8266
import Record

/// The least and most in use in slices of time, which get longer as the run does: bounded, and no extreme is lost.
struct HeapUseCurve {
    private struct Slice {
        var number: Ticks
        var least: Int
        var most: Int
        /// In use at its end.
        var last: Int
    }

    private var slices: [Slice] = []
    private var length: Ticks = 1000 * Clock.ticksPerMicrosecond

    private static let mostSlices = 2000

    /// From `ticks` on, `bytes` are in use.
    mutating func add(_ bytes: Int, at ticks: Ticks) {
        let number = ticks / length
        // What was in use before still is at the slice's begin.
        let before = slices.last?.last ?? bytes
        let new = Slice(number: number, least: min(before, bytes), most: max(before, bytes), last: bytes)
        append(new, to: &slices)
        if slices.count > Self.mostSlices { halve() }
    }

    private func append(_ slice: Slice, to slices: inout [Slice]) {
        guard let before = slices.last, before.number == slice.number else { return slices.append(slice) }
        slices[slices.count - 1].least = min(before.least, slice.least)
        slices[slices.count - 1].most = max(before.most, slice.most)
        slices[slices.count - 1].last = slice.last
    }

    private mutating func halve() {
        length *= 2
        var merged: [Slice] = []
        for var slice in slices {
            slice.number /= 2
            append(slice, to: &merged)
        }
        slices = merged
    }

    /// The slices; where nothing changes until the next one, a sample of what stays in use.
    var samples: [RunRecord.HeapUse.Sample] {
        var samples: [RunRecord.HeapUse.Sample] = []
        for (index, slice) in slices.enumerated() {
            samples.append(.init(at: Seconds(ticks: slice.number * length), least: slice.least, most: slice.most))
            let isFollowed = index + 1 < slices.count && slices[index + 1].number == slice.number + 1
            guard !isFollowed, slice.least != slice.last || slice.most != slice.last else { continue }
            let rest = Seconds(ticks: (slice.number + 1) * length)
            samples.append(.init(at: rest, least: slice.last, most: slice.last))
        }
        return samples
    }
}
