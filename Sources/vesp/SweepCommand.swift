import ArgumentParser
import Emulation
import Foundation
import LX106
import Reports

extension Metric: ExpressibleByArgument {}

/// `vesp sweep`.
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Run every combination of profiles, clocks, keys and what else a matrix names.",
        discussion: """
            Exits with 0 when every run could be done, whatever it came to: a sweep asks, vesp check judges.

            Example: vesp sweep Fixtures/matrices/clocks-and-keys.yml --csv sweep.csv --html sweep.html
            """
    )

    @Argument(help: ArgumentHelp("Matrix file.", valueName: "matrix.yml")) var matrix: String
    @OptionGroup(title: "Runs") var work: WorkOptions
    @OptionGroup(title: "Reports") var reports: SweepReportOptions

    func run() throws {
        let code = try Failure.contained { try execute() }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute() throws -> Int32 {
        for path in [reports.csv, reports.json, reports.html].compactMap({ $0 }) { try Output.check(path) }
        let matrix = try Matrix(yaml: FileAccess.text(matrix), file: matrix)
        var report = SweepReport()
        report.axes = matrix.axes
        report.shard = try work.part()
        var sweep = Sweep(matrix, shard: report.shard, locator: .ofThisTool(firmware: work.firmware))
        sweep.engine = work.engine
        let outcome = work.results(of: sweep.pool(threads: work.threads), "runs", isShown: !reports.quiet) { _, _ in }
        report.points = outcome.results.compactMap { $0 }
        report.interrupted = !outcome.isComplete
        try reports.outputs.publish(report)
        return report.exitCode
    }
}

/// Where the reports of a sweep go.
struct SweepReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write the table as comma-separated values.", valueName: "file|-")) var csv: String?
    @Option(help: ArgumentHelp("Write everything as JSON.", valueName: "file|-")) var json: String?
    @Option(help: ArgumentHelp("Write a page with a heat map.", valueName: "file|-")) var html: String?
    @Option(help: "Metric of the heat map.") var metric = Metric.longestStall
    @Flag(help: "No table on the terminal.") var quiet = false

    func validate() throws {
        guard [csv, json, html].filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("only one report can go to stdout")
        }
    }

    /// Where everything goes.
    var outputs: SweepOutputs {
        SweepOutputs(csv: csv, json: json, html: html, metric: metric, isQuiet: quiet)
    }
}

/// Where the reports of a sweep go, nil for nowhere.
struct SweepOutputs {
    var csv: String?
    var json: String?
    var html: String?
    var metric = Metric.longestStall
    var isQuiet = false

    /// Writes every report asked for.
    func publish(_ report: SweepReport) throws {
        if let json { try Output.save(JSONReport.text(report), to: json) }
        if let csv { try Output.save(SweepTable.csv(report), to: csv) }
        if let html { try Output.save(HeatMap.text(report, metric: metric), to: html) }
        if !isQuiet, ![csv, json, html].contains("-") { Output.print(SweepTable.text(report)) }
    }
}
