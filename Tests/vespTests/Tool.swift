import Foundation
import Testing
import TestSupport

/// The built `vesp` as a subprocess.
enum Tool {
    struct Result {
        var code: Int32
        var output: String
        var errors: String
    }

    /// The folder of Package.swift.
    static let packageRoot = TestSupport.packageRoot
    static let firmware = "\(packageRoot)/.build/firmware"
    static let certificates = "\(packageRoot)/Resources/certificates"
    /// `VESP_DIST`: where `make dist` left the packages.
    static var distribution: String? { ProcessInfo.processInfo.environment["VESP_DIST"] }
    /// Whether `make firmware` has run.
    static var hasFirmware: Bool { FileManager.default.fileExists(atPath: "\(firmware)/rom.elf") }

    /// `VESP_TOOL`, as `make test` sets it to the release build; else the executable beside the test bundle.
    static var executable: URL {
        if let tool = ProcessInfo.processInfo.environment["VESP_TOOL"] { return URL(fileURLWithPath: tool) }
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? own
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("vesp")
    }

    /// Runs the tool in the package's folder.
    static func run(
        _ arguments: [String],
        input: String = "",
        environment: [String: String] = [:]
    ) throws -> Result {
        try launch(executable, arguments, in: packageRoot, input: input, environment: environment)
    }

    /// Runs a line of shell in `folder`.
    static func shell(_ line: String, in folder: String) throws -> Result {
        try launch(URL(fileURLWithPath: "/bin/sh"), ["-c", line], in: folder, input: "")
    }

    private static func launch(
        _ program: URL,
        _ arguments: [String],
        in folder: String,
        input: String,
        environment: [String: String] = [:]
    ) throws -> Result {
        let scratch = try Scratch()
        let output = try scratch.file("out", ""), errors = try scratch.file("err", "")
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ["VESP_FIRMWARE": firmware, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: scratch.file("in", input)))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        try process.run()
        process.waitUntilExit()
        return Result(
            code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try String(contentsOfFile: output, encoding: .utf8),
            errors: try String(contentsOfFile: errors, encoding: .utf8)
        )
    }
}
