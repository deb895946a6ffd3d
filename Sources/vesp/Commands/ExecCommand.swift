import ArgumentParser
import ESP8266
import Emulation
import Foundation
import Inputs
import LX106
import Reports

/// `vesp exec`.
struct ExecCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a bare LX106 program and exit with its exit code.",
        discussion: """
            The program starts at its ELF entry point and uses the simcalls exit (1), read (3) and write (4).

            Example: vesp exec .build/firmware/selftest.elf --json -
            """
    )

    @Argument(help: ArgumentHelp("The program.", valueName: "file.elf")) var file: String
    @Option(help: ArgumentHelp("Write the costs as JSON to a file, - for stdout.", valueName: "file|-"))
    var json: String?
    @Option(help: ArgumentHelp("Write the exact cycles by call stack, as collapsed stacks.", valueName: "file"))
    var profileOut: String?
    @Option(help: ArgumentHelp("Give up after so many cycles.", valueName: "n")) var cycleLimit: UInt64?
    @OptionGroup(title: "Board") var board: ExecOptions
    @Option(help: EngineHelp.text) var engine = Engine.generated

    func run() throws {
        let code = try Failure.contained { try execute() }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute() throws -> Int32 {
        let image = try RunPlan.image(file)
        var settings = try board.settings()
        settings.engine = engine
        settings.collectsCallProfile = profileOut != nil
        let program: Exec
        do {
            program = try Exec(image: image, streams: Self.streams, settings: settings)
        } catch {
            throw EmulationError.badInput(file: file, line: nil, message: "\(error)")
        }
        for path in [json, profileOut].compactMap({ $0 }) { try Output.check(path) }
        let ending = program.run(cycleLimit: cycleLimit)
        if let json { try Output.save(JSONReport.text(program.record(ending)), to: json) }
        if let profileOut, let profile = program.callProfile() {
            try Output.save(CollapsedStacks.text(profile), to: profileOut)
        }
        return try exitCode(ending)
    }

    private func exitCode(_ ending: Exec.Ending) throws(EmulationError) -> Int32 {
        func place(_ pc: UInt32) -> String { "0x" + String(pc, radix: 16) }
        switch ending {
        case .exited(let code): return Int32(code)
        case .cycleLimit:
            Output.complain("\(file): not finished after \(cycleLimit ?? 0) cycles")
            return 1
        case .waiting(let pc):
            Output.complain("\(file): waits for ever at \(place(pc)): no interrupt can come")
            return 1
        case .lost(let cause, let pc):
            let message = "went astray at \(place(pc)), exception cause \(cause), and has no exception vector"
            throw .badInput(file: file, line: nil, message: message)
        case .unknownSimcall(let number, let pc):
            throw .badInput(file: file, line: nil, message: "unknown simcall \(number) at \(place(pc))")
        }
    }

    /// stdin, stdout and stderr of this process.
    private static var streams: Exec.Streams {
        Exec.Streams(
            read: { descriptor, count in
                guard descriptor == 0 else { return nil }
                var buffer = [UInt8](repeating: 0, count: min(count, 1 << 20))
                let got = Glibc.read(0, &buffer, buffer.count)
                return got < 0 ? nil : Array(buffer.prefix(got))
            },
            write: { descriptor, bytes in
                guard descriptor == 1 || descriptor == 2 else { return nil }
                let count = bytes.withUnsafeBytes { Glibc.write(Int32(descriptor), $0.baseAddress, $0.count) }
                return count < 0 ? nil : count
            }
        )
    }
}
