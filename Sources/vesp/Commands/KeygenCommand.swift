import ArgumentParser
import CloudEndpoint
import Inputs

extension DeviceKey.Kind: ExpressibleByArgument {}

/// `vesp keygen`.
struct KeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make a private key for a device.",
        discussion: """
            As the tutorials of AWS IoT do with openssl: EC PARAMETERS and EC PRIVATE KEY on prime256v1 (openssl ecparam \
            -genkey), or RSA PRIVATE KEY with 2048 bits (openssl genrsa -traditional). The file's mode is 600.

            Example: vesp keygen --output device.key.pem
            """
    )

    @Option(help: "ec or rsa.") var type = DeviceKey.Kind.ec
    @Flag(help: "Write a block PRIVATE KEY, as openssl genpkey does.") var pkcs8 = false
    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write the key, - for stdout.", valueName: "file|-"))
    var output: String
    @Flag(help: "Replace a file that is there.") var force = false

    func run() throws {
        try Failure.contained {
            if output != "-", let obstacle = OutputFile(output).obstacle(overwrites: force) {
                throw OutputError.refused(output, obstacle)
            }
            var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
            guard let key = DeviceKey(type, pkcs8 ? .pkcs8 : .traditional, using: &random) else {
                throw EmulationError.inconsistent("no key could be made")
            }
            try Output.create(key.pem, at: output, isSecret: true, overwrites: force)
        }
    }
}
