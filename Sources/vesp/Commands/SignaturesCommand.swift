import ArgumentParser
import Emulation

/// `vesp signatures`.
struct SignaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signatures",
        abstract: "Make a table by which a library's functions are recognised in firmware without symbols.",
        discussion: """
            Reads libraries (.a) and object files as they come from a compiler, or one linked ELF file with symbols. The \
            table holds names, hashes and what functions lead to, none of the library's bytes.

            Example: vesp signatures libphy.a libpp.a libnet80211.a libmain.a --output nonos-3.0.6.txt
            """
    )

    @Argument(help: ArgumentHelp("Libraries and object files, or one linked ELF file.", valueName: "file"))
    var files: [String]
    @Option(
        help: ArgumentHelp(
            "Name and version of the library, instead of those its texts tell.",
            valueName: "name version"
        )
    )
    var name: String?
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the table to a file instead of stdout.", valueName: "file|-")
    )
    var output = "-"

    func run() throws {
        try Failure.contained {
            var claims = FileClaims()
            for file in files { claims.reads(file) }
            claims.writes(output, "--output")
            try claims.check()
            let table = try SignatureMaker.table(ofFiles: files, name: name)
            try Output.save(table.text, to: output)
        }
    }
}
