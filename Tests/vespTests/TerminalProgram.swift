import Foundation
import Testing

/// A program in a terminal of its own, which `script` gives it. It ends with its owner.
final class TerminalProgram {
    /// What it shows, and where it is typed at.
    let screen: BoardLine
    private let process = Process()

    init(_ command: String, in folder: String) throws {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        screen = BoardLine(owning: ends[0])
        let end = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
        process.arguments = ["-qefc", command, "/dev/null"]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ["HOME": folder, "TERM": "xterm", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"]
        process.standardInput = end
        process.standardOutput = end
        process.standardError = end
        try process.run()
    }

    /// Who has no terminal any more is hung up on.
    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    func exitCode() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }
}
