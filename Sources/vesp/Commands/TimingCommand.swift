import ArgumentParser
import Inputs
import Record
import Reports

/// `vesp timing`.
struct TimingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timing",
        abstract: "Print the timing model: every parameter with its evidence, or the range of what is assumed.",
        discussion: "Example: vesp timing --profile esp-open-rtos --json timing.json"
    )

    @Option(help: "Profile: a name that `vesp profiles` lists, or a file.") var profile: String?
    @Option(help: ArgumentHelp("Write the table as JSON to a file, - for stdout.", valueName: "file|-"))
    var json: String?

    func run() throws {
        let code = try Failure.contained {
            var files = FileClaims()
            files.reads(profile)
            files.writes(json, "--json")
            try files.check()
            let locator = Locator.ofThisTool(firmware: nil)
            let table = TimingTable(try locator.profile(profile ?? Scenario.defaultProfile))
            let delivery = Delivery(files: [json])
            if let json { try delivery.attempt { try Output.save(JSONReport.text(table), to: json) } }
            if json != "-" { try delivery.print(TimingReport.text(table)) }
            return delivery.exitCode(0)
        }
        if code != 0 { throw ExitCode(code) }
    }
}
