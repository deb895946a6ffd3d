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
        try Failure.contained {
            let locator = Locator.ofThisTool(firmware: nil)
            let table = TimingTable(try locator.profile(profile ?? Scenario.defaultProfile))
            if let json { try Output.save(JSONReport.text(table), to: json) }
            if json != "-" { Output.print(TimingReport.text(table)) }
        }
    }
}
