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

    /// Says which files are written.
    func claim(_ claims: inout FileClaims) {
        claims.writes(json, "--json")
        claims.writes(junit, "--junit")
        claims.writes(html, "--html")
        claims.writes(Self.stepSummary, "GITHUB_STEP_SUMMARY")
    }

    /// What all reports are written through.
    var delivery: Delivery { Delivery(files: [junit, json, html, Self.stepSummary]) }

    /// Shows text for people, beside a report on stdout on stderr.
    func show(_ text: String, isGood: Bool, _ delivery: Delivery) throws {
        guard !quiet else { return }
        if takesStdout { return Output.note(Output.coloured(text, isGood: isGood, on: 2)) }
        try delivery.print(Output.coloured(text, isGood: isGood))
    }

    /// Writes every report asked for, and what the build server wants.
    func publish(_ report: CheckReport, _ delivery: Delivery) throws {
        if let json { try delivery.attempt { try Output.save(JSONReport.text(report), to: json) } }
        if let junit { try delivery.attempt { try Output.save(JUnitReport.text(report), to: junit) } }
        if let html {
            try delivery.attempt { try Output.save(CheckPage.text(report, file: html == "-" ? nil : html), to: html) }
        }
        try show(CheckText.summary(report), isGood: report.isGood, delivery)
        guard Self.isGitHub else { return }
        let annotations = GitHubReport.annotations(report)
        if takesStdout { Output.note(annotations) } else { try delivery.print(annotations) }
        if let file = Self.stepSummary {
            try delivery.attempt { try Output.append(GitHubReport.summary(report), to: file) }
        }
    }

    private static var isGitHub: Bool { ProcessInfo.processInfo.environment["GITHUB_ACTIONS"] == "true" }

    /// Where a GitHub Actions job wants a summary; nil elsewhere.
    private static var stepSummary: String? {
        guard isGitHub, let file = ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"] else { return nil }
        return file.isEmpty ? nil : file
    }
}
