import ArgumentParser
import Emulation
import Reports

/// `vesp merge`.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Join the JSON reports of a check that ran in shards.",
        discussion: """
            Exits as the whole check would have; also with 1 when a shard is missing.

            Example: vesp merge shard-1.json shard-2.json --junit junit.xml
            """
    )

    @Argument(help: ArgumentHelp("What vesp check --shard --json wrote.", valueName: "files")) var files: [String]
    @OptionGroup(title: "Reports") var reports: CheckReportOptions

    func run() throws {
        let code = try Failure.contained { try execute() }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute() throws -> Int32 {
        let report = try CheckReport.merged(files)
        for (index, result) in report.results.enumerated() where result.status != .passed {
            reports.show(CheckText.line(result, number: index + 1, of: report.results.count), isGood: false)
        }
        try reports.publish(report)
        return report.exitCode
    }
}
