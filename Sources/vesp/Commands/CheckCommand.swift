import ArgumentParser
import Emulation
import Foundation
import Inputs
import LX106
import Record
import Reports
import Studies

/// `vesp check`.
struct CheckCommand: InterruptibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Run scenarios and hold them to what they expect and to a baseline.",
        discussion: """
            Exits with 1 when a scenario is not as expected, differs from the baseline, or was not run because of a \
            signal.

            Example: vesp check Fixtures/scenarios --baseline Fixtures/scenarios/baseline.json --junit junit.xml
            """
    )

    @Argument(help: ArgumentHelp("Scenario files, and folders of them.", valueName: "paths"))
    var paths: [String]
    @Option(help: ArgumentHelp("Measurements to compare with.", valueName: "file")) var baseline: String?
    @Flag(help: "Write the measurements into the baseline instead.") var updateBaseline = false
    @OptionGroup(title: "Runs") var work: WorkOptions
    @OptionGroup(title: "Reports") var reports: CheckReportOptions
    @OptionGroup(title: "Reports") var pages: PageOptions

    func validate() throws {
        if updateBaseline, baseline == nil { throw ValidationError("--update-baseline needs --baseline") }
    }

    func run() throws {
        let code = try Failure.contained { try execute() }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute() throws -> Int32 {
        let found = try ScenarioFiles.found(at: paths)
        try claims(found).check()
        let delivery = reports.delivery
        var report = CheckReport()
        report.scenarios = found.count
        report.shard = try work.part()
        let mine = report.shard?.part(of: found) ?? found
        var check = Check(scenarios: mine, locator: Locator.ofThisTool(firmware: work.firmware))
        check.engine = work.engine
        check.baselineFile = baseline
        check.collectsFunctions = updateBaseline
        let pages = try pages.writer()
        check.pageWriter = pages?.write
        if let baseline, !updateBaseline { check.baseline = try Baseline.saved(at: baseline) }
        let outcome = try work.results(of: check.pool(threads: work.threads), "scenarios", isShown: !reports.quiet) {
            let line = CheckText.line($1, number: $0 + 1, of: mine.count)
            try reports.show(line, isGood: $1.status == .passed, delivery)
        }
        report.results = outcome.results.compactMap { $0 }
        report.notRun = zip(mine, outcome.results).filter { $0.1 == nil }.map(\.0)
        report.interrupted = !outcome.isComplete
        try reports.publish(report, delivery)
        if let failure = pages?.failure() { try delivery.attempt { throw failure } }
        if updateBaseline, let baseline { try delivery.attempt { try update(baseline, with: report) } }
        return delivery.exitCode(report.exitCode)
    }

    private func claims(_ scenarios: [String]) -> FileClaims {
        var claims = FileClaims()
        for file in scenarios { claims.reads(file) }
        if updateBaseline { claims.writes(baseline, "--baseline") } else { claims.reads(baseline) }
        reports.claim(&claims)
        return claims
    }

    private func update(_ file: String, with report: CheckReport) throws {
        guard report.results.allSatisfy({ $0.status != .error }), report.notRun.isEmpty else {
            return Output.complain("\(file): not updated, for not every scenario was run")
        }
        var baseline = FileAccess.exists(file) ? try Baseline.saved(at: file) : Baseline()
        baseline.update(with: report.results, file: file)
        try Output.save(JSONReport.text(baseline), to: file)
    }
}
