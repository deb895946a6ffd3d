import ArgumentParser
import CloudServer
import Inputs

/// `vesp cloud ca`.
struct CloudCACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca",
        abstract: "Print the root certificates that clients of the endpoint are to trust, as PEM.",
        discussion: """
            Without --control-port, those of the endpoint that this vesp brings.

            Example: vesp cloud ca --control-port 8080
            """
    )

    @Option(help: ArgumentHelp("Ask the endpoint with this control port.", valueName: "port")) var controlPort: Int?

    func run() throws {
        try Failure.contained {
            guard let controlPort else {
                let file = try Locator.ofThisTool(firmware: nil).certificate("root-ca.pem")
                return try Output.print(try FileAccess.text(file))
            }
            let text = try CloudFailure.contained { () throws(CloudServerError) in
                try ControlClient.get(ControlClient.authoritiesPath, port: controlPort)
            }
            guard let pem = String(validating: text, as: UTF8.self), pem.hasPrefix("-----BEGIN CERTIFICATE-----") else {
                throw EmulationError.unavailable("127.0.0.1:\(controlPort) answers, but not as vesp cloud serve does")
            }
            try Output.print(pem)
        }
    }
}
