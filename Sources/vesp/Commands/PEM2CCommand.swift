import ArgumentParser
import CloudEndpoint
import Inputs

/// `vesp pem2c`.
struct PEM2CCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pem2c",
        abstract: "Turn a PEM file into a C string, to be built into firmware.",
        discussion: """
            Every line becomes a literal that ends in \\r\\n, as the sed line of esp-open-rtos' aws_iot example has it; \
            several blocks (EC PARAMETERS and a key, a chain) stay in their order, text around them stays out. With \
            --name the result is the definition of a variable, as in client_config.c.

            A private key is not shown on a terminal unless --output - asks for that.

            Example: vesp pem2c device.key.pem --name client_key --output client_key.c
            """
    )

    @Argument(help: ArgumentHelp("The PEM file: certificates, keys, or both.", valueName: "file")) var file: String
    @Option(help: "Define a variable of this name.") var name: String?
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to a file, - for stdout; with a private key its mode is 600.", valueName: "file|-")
    )
    var output: String?
    @Flag(help: "Replace a file that is there by one with a private key.") var force = false

    func validate() throws {
        guard let name, !PEMSource.isName(name) else { return }
        throw ValidationError("--name '\(name)': is not a name in C")
    }

    func run() throws {
        try Failure.contained {
            var claims = FileClaims()
            claims.reads(file)
            claims.writes(output, "--output")
            try claims.check()
            let source = try CredentialFailure.source(file)
            guard source.hasPrivateKey else {
                return try Output.save(source.cText(name: name), to: output ?? "-")
            }
            guard output != nil || !Output.isTerminal(1) else {
                throw ValidationError(
                    "'\(file)' has a private key; name a file with --output, or show it with --output -"
                )
            }
            try Output.create(source.cText(name: name), at: output ?? "-", isSecret: true, overwrites: force)
        }
    }
}
