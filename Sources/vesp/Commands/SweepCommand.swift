import ArgumentParser
import Emulation
import Foundation
import Inputs
import LX106
import Record
import Reports
import Studies

/// `vesp sweep`.
struct SweepCommand: InterruptibleCommand {
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
    @OptionGroup(title: "Reports") var pages: PageOptions

    func run() throws {
        let code = try Failure.contained { try execute() }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute() throws -> Int32 {
        var files = FileClaims()
        files.reads(matrix)
        reports.outputs.claim(&files)
        try files.check()
        let matrix = try Matrix(yaml: FileAccess.text(matrix), file: matrix)
        var report = SweepReport()
        report.axes = matrix.axes
        report.shard = try work.part()
        var sweep = Sweep(matrix, shard: report.shard, locator: .ofThisTool(firmware: work.firmware))
        sweep.engine = work.engine
        let pages = try pages.writer()
        sweep.pageWriter = pages?.write
        let outcome = work.results(of: sweep.pool(threads: work.threads), "runs", isShown: !reports.quiet) { _, _ in }
        report.points = outcome.results.compactMap { $0 }
        report.interrupted = !outcome.isComplete
        return try reports.outputs.publish(report, pages?.failure())
    }
}
