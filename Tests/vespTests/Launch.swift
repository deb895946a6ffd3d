import Foundation
import TestSupport

/// A program under way, whose output is read when it has ended. It ends with its owner.
final class Launch {
    private let process = Process()
    private let scratch: Scratch
    private let output: String
    private let errors: String
    private let ended = DispatchSemaphore(value: 0)

    /// Starts it in `folder`.
    init(
        _ program: URL,
        _ arguments: [String],
        in folder: String,
        input: String = "",
        environment: [String: String] = [:]
    ) throws {
        scratch = try Scratch()
        output = try scratch.file("out", "")
        errors = try scratch.file("err", "")
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ["VESP_FIRMWARE": Tool.firmware, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: scratch.file("in", input)))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        process.terminationHandler = { [ended] _ in ended.signal() }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Waits for the end, which comes by SIGKILL when it does not within `seconds`.
    func result(within seconds: Int? = nil) throws -> Tool.Result {
        if let seconds, ended.wait(timeout: .now() + .seconds(seconds)) == .timedOut {
            kill(process.processIdentifier, SIGKILL)
        }
        process.waitUntilExit()
        return Tool.Result(
            code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try String(contentsOfFile: output, encoding: .utf8),
            errors: try String(contentsOfFile: errors, encoding: .utf8)
        )
    }
}
