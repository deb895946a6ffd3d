import ArgumentParser
import Inputs
import Record
import Reports

/// `vesp report`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show a saved run again, as text or as an HTML page.",
        discussion: """
            Reads what `vesp run --json` wrote. Without --html: the text report.

            Example: vesp report record.json --html report.html
            """
    )

    @Argument(help: ArgumentHelp("Saved record.", valueName: "record.json")) var record: String
    @Option(help: ArgumentHelp("Write one self-contained HTML page, - for stdout.", valueName: "file|-"))
    var html: String?

    func run() throws {
        try Failure.contained {
            var files = FileClaims()
            files.reads(record)
            files.writes(html, "--html")
            try files.check()
            let record = try saved()
            guard let html else {
                return try Output.print(Output.coloured(TextReport.text(record), isGood: record.verdict.ok))
            }
            try Output.save(HTMLReport.text(record), to: html)
        }
    }

    private func saved() throws(EmulationError) -> RunRecord {
        let text = try FileAccess.text(record)
        do {
            return try JSONReport.record(text)
        } catch {
            throw .badInput(file: record, line: nil, message: "is not a run record: \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, let context): return place(context.codingPath + [key]) + "missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            return place(context.codingPath) + context.debugDescription
        @unknown default: return "\(error)"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.isEmpty ? "" : path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".") + ": "
    }
}
