import Foundation
import Record
import Testing

@testable import Reports

/// No report lies by rounding: what is not nothing does not read as nothing, a part does not read as the whole.
@Suite struct RoundingTests {
    @Test(
        arguments: [
            (1, 2, "50.0 %"), (1, 3, "33.3 %"), (2, 3, "66.7 %"), (0, 7, "0.0 %"), (7, 7, "100.0 %"),
            (1, 2000, "0.1 %"),
            (1, 2001, "0.05 %"), (1, 1_000_000, "0.0001 %"), (999_999, 1_000_000, "99.9999 %"), (1999, 2000, "99.95 %"),
            (1, 0, "-"), (-1, 5, "-"), (6, 5, "-"), (1, Int64.max, "<0.000000001 %"),
            (Int64.max - 1, Int64.max, ">99.999999999 %"),
        ] as [(Int64, Int64, String)]
    )
    func `a share in percent`(part: Int64, whole: Int64, text: String) {
        #expect(share(part, of: whole) == text)
    }

    @Test func `random shares read as nothing or as the whole only when they are`() {
        let seed = UInt64(ProcessInfo.processInfo.environment["VESP_SEED"] ?? "") ?? 20_261_121
        var state = seed
        func random(upTo limit: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 16) % (limit + 1)
        }
        for _ in 0..<5000 {
            let whole = random(upTo: 100_000_000) + 1
            let part = random(upTo: 1) == 0 ? random(upTo: whole) : random(upTo: min(whole, 3))
            let text = share(Int64(part), of: Int64(whole))
            let value = Decimal(string: String(text.dropLast(2))) ?? -1
            #expect((value == 0) == (part == 0), "\(part) of \(whole): \(text), seed \(seed)")
            #expect((value == 100) == (part == whole), "\(part) of \(whole): \(text), seed \(seed)")
        }
    }

    @Test func `a margin of 4 ms is printed in every report`() {
        var record = Records.good
        record.watchdog.soft.margin = Seconds(microseconds: 4_000)
        record.stalls = [.init(start: .zero, seconds: Seconds(microseconds: 4_000), tlsState: nil, where: [])]
        record.handshake.seconds = Seconds(microseconds: 4_000)
        #expect(TextReport.text(record).hasPrefix("OK: longest stall 0.004 s, soft watchdog margin 0.004 s\n"))
        var result = CheckResult(scenario: "a.yml")
        result.measurement = Measurement(record)
        #expect(CheckText.line(result, number: 1, of: 1).contains("stall 0.004 s, handshake 0.004 s"))
        var report = CheckReport()
        report.results = [result]
        #expect(CheckPage.text(report).contains("<td class=\"n\">0.004 s</td>"))
        #expect(GitHubReport.summary(report).contains("| 0.004 s | 0.004 s |"))
        var sweep = SweepReport()
        sweep.axes = [SweepReport.Axis(name: "seed", values: ["1"])]
        sweep.points = [SweepReport.Point(index: 0, values: ["1"])]
        sweep.points[0].measurement = Measurement(record)
        #expect(SweepTable.text(sweep).contains("0.004 s"))
        #expect(HeatMap.text(sweep).contains(">0.004 s"))
    }
}
