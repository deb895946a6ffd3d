import Foundation

/// A `vesp` that is under way.
final class RunningTool {
    private let process = Process()
    private let output = Pipe()

    /// Starts it. `nextLine` reads its stdout, or its stderr.
    init(_ arguments: [String], readsErrors: Bool = false) throws {
        process.executableURL = Tool.executable
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: Tool.packageRoot)
        process.environment = ["VESP_FIRMWARE": Tool.firmware, "PATH": "/usr/bin:/bin"]
        process.standardOutput = readsErrors ? FileHandle.nullDevice : output
        process.standardError = readsErrors ? output : FileHandle.nullDevice
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// The next line, waited for.
    func nextLine() throws -> String {
        var line: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// Waits until the process holds SIGINT back, which it does first of all; false when it ends before.
    func waitUntilItHoldsSignals() -> Bool {
        while process.isRunning {
            let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
            let mask = status?.firstMatch(of: /SigBlk:\s*([0-9a-f]+)/).flatMap { UInt64($0.1, radix: 16) } ?? 0
            if mask & 1 << (SIGINT - 1) != 0 { return true }
        }
        return false
    }

    var processIdentifier: Int32 { process.processIdentifier }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for the end; the negative signal number when one ended it.
    func exitCode() -> Int32 {
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
}
