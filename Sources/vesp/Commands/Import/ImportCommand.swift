import ArgumentParser

/// `vesp import`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a scenario of your configuration for another system.",
        discussion: "Example: vesp import esp-open-rtos examples/aws_iot --output scenario.yml",
        subcommands: [ImportESPOpenRTOSCommand.self, ImportMongooseCommand.self, ImportESPIDFCommand.self]
    )
}
