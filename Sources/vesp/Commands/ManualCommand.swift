import ArgumentParser

/// `vesp manual`: what `make install` puts into man1.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Print the man page.",
        discussion: "Example: vesp manual",
        shouldDisplay: false
    )

    func run() throws {
        try Failure.contained {
            try Output.print(Manual.text(help: Vesp._dumpHelp(), version: Vesp.configuration.version))
        }
    }
}
