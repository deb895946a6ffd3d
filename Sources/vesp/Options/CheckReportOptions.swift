import ArgumentParser
import Foundation
import Inputs
import Record
import Reports

/// Where the reports of a check go.
struct CheckReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write a JUnit report, for the test views of build servers.", valueName: "file|-"))
    var junit: String?
    @Option(help: ArgumentHelp("Write everything as JSON.", valueName: "file|-")) var json: String?
    @Option(help: ArgumentHelp("Write a page with a table of all scenarios.", valueName: "file|-")) var html: String?
    @Flag(help: "No lines on the terminal.") var quiet = false

    /// Whether stdout belongs to a report.
    private var takesStdout: Bool { [junit, json, html].contains("-") }

    func validate() throws {
        guard [junit, json, html].filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("only one report can go to stdout")
        }
    }

    /// Finds out before the runs what could not be written after them.
    func prepare() throws(EmulationError) {
        for path in [junit, json, html].compactMap({ $0 }) { try Output.check(path) }
    }

    /// Shows text for people.
    func show(_ text: String, isGood: Bool) {
        guard !quiet else { return }
        let descriptor: Int32 = takesStdout ? 2 : 1
        Output.write(Output.coloured(text, isGood: isGood, on: descriptor), to: descriptor)
    }

    /// Writes every report asked for, and what the build server wants.
    func publish(_ report: CheckReport) throws {
        if let json { try Output.save(JSONReport.text(report), to: json) }
        if let junit { try Output.save(JUnitReport.text(report), to: junit) }
        if let html { try Output.save(CheckPage.text(report), to: html) }
        show(CheckText.summary(report), isGood: report.isGood)
        let environment = ProcessInfo.processInfo.environment
        guard environment["GITHUB_ACTIONS"] == "true" else { return }
        Output.write(GitHubReport.annotations(report), to: takesStdout ? 2 : 1)
        if let file = environment["GITHUB_STEP_SUMMARY"], !file.isEmpty {
            try Output.append(GitHubReport.summary(report), to: file)
        }
    }
}
