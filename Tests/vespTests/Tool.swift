import Foundation
import Testing

/// The built `vesp` as a subprocess.
enum Tool {
    struct Result {
        var code: Int32
        var output: String
        var errors: String
    }

    /// The folder of Package.swift.
    static let packageRoot = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
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

/// A folder that goes away with its owner.
final class Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("vesp-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file; its path.
    func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

    /// Writes a file; its path.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}

/// Small LX106 programs as ELF files.
enum TinyELF {
    /// One segment with `code` at `address`, entry at its start.
    static func bytes(code: [UInt8], at address: UInt32 = 0x4010_0000, machine: UInt16 = 94) -> [UInt8] {
        func half(_ value: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)] }
        func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        var elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        elf += half(2) + half(machine) + word(1) + word(address) + word(52) + word(0) + word(0)
        elf += half(52) + half(32) + half(1) + half(40) + half(0) + half(0)
        let size = UInt32(code.count)
        elf += word(1) + word(84) + word(address) + word(address) + word(size) + word(size) + word(5) + word(4)
        return elf + code
    }

    /// `movi a2, 1; movi a3, n; simcall`.
    static func exit(_ code: UInt8) -> [UInt8] { [0x22, 0xA0, 1, 0x32, 0xA0, code, 0, 0x51, 0] }
    /// `j .`
    static let endless: [UInt8] = [0x06, 0xFF, 0xFF]
    /// `movi a2, 0; jx a2`
    static let intoNothing: [UInt8] = [0x22, 0xA0, 0, 0xA0, 0x02, 0]
}
