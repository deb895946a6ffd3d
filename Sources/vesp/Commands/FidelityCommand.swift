import ArgumentParser
import Emulation
import Inputs
import Record
import Reports
import Studies

/// `vesp fidelity`.
struct FidelityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fidelity",
        abstract: "Repeat published measurements and print the comparison as Markdown.",
        discussion: "Example: vesp fidelity --long --output docs/fidelity.md"
    )

    @Flag(help: "Run the cases that take minutes and the field reports, too.") var long = false
    @Flag(help: "Compare unmodified firmware with the stand-in of its SDK, and nothing else.") var standInOnly = false
    @Option(help: ArgumentHelp("Write the document to a file, - for stdout.", valueName: "file|-")) var output = "-"
    @Option(help: ArgumentHelp("Folder of the guest images.", valueName: "dir")) var firmware: String?

    func run() throws {
        try Failure.contained {
            var files = FileClaims()
            files.writes(output, "--output")
            try files.check()
            let locator = Locator.ofThisTool(firmware: firmware)
            let progress = ProgressLine(isWanted: true)
            defer { progress.clear() }
            let standIn = try StandInStudy(locator: locator).table(onProgress: progress.show)
            if standInOnly {
                progress.clear()
                try Output.save(FidelityReport.section(standIn), to: output)
                return
            }
            let suite = try FidelitySuite(locator: locator)
            let results = try suite.results(long: long, onProgress: progress.show)
            let validation = long ? try suite.crossValidation(onProgress: progress.show) : nil
            let field = long ? try FieldReports(locator: locator).results(onProgress: progress.show) : []
            let cache = long ? try CacheTable(locator: locator, onProgress: progress.show) : nil
            let headlines = ["rsa-2048-80mhz", "p-256-160mhz"]
            let assumptions =
                long ? try AssumptionTable(scenarios: headlines, locator: locator, onProgress: progress.show) : nil
            progress.clear()
            let document = FidelityReport.document(
                results,
                crossValidation: validation,
                field: field,
                cache: cache,
                assumptions: assumptions,
                standIn: standIn
            )
            try Output.save(document, to: output)
        }
    }
}
