import ArgumentParser
import CloudEndpoint
import Emulation
import Inputs

/// What every `vesp import` takes, and does.
struct ImportOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The project's folder.", valueName: "dir")) var folder: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Write the scenario to a file instead of stdout, where it has no password.",
            valueName: "file|-"
        )
    )
    var output = "-"
    @Flag(help: "Replace files that are there.") var force = false

    /// Writes what `read` finds in the folder.
    func run(_ read: (String) throws(EmulationError) -> ImportedConfiguration) throws {
        try Failure.contained {
            let imported = try read(folder)
            try ClientCredentials.check(imported)
            let files = try imported.files(output: output)
            for file in files where file.path != "-" {
                if let obstacle = OutputFile(file.path).obstacle(overwrites: force) {
                    throw OutputError.refused(file.path, obstacle)
                }
            }
            for file in files {
                try Output.create(file.text, at: file.path, isSecret: file.isSecret, overwrites: force)
            }
        }
    }
}
