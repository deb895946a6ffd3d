import ESP8266
import Testing

@testable import Emulation
@testable import Record

@Suite struct TimelineTests {
    private let millisecond: Ticks = 160_000

    @Test func `phases of a lane follow each other, in order of their start`() {
        var timeline = TimelineCollector()
        timeline.enter(.application, "connecting", at: 2 * millisecond)
        timeline.enter(.wifi, "scan", at: 1 * millisecond)
        timeline.enter(.wifi, "scan", at: 3 * millisecond)
        timeline.enter(.wifi, "join", at: 5 * millisecond)
        timeline.enter(.wifi, nil, at: 9 * millisecond)
        timeline.close(at: 10 * millisecond)
        #expect(
            timeline.result().phases == [
                phase(.wifi, "scan", 1000, 5000), phase(.application, "connecting", 2000, 10_000),
                phase(.wifi, "join", 5000, 9000),
            ]
        )
    }

    @Test func `a phase is left only by its name, and one without length is none`() {
        var timeline = TimelineCollector()
        timeline.enter(.boot, "boot ROM", at: 0)
        timeline.leave(.boot, "SDK start", for: "other", at: millisecond)
        timeline.leave(.boot, "boot ROM", for: "SDK start", at: 2 * millisecond)
        timeline.enter(.boot, nil, at: 2 * millisecond)
        timeline.close(at: 3 * millisecond)
        #expect(timeline.result().phases == [phase(.boot, "boot ROM", 0, 2000)])
    }

    @Test func `feeds less than 20 ms apart form a stretch, each watchdog its own; a bite ends it`() {
        var timeline = TimelineCollector()
        for at: Ticks in [0, 19, 38, 58] { timeline.fed(.soft, at: at * millisecond) }
        timeline.fed(.hard, at: 10 * millisecond)
        timeline.bit(.soft, at: 60 * millisecond)
        timeline.fed(.soft, at: 61 * millisecond)
        timeline.close(at: 100 * millisecond)
        #expect(
            timeline.result().feeds == [
                stretch(.soft, 0, 38, 3), stretch(.hard, 10, 10, 1), stretch(.soft, 58, 58, 1),
                stretch(.soft, 61, 61, 1),
            ]
        )
        #expect(timeline.result().bites == [RunRecord.Bite(watchdog: .soft, at: Seconds(microseconds: 60_000))])
    }

    @Test func `what the guest tells of its heap in one go is one sample`() {
        var timeline = TimelineCollector()
        timeline.heap(free: 1000, at: 0)
        timeline.heap(largest: 900, at: 160)
        timeline.heap(free: 700, at: millisecond)
        timeline.close(at: 2 * millisecond)
        #expect(
            timeline.result().heap == [
                RunRecord.HeapSample(at: .zero, free: 1000, largest: 900),
                RunRecord.HeapSample(at: Seconds(microseconds: 1000), free: 700, largest: 900),
            ]
        )
    }

    @Test func `the feeds of a day are joined with a wider gap, but never across a bite or a reset`() {
        var timeline = TimelineCollector()
        let second = 1000 * millisecond
        for at in stride(from: 0, to: 86_400 * second, by: 2 * Int(second)) {
            timeline.fed(.soft, at: UInt64(at))
            timeline.fed(.hard, at: UInt64(at))
            if at == 40_000 * second { timeline.bit(.soft, at: UInt64(at) + second) }
        }
        timeline.close(at: 86_400 * second)
        let feeds = timeline.result().feeds
        #expect(feeds.count == 3)
        #expect(feeds.map(\.count).reduce(0, +) == 2 * 43_200)
        #expect(feeds.filter { $0.watchdog == .soft }.map(\.last.microseconds) == [40_000_000_000, 86_398_000_000])
        #expect(timeline.folded.feeds == 2 * 43_200 - 3)
        #expect(timeline.folded.feedGap == Seconds(microseconds: 2_560_000))
    }

    @Test func `of phases without end the first and the last are kept, the others are one of each lane`() {
        var timeline = TimelineCollector()
        for count in 0..<10_000 as Range<Ticks> {
            timeline.enter(.application, "connecting", at: 2 * count * millisecond)
            timeline.enter(.application, "failed", at: (2 * count + 1) * millisecond)
        }
        timeline.close(at: 20_000 * millisecond)
        let phases = timeline.result().phases
        #expect(phases.count == TimelineCollector.limit + 1)
        #expect(zip(phases, phases.dropFirst()).allSatisfy { $0.end == $1.start })
        #expect(phases.first?.start == .zero && phases.last?.end.microseconds == 20_000_000)
        #expect(phases[TimelineCollector.limit / 2].name == "18000 phases")
        #expect(timeline.folded.phases == 18_000)
    }

    @Test func `pins, bites and states of the heap without end are bounded, and counted`() {
        var timeline = TimelineCollector()
        for count in 0..<5000 as Range<Ticks> {
            timeline.pin(2, high: count % 2 == 0, at: count * millisecond)
            timeline.bit(.hard, at: count * millisecond)
            timeline.heap(free: Int(9000 - count), at: count * millisecond)
        }
        timeline.close(at: 5000 * millisecond)
        let result = timeline.result(), folded = timeline.folded
        #expect([result.pins.count, result.bites.count, result.heap.count] == [2000, 2000, 2000])
        #expect([folded.pins, folded.bites, folded.heap] == [3000, 3000, 3000])
        #expect(result.heap.last?.free == 4001 && result.heap.first?.free == 9000)
    }

    @Test func `bytes less than a millisecond apart form a stretch of the UART`() {
        var timeline = TimelineCollector()
        for at: Ticks in [0, 100_000, 200_000, 400_000] { timeline.uartSent(at: at) }
        timeline.close(at: millisecond * 10)
        #expect(
            timeline.result().uart == [
                RunRecord.UARTStretch(start: .zero, end: Seconds(microseconds: 1250), bytes: 3),
                RunRecord.UARTStretch(
                    start: Seconds(microseconds: 2500),
                    end: Seconds(microseconds: 2500),
                    bytes: 1
                ),
            ]
        )
    }

    private func phase(_ lane: RunRecord.Phase.Lane, _ name: String, _ start: Int64, _ end: Int64) -> RunRecord.Phase {
        RunRecord.Phase(
            lane: lane,
            name: name,
            start: Seconds(microseconds: start),
            end: Seconds(microseconds: end)
        )
    }

    private func stretch(
        _ watchdog: RunRecord.WatchdogName,
        _ first: Int64,
        _ last: Int64,
        _ count: Int
    ) -> RunRecord.FeedStretch {
        RunRecord.FeedStretch(
            watchdog: watchdog,
            first: Seconds(microseconds: first * 1000),
            last: Seconds(microseconds: last * 1000),
            count: count
        )
    }
}
