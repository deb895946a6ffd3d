import ArgumentParser
import Record
import Reports

extension Metric: ExpressibleByArgument {}

/// Where the reports of a sweep go.
struct SweepReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write the table as comma-separated values.", valueName: "file|-")) var csv: String?
    @Option(help: ArgumentHelp("Write everything as JSON.", valueName: "file|-")) var json: String?
    @Option(help: ArgumentHelp("Write a page with a heat map.", valueName: "file|-")) var html: String?
    @Option(help: "Metric of the heat map.") var metric = Metric.wholeStall
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
    var metric = Metric.wholeStall
    var isQuiet = false

    /// Says which files are written.
    func claim(_ claims: inout FileClaims) {
        claims.writes(json, "--json")
        claims.writes(csv, "--csv")
        claims.writes(html, "--html")
    }

    /// Writes every report asked for; the exit code. `failure` is why a run's page could not be written, if one could not.
    func publish(_ report: SweepReport, _ failure: (any Error)? = nil) throws -> Int32 {
        let delivery = Delivery(files: [csv, json, html])
        if let json { try delivery.attempt { try Output.save(JSONReport.text(report), to: json) } }
        if let csv { try delivery.attempt { try Output.save(SweepTable.csv(report), to: csv) } }
        if let html {
            try delivery.attempt {
                try Output.save(HeatMap.text(report, metric: metric, file: html == "-" ? nil : html), to: html)
            }
        }
        if let failure { try delivery.attempt { throw failure } }
        if !isQuiet, ![csv, json, html].contains("-") { try delivery.print(SweepTable.text(report)) }
        return delivery.exitCode(report.exitCode)
    }
}
