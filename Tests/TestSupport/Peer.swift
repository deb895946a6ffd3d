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
        // SIGTERM would be kept from it: programs inherit the mask of the thread that starts them.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Writes to its input.
    public func say(_ bytes: [UInt8]) throws { try input.fileHandleForWriting.write(contentsOf: Data(bytes)) }

    /// Whether it has not ended.
    public var isRunning: Bool { process.isRunning }

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
            if Self.listeners.split(separator: "\n").contains(where: { $0.contains(" \(local) 00000000:0000 0A ") }) {
                return
            }
            usleep(10_000)
        }
        throw NotListening(port: port)
    }

    /// The kernel's table of sockets, all of it: files of /proc come in pages, and have no size by which to read them.
    private static var listeners: String {
        let descriptor = open("/proc/net/tcp", O_RDONLY)
        defer { close(descriptor) }
        var table: [UInt8] = [], page = [UInt8](repeating: 0, count: 1 << 14)
        while case let count = read(descriptor, &page, page.count), count > 0 { table += page.prefix(count) }
        return String(decoding: table, as: UTF8.self)
    }
}
