import Record

/// A check for a GitHub Actions job: annotations at the scenario files, and a step summary.
public enum GitHubReport {
    /// One workflow command per scenario that is not as expected, and one for an interrupted check.
    public static func annotations(_ report: CheckReport) -> String {
        var lines = report.results.filter { $0.status != .passed }.map { result in
            let message = (result.complaints + ["reproduce: \(result.reproduce)"]).joined(separator: "\n")
            let title = "vesp check: \(FileName.stem(of: result.scenario))"
            return "::error file=\(property(result.scenario)),title=\(property(title))::\(data(message))"
        }
        if report.interrupted { lines.append("::error title=vesp check::interrupted, \(report.notRun.count) not run") }
        lines += report.missingShards.map { "::error title=vesp check::shard \($0.text) is missing" }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Markdown for the summary page of the job.
    public static func summary(_ report: CheckReport) -> String {
        var lines = ["### vesp check", "", cell(CheckText.summary(report)), ""]
        lines += ["| | scenario | profile | longest stall | handshake | first bite | what is wrong |"]
        lines += ["|---|---|---|---|---|---|---|"]
        for result in report.results {
            let measurement = result.measurement
            let cells = [
                CheckText.word(result.status), result.scenario, "\(result.profile) \(result.clockMHz) MHz",
                measurement?.stall ?? "", measurement.map(Metric.handshake.brief) ?? "", measurement?.watchdog ?? "",
                result.complaints.joined(separator: "<br>"),
            ]
            lines.append("| \(cells.map(cell).joined(separator: " | ")) |")
        }
        lines += report.notRun.map { "| not run | \(cell($0)) | | | | | |" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Text of a workflow command.
    static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A").printable
    }

    /// A property of a workflow command.
    static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }

    private static func cell(_ text: String) -> String {
        text.trimmingNewlines.printable.replacing("\\", with: "\\\\").replacing("|", with: "\\|")
    }
}

extension String {
    fileprivate var trimmingNewlines: String {
        var text = self
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
