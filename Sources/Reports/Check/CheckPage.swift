import Record

/// A check as one HTML page: a table of all scenarios, and what is wrong with those that are not as expected.
public enum CheckPage {
    /// The page; it loads nothing from elsewhere. `file`, where it will be, is what links to pages of runs start from.
    public static func text(_ report: CheckReport, file: String? = nil) -> String {
        let line = CheckText.summary(report).split(separator: "\n").first.map(String.init) ?? ""
        let summary = line.split(separator: ":", maxSplits: 1).last.map { String($0.drop { $0 == " " }) } ?? line
        let wrong = report.results.filter { $0.status != .passed }
        var sections = [Section("scenarios", "Scenarios", table(report, file))]
        if !wrong.isEmpty { sections.append(Section("wrong", "What is wrong", "\(wrong.map(details))")) }
        let page = IndexPage(
            command: "check",
            word: report.isGood ? "OK" : "FAILED",
            isGood: report.isGood,
            summary: summary,
            sections: sections
        )
        return page.html.markup
    }

    private static func table(_ report: CheckReport, _ file: String?) -> HTML {
        let head: [Cell] = [
            .text("scenario"), .text(""), .text("profile"), .number("clock"), .number("longest stall"),
            .number("handshake"), .text("first bite"), .number("heap"), .number("stack"), .number("boots"),
        ]
        let notRun = report.notRun.map { [Cell.text($0), mark("not run", isGood: false)] + blanks }
        return Table(
            caption: "What became of every scenario",
            head: head,
            rows: report.results.map { row($0, file) } + notRun,
            style: "verdicts"
        ).html
    }

    private static let blanks = Array(repeating: Cell.text(""), count: 8)

    private static func mark(_ word: String, isGood: Bool) -> Cell {
        Cell(content: "<span class=\"mark\(isGood ? "" : " bad")\">\(word)</span>")
    }

    private static func row(_ result: CheckResult, _ file: String?) -> [Cell] {
        let name = Cell(content: IndexPage.link("\(result.scenario)", to: result.page, from: file))
        let status = mark(CheckText.word(result.status), isGood: result.status == .passed)
        guard let measurement = result.measurement else { return [name, status] + blanks }
        let isBitten = measurement.watchdog != "none"
        return [
            name, status, .text(result.profile), .number("\(result.clockMHz) MHz"),
            Cell(content: "\(measurement.stall)", style: isBitten ? "n bad" : "n"),
            .number(Metric.handshake.brief(measurement)),
            isBitten ? Cell(content: "\(measurement.watchdog) watchdog", style: "bad") : .text("none"),
            .number(bytes(.heapPeak, measurement)), .number(bytes(.stackPeak, measurement)),
            .number("\(measurement[.boots])"),
        ]
    }

    private static func bytes(_ metric: Metric, _ measurement: Measurement) -> String {
        measurement.value(of: metric).map { "\($0)" } ?? "–"
    }

    private static func details(_ result: CheckResult) -> HTML {
        let lines = result.complaints + CheckText.slower(result) + ["reproduce: \(result.reproduce)"]
        return """
            <h3>\(result.scenario)</h3>
            <pre>\(lines.map { line -> HTML in "\(line)\n" })</pre>

            """
    }
}
