import Testing

@testable import Inputs
@testable import Record
@testable import Studies

/// What is compared of unmodified firmware and its stand-in, and how it is read.
@Suite struct StandInStudyTests {
    private typealias Phase = RunRecord.Phase

    private static func s(_ milliseconds: Int64) -> Seconds { Seconds(microseconds: milliseconds * 1000) }

    private static func phase(_ lane: Phase.Lane, _ name: String, _ start: Int64, _ end: Int64) -> Phase {
        Phase(lane: lane, name: name, start: s(start), end: s(end))
    }

    private static func feed(_ watchdog: RunRecord.WatchdogName, _ at: Int64) -> RunRecord.FeedStretch {
        RunRecord.FeedStretch(watchdog: watchdog, first: s(at), last: s(at), count: 1)
    }

    private static func boot(_ cause: Int, _ reason: Int?, _ at: Int64) -> RunRecord.Boot {
        RunRecord.Boot(cause: "", romCause: cause, sdkReason: reason, at: s(at))
    }

    /// Firmware that derives a key in its first life, restarts at 20 s, and joins again without.
    private static var twoLives: RunRecord {
        var record = RunRecord()
        record.boots = [boot(1, nil, 0), boot(2, 4, 20_000)]
        record.duration = s(40_000)
        for (offset, key) in [(Int64(0), Int64(900)), (20_000, 0)] {
            record.timeline.phases += [
                phase(.boot, "boot ROM", offset, offset + 10), phase(.boot, "firmware", offset + 10, offset + 20_000),
                phase(.wifi, "scan", offset + 1000, offset + 3000 + key),
                phase(.wifi, "authentication", offset + 3000 + key, offset + 3002 + key),
                phase(.wifi, "association", offset + 3002 + key, offset + 3004 + key),
                phase(.wifi, "key handshake", offset + 3004 + key, offset + 3020 + key),
                phase(.wifi, "DHCP", offset + 3020 + key, offset + 3800 + key),
                phase(.wifi, "connected", offset + 3800 + key, offset + 20_000),
            ]
        }
        record.stalls = [RunRecord.Stall(start: s(3000), seconds: s(900), tlsState: nil, where: [])]
        record.timeline.feeds = [
            feed(.soft, 250), feed(.hard, 250), feed(.soft, 20_110), feed(.hard, 20_110), feed(.soft, 31_000),
            feed(.soft, 32_600), feed(.hard, 32_600),
        ]
        return record
    }

    @Test func `the first life meets fresh flash and a new network, the second neither`() {
        let values = StandInRecord(Self.twoLives).joining
        #expect(values[.firstStart] == .seconds(Self.s(240)) && values[.start] == .seconds(Self.s(100)))
        #expect(values[.newKey] == .seconds(Self.s(900)) && values[.knownKey] == .seconds(.zero))
        #expect(values[.scan] == .seconds(Self.s(2000)) && values[.join] == .seconds(Self.s(20)))
        #expect(values[.dhcp] == .seconds(Self.s(780)))
    }

    @Test func `gaps count where they reach into the last ten seconds`() {
        let values = StandInRecord(Self.twoLives).joining
        #expect(values[.softGap] == .seconds(Self.s(10_890)) && values[.hardGap] == .seconds(Self.s(12_490)))
    }

    @Test func `what a run does not show is not there`() {
        let values = StandInRecord(Self.twoLives).joining
        for quantity in [StandInTable.Quantity.connect, .heap] { #expect(values[quantity] == nil) }
        #expect(StandInRecord(Self.twoLives).softBite.isEmpty)
        #expect(StandInRecord(RunRecord()).joining.isEmpty)
    }

    @Test func `the CPU's share is what a computation prints`() {
        var record = Self.twoLives
        record.console = [
            .init(at: .zero, text: ">>> print('alone', f())"), .init(at: .zero, text: "alone 998000"),
            .init(at: .zero, text: "joined 1000000"),
        ]
        #expect(StandInRecord(record).joining[.load] == .permille(2))
    }

    @Test func `a bite is told with what the next start says`() {
        var record = Self.twoLives
        record.watchdog.soft.sinceFeed = Self.s(3200)
        #expect(
            StandInRecord(record).softBite == [
                .softBite: .seconds(Self.s(3200)), .softReason: .text("rst cause 2, reason 4"),
            ]
        )
    }

    @Test func `pairs are read, and a step needs both sides`() throws {
        let text = "pairs: [{real: x, notes: [n], join: {real: a, stand_in: b}, soft_bite: {real: c, stand_in: d}}]"
        let pair = try #require(StandInStudy.pairs(yaml: text, file: "p.yml").first)
        #expect(pair.real == "x" && pair.notes == ["n"] && pair.hardBite == nil)
        #expect(pair.join == .init(real: "a", standIn: "b") && pair.softBite == .init(real: "c", standIn: "d"))
        #expect { try StandInStudy.pairs(yaml: "pairs: [{real: x, join: {real: a}}]", file: "p.yml") } throws: {
            "\($0)".contains("stand_in")
        }
        #expect { try StandInStudy.pairs(yaml: "pairs: [{real: x}]", file: "p.yml") } throws: {
            "\($0)".contains("join")
        }
    }
}
