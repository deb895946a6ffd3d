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
            The program starts at its ELF entry point and uses the simcalls exit (1), read (3) and write (4). It ends \
            with exit code 1 when it reaches a limit.

            Example: vesp exec .build/firmware/selftest.elf --json -

            Example: vesp exec .build/firmware/selftest.elf --gdb 3333
            """
    )

    @Argument(help: ArgumentHelp("The program.", valueName: "file.elf")) var file: String
    @Option(help: ArgumentHelp("Write the costs as JSON to a file, - for stdout.", valueName: "file|-"))
    var json: String?
    @Option(help: ArgumentHelp("Write the exact cycles by call stack, as collapsed stacks.", valueName: "file"))
    var profileOut: String?
    @OptionGroup(title: "Limits") var limits: ExecLimitOptions
    @OptionGroup(title: "Board") var board: ExecOptions
    @Option(help: EngineHelp.text) var engine = Engine.generated
    @OptionGroup var debug: DebugOptions

    func run() throws {
        let code = try Failure.contained { try execute() }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute() throws -> Int32 {
        var files = FileClaims()
        files.reads(file)
        files.reads(board.profile)
        files.writes(json, "--json")
        files.writes(profileOut, "--profile-out")
        let image = try RunPlan.image(file)
        var settings = try board.settings()
        settings.engine = engine
        settings.collectsCallProfile = profileOut != nil
        let streams = ProcessStreams()
        try files.check()
        let (program, ending) = try execute(image, streams.streams, settings)
        let delivery = Delivery(files: [json, profileOut])
        if ending == .readerGone { try delivery.attempt { throw OutputError.readerGone } }
        if let refusal = streams.refusal { try delivery.attempt { throw OutputError.refused("stdout", refusal) } }
        if let json { try delivery.attempt { try Output.save(JSONReport.text(program.record(ending)), to: json) } }
        if let profileOut, let profile = program.callProfile() {
            try delivery.attempt { try Output.save(CollapsedStacks.text(profile), to: profileOut) }
        }
        return delivery.exitCode(try exitCode(ending))
    }

    private func execute(
        _ image: ELFImage,
        _ streams: Exec.Streams,
        _ settings: Exec.Settings
    ) throws -> (Exec, Exec.Ending) {
        let debugger = try debug.debugger()
        do {
            if let debugger {
                return try Exec.run(
                    image: image,
                    streams: streams,
                    settings: settings,
                    limits: limits.limits,
                    debugger: debugger
                )
            }
            let program = try Exec(image: image, streams: streams, settings: settings)
            return (program, program.run(limits: limits.limits))
        } catch {
            throw EmulationError.badInput(file: file, line: nil, message: "\(error)")
        }
    }

    private func exitCode(_ ending: Exec.Ending) throws(EmulationError) -> Int32 {
        func place(_ pc: UInt32) -> String { "0x" + String(pc, radix: 16) }
        switch ending {
        case .exited(let code): return Int32(code)
        case .cycleLimit:
            Output.complain("\(file): not finished after \(limits.cycleLimit.text) cycles, see --cycle-limit")
            return 1
        case .outputLimit:
            Output.complain("\(file): not finished after \(limits.outputLimit.text) bytes, see --output-limit")
            return 1
        case .readerGone: return 0
        case .killed:
            Output.complain("\(file): ended by the debugger")
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
}

/// stdin, stdout and stderr of this process, as a guest sees them.
private final class ProcessStreams {
    /// Why stdout last took no more, for a program may not look.
    private(set) var refusal: WriteRefusal?

    var streams: Exec.Streams {
        Exec.Streams(
            read: { descriptor, count in
                guard descriptor == 0 else { return nil }
                var buffer = [UInt8](repeating: 0, count: min(count, 1 << 20))
                let got = Glibc.read(0, &buffer, buffer.count)
                return got < 0 ? nil : Array(buffer.prefix(got))
            },
            write: write
        )
    }

    private func write(_ descriptor: UInt32, _ bytes: [UInt8]) -> Exec.Write {
        guard descriptor == 1 || descriptor == 2 else { return .refused(errno: UInt32(EBADF)) }
        do {
            try Descriptor.write(bytes, to: Int32(descriptor))
            return .taken(bytes.count)
        } catch {
            if error.number == EPIPE { return .readerGone }
            if descriptor == 1 { refusal = error }
            return .refused(errno: UInt32(bitPattern: error.number))
        }
    }
}
