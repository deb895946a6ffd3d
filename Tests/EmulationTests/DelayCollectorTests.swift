import ESP8266
import Testing

@testable import Emulation
@testable import Record

/// What a stall is said to have delayed.
@Suite struct DelayCollectorTests {
    private static let millisecond = Seconds.ticksPerSecond / 1000
    private var symbols = Symbols([])
    private var stalls = StallCollector()

    private mutating func serviced(_ milliseconds: Ticks...) {
        for at in milliseconds { stalls.serviced(at: at * Self.millisecond, symbols: &symbols) }
    }

    private mutating func delayed(_ work: DelayedWork, since: Ticks, at: Ticks) {
        stalls.delayed(work, since: since * Self.millisecond, at: at * Self.millisecond)
    }

    /// By start in ms.
    private func work(at milliseconds: Int64) -> RunRecord.Delayed? {
        stalls.stalls.first { $0.start.microseconds == milliseconds * 1000 }?.delayed
    }

    @Test mutating func `what waits in a stall is the stall's, and every kind is counted by itself`() {
        let all: [DelayedWork] = [
            .beacon, .frame, .frameAgain, .segmentAgain, .ownSegmentAgain, .requestAgain, .answer, .eapolAgain,
            .association, .keepAlive,
        ]
        serviced(0)
        for (index, work) in all.enumerated() {
            for _ in 0...index { delayed(work, since: 50, at: 100) }
        }
        delayed(.taskEvent, since: 10, at: 200)
        delayed(.taskEvent, since: 100, at: 200)
        serviced(200, 210)
        var expected = RunRecord.Delayed()
        (expected.beaconsMissed, expected.framesMissed, expected.framesAgain) = (1, 2, 3)
        (expected.segmentsAgain, expected.ownSegmentsAgain, expected.requestsAgain) = (4, 5, 6)
        (expected.lateAnswers, expected.eapolAgain, expected.sentAway, expected.lateKeepAlives) = (7, 8, 9, 10)
        (expected.taskEvents, expected.longestTaskWait) = (2, Seconds(microseconds: 190_000))
        #expect(work(at: 0) == expected && stalls.delayed == expected)
    }

    @Test mutating func `what is late between stalls only counts in all`() {
        serviced(0, 10)
        delayed(.beacon, since: 15, at: 15)
        serviced(19, 100)
        #expect(work(at: 19) == nil && stalls.delayed.beaconsMissed == 1)
        stalls.rested(at: 101 * Self.millisecond, symbols: &symbols)
        delayed(.answer, since: 500, at: 600)
        serviced(700, 800)
        #expect(stalls.stalls.allSatisfy { $0.delayed == nil })
        #expect(stalls.delayed.lateAnswers == 1)
    }

    @Test mutating func `what shows behind a stall is its doing if it waited there longest`() {
        serviced(0, 300, 400, 405)
        delayed(.ownSegmentAgain, since: 100, at: 410)
        delayed(.answer, since: 290, at: 410)
        delayed(.requestAgain, since: 403, at: 410)
        serviced(411)
        #expect(work(at: 0)?.ownSegmentsAgain == 1 && work(at: 0)?.lateAnswers == 0)
        #expect(work(at: 300)?.lateAnswers == 1)
        #expect(stalls.delayed.requestsAgain == 1 && stalls.stalls.allSatisfy { $0.delayed?.requestsAgain ?? 0 == 0 })
    }

    @Test mutating func `a stall that a reset ends keeps what it delayed`() {
        serviced(0)
        delayed(.beacon, since: 100, at: 100)
        stalls.bit(.soft)
        stalls.reset(at: 3000 * Self.millisecond, symbols: &symbols)
        delayed(.beacon, since: 3100, at: 3100)
        #expect(work(at: 0)?.beaconsMissed == 1 && stalls.delayed.beaconsMissed == 2)
    }

    @Test mutating func `a thousand stalls are bounded, and the longest keep theirs`() {
        for index in 0..<1000 as Range<Ticks> {
            serviced(index * 100)
            delayed(.beacon, since: index * 100 + 10, at: index * 100 + 10)
            if index == 500 { delayed(.frame, since: index * 100 + 10, at: index * 100 + 20) }
            serviced(index * 100 + (index == 500 ? 90 : 50))
        }
        #expect(stalls.stalls.count == StallCollector.kept && stalls.stalls[0].delayed?.framesMissed == 1)
        #expect(stalls.delayed.beaconsMissed == 1000)
    }
}
