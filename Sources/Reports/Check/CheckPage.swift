import Record

/// A check as one HTML page: a table of all scenarios, details below those that are not as expected.
public enum CheckPage {
    /// The page; it loads nothing from elsewhere.
    public static func text(_ report: CheckReport) -> String {
        let summary = Markup.escaped(CheckText.summary(report))
        let head = ["", "scenario", "profile", "clock", "stall", "handshake", "bite", "heap", "stack", "boots"]
        let rows = report.results.map(row) + report.notRun.map(notRun)
        return page(
            title: "vesp check",
            body: """
                <h1>vesp check</h1>
                <p class="\(report.isGood ? "passed" : "failed")">\(summary)</p>
                <div class="wide"><table>
                <thead><tr>\(head.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead>
                <tbody>
                \(rows.joined(separator: "\n"))
                </tbody></table></div>
                """
        )
    }

    /// A page of its own with `body`.
    static func page(title: String, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(Markup.escaped(title))</title>
        <style>
        :root { color-scheme: light dark; --line: #8886; --good: light-dark(#0a6b2d, #63d48a);
          --bad: light-dark(#b3261e, #ff8a80) }
        body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem auto; padding: 0 1rem; max-width: 80rem }
        .wide { overflow-x: auto }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums }
        th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top }
        th:nth-child(-n+3), td:nth-child(-n+3) { text-align: left }
        .passed { color: var(--good) } .failed, .error { color: var(--bad) }
        pre { white-space: pre-wrap; margin: .2rem 0; text-align: left }
        </style></head><body>
        \(body)
        </body></html>

        """
    }

    private static func row(_ result: CheckResult) -> String {
        let status = "<span class=\"\(result.status.rawValue)\">\(CheckText.word(result.status))</span>"
        let names = [result.scenario, result.profile, result.clockMHz > 0 ? "\(result.clockMHz) MHz" : ""]
        let cells = [status] + (names + figures(result.measurement)).map(Markup.escaped)
        let line = "<tr>\(cells.map { "<td>\($0)</td>" }.joined())</tr>"
        guard result.status != .passed else { return line }
        let text = result.complaints + CheckText.slower(result) + ["reproduce: \(result.reproduce)"]
        return line
            + "\n<tr><td></td><td colspan=\"9\"><pre>\(Markup.escaped(text.joined(separator: "\n")))</pre></td></tr>"
    }

    private static func figures(_ measurement: Measurement?) -> [String] {
        guard let measurement else { return Array(repeating: "", count: 6) }
        func seconds(_ metric: Metric) -> String { "\(Seconds(microseconds: Int64(measurement[metric])).text()) s" }
        return [
            seconds(.longestStall), seconds(.handshake), measurement.watchdog, "\(measurement[.heapPeak])",
            "\(measurement[.stackPeak])", "\(measurement[.boots])",
        ]
    }

    private static func notRun(_ scenario: String) -> String {
        "<tr><td class=\"failed\">not run</td><td>\(Markup.escaped(scenario))</td><td colspan=\"8\"></td></tr>"
    }
}
