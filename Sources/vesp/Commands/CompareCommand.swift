import ArgumentParser
import Record
import Reports

/// `vesp compare`.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Show two saved records side by side.",
        discussion: """
            The records are what vesp run --json wrote. Exits with 0 whether they differ or not.

            Example: vesp compare before.json after.json
            """
    )

    @Argument(help: ArgumentHelp("The record to compare with.", valueName: "a.json")) var before: String
    @Argument(help: ArgumentHelp("The record to compare.", valueName: "b.json")) var after: String
    @Option(help: ArgumentHelp("Write the differences as JSON.", valueName: "file|-")) var json: String?

    func run() throws {
        let code = try Failure.contained {
            var files = FileClaims()
            files.reads(before)
            files.reads(after)
            files.writes(json, "--json")
            try files.check()
            let comparison = Comparison(
                before: Measurement(try RunRecord.saved(at: before)),
                now: Measurement(try RunRecord.saved(at: after))
            )
            let delivery = Delivery(files: [json])
            if let json { try delivery.attempt { try Output.save(JSONReport.text(Differences(comparison)), to: json) } }
            if json != "-" { try delivery.print(ComparisonReport.text(comparison, names: ("A", "B"))) }
            return delivery.exitCode(0)
        }
        if code != 0 { throw ExitCode(code) }
    }

    private struct Differences: Encodable {
        var schema_version = 1
        var before: Measurement
        var now: Measurement
        var changes: [Baseline.Change]
        var functions: [Baseline.Change]

        init(_ comparison: Comparison) {
            before = comparison.before
            now = comparison.now
            changes = comparison.changes
            functions = comparison.functions
        }
    }
}
