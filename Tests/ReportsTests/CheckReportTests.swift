import Record
import Testing

@testable import Reports

@Suite struct CheckReportTests {
    private static var report: CheckReport {
        var failed = CheckResult(scenario: "s/a|b,c:d.yml")
        failed.status = .failed
        failed.deviations = [CheckResult.Deviation(key: "led", expected: "on", seen: "100%\n<off> & \"x\"\u{1}")]
        failed.functions = (1...12).map { Baseline.Change(name: "f\($0)", before: "1", now: "2", difference: "+1") }
        failed.reproduce = "vesp check x"
        var report = CheckReport()
        report.results = [failed]
        report.notRun = ["s/z.yml"]
        report.interrupted = true
        report.scenarios = 2
        return report
    }

    @Test func `GitHub's commands keep text of any kind on one line`() {
        let lines = GitHubReport.annotations(Self.report).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(
            lines[0].hasPrefix(
                "::error file=s/a|b%2Cc%3Ad.yml,title=vesp check%3A a|b%2Cc%3Ad::led: expected on, seen 100%25%0A<off>"
            )
        )
        #expect(lines[1] == "::error title=vesp check::interrupted, 1 not run")
    }

    @Test func `a table row keeps its columns`() {
        let rows = GitHubReport.summary(Self.report).split(separator: "\n").filter { $0.hasPrefix("| FAILED") }
        #expect(rows.count == 1)
        #expect(rows[0].replacing("\\|", with: "").filter { $0 == "|" }.count == 8)
    }

    @Test func `XML and HTML take any text`() {
        let xml = JUnitReport.text(Self.report)
        #expect(xml.contains("seen 100%\n&lt;off&gt; &amp; &quot;x&quot;\u{FFFD}"))
        #expect(xml.contains("tests=\"2\" failures=\"1\" errors=\"0\""))
        #expect(xml.contains("<skipped message=\"not run: the check was interrupted\"/>"))
        #expect(CheckPage.text(Self.report).contains("&lt;off&gt; &amp; &quot;x&quot;"))
    }

    @Test func `who got slower: ten functions and how many more`() {
        let line = CheckText.line(Self.report.results[0], number: 1, of: 10)
        #expect(line.hasPrefix("FAILED:  1/10 s/"))
        #expect(line.contains("    by function:\n      f1: baseline 1, now 2 (+1)\n"))
        #expect(line.contains("      f10: baseline 1, now 2 (+1)\n      and 2 more\n    reproduce: vesp check x\n"))
    }

    @Test func `the summary names everything that is missing`() {
        var report = Self.report
        #expect(CheckText.summary(report) == "FAILED: 0 of 1 scenarios as expected, 1 not, 1 not run, interrupted\n")
        report.missingShards = [Shard(index: 2, total: 4)].compactMap { $0 }
        #expect(CheckText.summary(report).contains("missing shards: 3/4"))
        #expect(report.exitCode == 1)
        #expect(CheckText.summary(CheckReport()) == "OK: 0 of 0 scenarios as expected\n")
    }

    @Test func `the fields of CSV are quoted where they must be`() {
        var sweep = SweepReport()
        sweep.axes = [SweepReport.Axis(name: "profile", values: ["a,\"b\""])]
        sweep.points = [SweepReport.Point(index: 0, values: ["a,\"b\""])]
        sweep.points[0].fault = CheckResult.Fault(message: "no\nfile", exitCode: 66)
        let rows = SweepTable.csv(sweep).split(separator: "\r\n")
        #expect(rows.count == 2)
        #expect(rows[1].hasPrefix("\"a,\"\"b\"\"\",,,,"))
        #expect(rows[1].hasSuffix(",\"no\nfile\",,"))
    }

    @Test func `the heat map places a good run between the least and the most of the good ones`() {
        #expect(HeatMap.share(10, (10, 20)) == 0)
        #expect(HeatMap.share(15, (10, 20)) == 0.5)
        #expect(HeatMap.share(30, (10, 20)) == 1)
        #expect(HeatMap.share(5, (5, 5)) == 0)
    }
}
