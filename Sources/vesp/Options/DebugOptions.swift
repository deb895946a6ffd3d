import ArgumentParser
import Emulation
import Inputs

/// The debugger that may come.
struct DebugOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Wait for GDB on this port of loopback before the first instruction; 0 takes a free one.",
            valueName: "port"
        )
    )
    var gdb: Int?

    /// The debugger, which is told of on stderr; nil unless asked for.
    func debugger() throws(EmulationError) -> Debugger? {
        guard let gdb else { return nil }
        let server = try DebugServer(port: gdb)
        Output.note("waiting for GDB on 127.0.0.1:\(server.port)\n")
        return Debugger(server)
    }
}
