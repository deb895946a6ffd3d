import ArgumentParser
import Emulation
import Inputs
import Reports

/// `vesp identify`.
struct IdentifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identify",
        abstract: "Say what a firmware file is: SDK, TLS library, flash layout, boot loader.",
        discussion: """
            Reads a linked ELF file or what is written to flash offset 0. Nothing is executed.

            Example: vesp identify .build/firmware/selftest.elf --json identity.json
            """
    )

    @Argument(help: ArgumentHelp("The firmware: an ELF file or a flash image.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("Write the findings as JSON to a file, - for stdout.", valueName: "file|-"))
    var json: String?

    func run() throws {
        let code = try Failure.contained {
            var files = FileClaims()
            files.reads(file)
            files.writes(json, "--json")
            try files.check()
            let identity = try Identification.identity(ofFile: file, Locator.ofThisTool(firmware: nil))
            let delivery = Delivery(files: [json])
            if let json { try delivery.attempt { try Output.save(JSONReport.text(identity), to: json) } }
            if json != "-" { try delivery.print(IdentityReport.text(identity)) }
            return delivery.exitCode(0)
        }
        if code != 0 { throw ExitCode(code) }
    }
}
