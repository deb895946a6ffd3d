import ArgumentParser
import Inputs
import Reports

extension FileSchema: ExpressibleByArgument {}

/// `vesp schema`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of a kind of file, for editors and validators.",
        discussion: "Example: vesp schema scenario"
    )

    @Argument(help: "scenario, profile, matrix, record or baseline.") var file: FileSchema
    @Flag(help: "Print the name of the committed file instead.") var name = false

    func run() throws {
        try Failure.contained {
            try Output.print(name ? file.fileName + "\n" : JSONReport.text(file.document()))
        }
    }
}
