import Foundation

/// A program of the system, ended with its owner.
public final class Peer {
    /// It ended, or never listened.
    public struct NotListening: Error {
        /// The port.
        public let port: Int
    }

    private let process = Process()
    /// Held open: s_server ends when its input does.
    private let input = Pipe()

    /// Starts the program called `name`. What it says goes to the file `output`, or nowhere.
    public init(_ name: String, _ arguments: [String], output: String? = nil, hasInput: Bool = true) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        let file = output.flatMap { path in
            FileManager.default.createFile(atPath: path, contents: nil) ? FileHandle(forWritingAtPath: path) : nil
        }
        if hasInput { process.standardInput = input } else { process.standardInput = FileHandle.nullDevice }
        process.standardOutput = file ?? .nullDevice
        process.standardError = file ?? .nullDevice
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// Waits for its end; its exit status.
    public func waitForExit() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Returns once the port is in the kernel's table of listening sockets.
    ///
    /// - Throws: `NotListening` when the program ends first, or after 20 s.
    public func waitUntilListening(on port: Int) throws {
        let local = "0100007F:" + String(format: "%04X", port)
        let deadline = Date(timeIntervalSinceNow: 20)
        while Date() < deadline, process.isRunning {
            let table = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
            if table.split(separator: "\n").contains(where: { $0.contains(" \(local) 00000000:0000 0A ") }) { return }
            usleep(10_000)
        }
        throw NotListening(port: port)
    }
}
