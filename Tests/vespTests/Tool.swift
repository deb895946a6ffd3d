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
        try Launch(executable, arguments, in: packageRoot, input: input, environment: environment).result()
    }

    /// Runs a line of shell in `folder`.
    static func shell(_ line: String, in folder: String) throws -> Result {
        try Launch(URL(fileURLWithPath: "/bin/sh"), ["-c", line], in: folder).result()
    }
}
