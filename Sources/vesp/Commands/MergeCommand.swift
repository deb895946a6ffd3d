import ArgumentParser
import Record
import Reports
import Studies

/// `vesp merge`.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Join the JSON reports of a check or a sweep that ran in shards.",
        discussion: """
            Exits as the whole would have; also with 1 when a shard is missing.

            Example: vesp merge shard-1.json shard-2.json --junit junit.xml
            """
    )

    @Argument(help: ArgumentHelp("What vesp check or vesp sweep wrote with --shard and --json.", valueName: "files"))
    var files: [String]
    @OptionGroup(title: "Reports") var reports: CheckReportOptions
    @Option(help: ArgumentHelp("Of a sweep: write the table as comma-separated values.", valueName: "file|-"))
    var csv: String?

    func run() throws {
        let code = try Failure.contained { try execute() }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute() throws -> Int32 {
        guard let first = files.first else { return 64 }
        var claims = FileClaims()
        for file in files { claims.reads(file) }
        reports.claim(&claims)
        claims.writes(csv, "--csv")
        try claims.check()
        switch try SavedKind.of(first) {
        case .check: return try mergeCheck()
        case .sweep: return try mergeSweep()
        }
    }

    private func mergeCheck() throws -> Int32 {
        guard csv == nil else { throw ValidationError("--csv is for sweeps") }
        guard let report = try CheckReport.merged(files) else { return 64 }
        let delivery = reports.delivery
        for (index, result) in report.results.enumerated() where result.status != .passed {
            let line = CheckText.line(result, number: index + 1, of: report.results.count)
            try reports.show(line, isGood: false, delivery)
        }
        try reports.publish(report, delivery)
        return delivery.exitCode(report.exitCode)
    }

    private func mergeSweep() throws -> Int32 {
        guard reports.junit == nil else { throw ValidationError("--junit is for checks") }
        guard let report = try SweepReport.merged(files) else { return 64 }
        let outputs = SweepOutputs(csv: csv, json: reports.json, html: reports.html, isQuiet: reports.quiet)
        return try outputs.publish(report)
    }
}
