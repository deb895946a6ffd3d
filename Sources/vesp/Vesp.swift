import ArgumentParser
import Foundation

/// The command line: parses, calls one function, prints a view.
struct Vesp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vesp",
        abstract: "A virtual ESP8266: runs firmware under a cycle budget and says what a TLS handshake costs.",
        discussion: """
            Exit codes: 0 good, 1 the verdict is bad, 64 usage, 65 bad input data, 66 input not found, \
            69 a service is unavailable, 70 internal fault, 73 an output cannot be written, 141 nobody reads stdout \
            any more.

            Example: vesp run --profile esp-open-rtos --cert device.pem --key device.key.pem
            """,
        version: version,
        subcommands: [
            RunCommand.self, BoardCommand.self, CloudCommand.self, CheckCommand.self, SweepCommand.self,
            MergeCommand.self,
            CompareCommand.self, SystemsCommand.self, CompareSystemsCommand.self,
            ReportCommand.self, ExecCommand.self, IdentifyCommand.self, SignaturesCommand.self, ProfilesCommand.self,
            TimingCommand.self, FidelityCommand.self, AdviseCommand.self, KeygenCommand.self, CSRCommand.self,
            PEM2CCommand.self, ImportCommand.self, SchemaCommand.self, ManualCommand.self,
        ]
    )
}

/// The entry point: one line on stderr for every failure, and its exit code.
@main
enum Main {
    static func main() {
        prepareProcess()
        do {
            var command = try Vesp.parseAsRoot()
            if command is any InterruptibleCommand { Interruption.listen() } else { Interruption.release() }
            try command.run()
        } catch {
            exit(report(error))
        }
    }

    /// A file that cannot be written, be it a closed pipe or a file that may not grow, must end in an exit code, not in a
    /// signal; a signal must not come before it is known what it should end.
    private static func prepareProcess() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        Interruption.hold()
        Fault.endsInOneLine()
        Descriptor.reserveStandardStreams()
    }

    /// Prints what `error` has to say; the exit code.
    private static func report(_ error: any Error) -> Int32 {
        let code = Vesp.exitCode(for: error)
        guard code == .validationFailure else {
            let text = Vesp.fullMessage(for: error)
            guard code.isSuccess, !text.isEmpty else {
                if !text.isEmpty { Output.complain(text) }
                return code.rawValue
            }
            do {
                try Output.print(text + "\n")
            } catch {
                return Failure.told(error).rawValue
            }
            return code.rawValue
        }
        Output.complain(Vesp.message(for: error))
        return code.rawValue
    }
}
