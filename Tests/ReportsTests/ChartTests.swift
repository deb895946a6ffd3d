import Record
import Testing

@testable import Reports

@Suite struct ChartTests {
    private func at(_ milliseconds: Int64) -> Seconds { Seconds(microseconds: milliseconds * 1000) }
    private func fed(_ first: Int64, _ last: Int64? = nil) -> RunRecord.FeedStretch {
        RunRecord.FeedStretch(watchdog: .soft, first: at(first), last: at(last ?? first), count: 1)
    }
    private func countdown(
        _ feeds: [RunRecord.FeedStretch],
        bites: [Int64] = [],
        starts: [Int64] = [0],
        end: Int64
    ) -> [[[Int64]]] {
        let countdown = Countdown(
            feeds: feeds,
            bites: bites.map(at),
            starts: starts.map(at),
            timeout: at(3_000),
            end: at(end)
        )
        return countdown.stretches.map { $0.map { [$0.x / 1000, $0.y / 1000] } }
    }

    @Test func `a countdown drains from each feed and is full after it`() {
        #expect(
            countdown([fed(1_000), fed(2_500)], end: 4_000)
                == [[[1_000, 3_000], [2_500, 1_500], [2_500, 3_000], [4_000, 1_500]]]
        )
    }

    @Test func `feeds in quick succession keep it full`() {
        #expect(countdown([fed(0, 900)], end: 1_000) == [[[0, 3_000], [900, 3_000], [1_000, 2_900]]])
    }

    @Test func `a bite is at zero; then it begins anew, or the chip does and it is off until it is fed`() {
        #expect(
            countdown([fed(0)], bites: [3_000], end: 4_000)
                == [[[0, 3_000], [3_000, 0], [3_000, 3_000], [4_000, 2_000]]]
        )
        #expect(
            countdown([fed(0), fed(3_500)], bites: [3_000], starts: [0, 3_000], end: 4_000).last
                == [[3_500, 3_000], [4_000, 2_500]]
        )
    }

    @Test func `a watchdog that should have bitten and did not was off`() {
        #expect(countdown([fed(0), fed(9_000)], end: 10_000) == [[[9_000, 3_000], [10_000, 2_000]]])
    }

    @Test func `a flame tree has the cycles of its stacks, costliest first`() {
        let tree = FlameTree(
            [
                .init(frames: ["a"], cycles: 5), .init(frames: ["a", "b"], cycles: 10),
                .init(frames: ["a", "c"], cycles: 30), .init(frames: ["d"], cycles: 100),
            ],
            root: "all"
        )
        let rows = tree.nodes.map { "\($0.name) \($0.depth) \($0.start) \($0.total) \($0.own)" }
        #expect(rows == ["all 0 0 145 0", "a 1 100 45 5", "b 2 130 10 10", "c 2 100 30 30", "d 1 0 100 100"])
        #expect(tree.depth == 3)
    }

    @Test func `a call chain without end is cut and loses no cycle`() {
        let tree = FlameTree([.init(frames: Array(repeating: "f", count: 5_000), cycles: 7)], root: "all")
        #expect(tree.depth == FlameTree.deepest + 1)
        #expect(tree.nodes.last?.own == 7)
    }

    @Test func `a heap curve is a staircase to the end of the run`() {
        let curve = HeapCurve(Records.eventful)
        #expect(curve.capacity == 40_000)
        #expect(
            curve.line(\.free).map { [$0.x / 1000, $0.y] }
                == [
                    [5, 40_000], [3_000, 40_000], [3_000, 20_000], [4_000, 20_000], [4_000, 10_000], [10_000, 10_000],
                ]
        )
    }

    @Test func `a heap of very many samples keeps its extremes`() {
        var record = RunRecord()
        record.duration = at(100_000)
        record.heap.capacity = 50_000
        record.timeline.heap = (0..<100_000).map {
            let free = $0 == 77_777 ? 13 : 40_000 + $0 % 10
            return RunRecord.HeapSample(at: at(Int64($0)), free: free, largest: $0 == 5_555 ? 7 : 30_000)
        }
        let samples = HeapCurve(record).samples
        #expect(samples.count < 10_000)
        #expect(samples.map(\.free).min() == 13)
        #expect(samples.map(\.largest).min() == 7)
    }

    @Test(arguments: [(0, "0%"), (1, "100%"), (0.5, "50%"), (0.123_456_78, "12.345678%"), (0.000_000_01, "0.000001%")])
    func `a percentage has the decimals it needs`(fraction: Double, text: String) {
        #expect(percent(fraction) == text)
    }

    @Test func `a percentage is bounded whatever comes`() {
        #expect([Double.nan, -1, .infinity, 7].map(percent) == ["0%", "0%", "0%", "100%"])
    }

    @Test(arguments: [0, 1, 999, 24_785_768, 3_600_000_000, Int64.max])
    func `an axis has two to nine round ticks within it`(microseconds: Int64) {
        let axis = TimeAxis(Seconds(microseconds: microseconds))
        #expect((2...9).contains(axis.ticks.count), "\(axis.ticks)")
        #expect(axis.ticks.allSatisfy { axis.fraction($0) <= 1 })
    }
}
