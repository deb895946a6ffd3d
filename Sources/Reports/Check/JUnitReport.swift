import Record

/// A check as the XML that test views of build servers read. Times are simulated seconds.
public enum JUnitReport {
    /// The document.
    public static func text(_ report: CheckReport) -> String {
        let tests = report.results.count + report.notRun.count
        let duration = report.results.map { $0.measurement?[.duration] ?? 0 }.reduce(0, &+)
        let counts = [
            ("name", "vesp check"), ("tests", "\(tests)"), ("failures", "\(report.count(.failed))"),
            ("errors", "\(report.count(.error))"), ("time", time(duration)),
        ]
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites\(Markup.attributes(counts))>"]
        lines.append("  <testsuite\(Markup.attributes(counts + [("skipped", "\(report.notRun.count)")]))>")
        lines += properties(report)
        lines += report.results.flatMap(testCase)
        for scenario in report.notRun {
            lines.append("    <testcase\(Markup.attributes(name(scenario) + [("time", time(0))]))>")
            lines.append("      <skipped message=\"not run: the check was interrupted\"/>")
            lines.append("    </testcase>")
        }
        return (lines + ["  </testsuite>", "</testsuites>", ""]).joined(separator: "\n")
    }

    private static func properties(_ report: CheckReport) -> [String] {
        guard let shard = report.shard else { return [] }
        return [
            "    <properties>", "      <property\(Markup.attributes([("name", "shard"), ("value", shard.text)]))/>",
            "    </properties>",
        ]
    }

    private static func name(_ scenario: String) -> [(String, String)] {
        let folder = FileName.folder(of: scenario)
        return [("classname", folder.isEmpty ? "." : folder), ("name", FileName.stem(of: scenario))]
    }

    private static func testCase(_ result: CheckResult) -> [String] {
        let attributes = name(result.scenario) + [("time", time(result.measurement?[.duration] ?? 0))]
        let open = "    <testcase\(Markup.attributes(attributes))"
        guard result.status != .passed else { return [open + "/>"] }
        let element = result.status == .error ? "error" : "failure"
        let first = result.complaints.first ?? "not as expected"
        let type = result.status == .error ? "error" : result.deviations.isEmpty ? "baseline" : "expectation"
        let details = result.complaints + CheckText.slower(result) + ["reproduce: \(result.reproduce)"]
        return [
            open + ">",
            "      <\(element)\(Markup.attributes([("message", first), ("type", type)]))>"
                + Markup.escaped(details.joined(separator: "\n")) + "</\(element)>",
            "    </testcase>",
        ]
    }

    private static func time(_ microseconds: Int) -> String { Seconds(microseconds: Int64(microseconds)).exactText }
}

/// Text inside XML and HTML.
enum Markup {
    /// `text` without characters that mean something to a parser, or that XML 1.0 does not allow at all.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{7F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// ` name="value"` for each.
    static func attributes(_ pairs: [(String, String)]) -> String {
        pairs.map { " \($0.0)=\"\(escaped($0.1).replacing("\n", with: "&#10;"))\"" }.joined()
    }
}
