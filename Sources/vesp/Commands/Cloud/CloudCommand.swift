import ArgumentParser

/// `vesp cloud`.
struct CloudCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cloud",
        abstract: "Put an AWS IoT endpoint on the desk, for virtual and real devices.",
        discussion: "Example: vesp cloud serve --device device.pem",
        subcommands: [
            CloudServeCommand.self, CloudStatusCommand.self, CloudCACommand.self, CloudAuthorizeCommand.self,
        ]
    )
}
