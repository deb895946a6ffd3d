import ArgumentParser
import Emulation

/// Where a bare program is stopped that does not end by itself.
struct ExecLimitOptions: ParsableArguments {
    /// A number, or the word none.
    struct Bound: ExpressibleByArgument, CustomStringConvertible {
        var value: UInt64?

        init(_ value: UInt64) { self.value = value }

        init?(argument: String) {
            value = UInt64(argument)
            if value == nil && argument != "none" { return nil }
        }

        var text: String { value.map(String.init) ?? "none" }
        var description: String { text }
    }

    @Option(
        help: ArgumentHelp("Give up after so many cycles, a byte of output counted as one more.", valueName: "n|none")
    )
    var cycleLimit = Bound(100_000_000_000)
    @Option(help: ArgumentHelp("Give up after so many bytes of output.", valueName: "n|none"))
    var outputLimit = Bound(100_000_000)

    var limits: Exec.Limits { Exec.Limits(cycles: cycleLimit.value, output: outputLimit.value) }
}
