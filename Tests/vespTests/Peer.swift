import Foundation
import Testing

/// A program of the system, ended with its owner.
final class Peer {
    private let process = Process()
    /// Held open: s_server ends when its input does.
    private let input = Pipe()

    init(_ name: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    func waitForExit() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Returns once the port is in the kernel's table of listening sockets; fails when the program ends first.
    func waitUntilListening(on port: Int) throws {
        let local = "0100007F:" + String(format: "%04X", port)
        let deadline = Date(timeIntervalSinceNow: 20)
        while Date() < deadline {
            let table = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
            if table.split(separator: "\n").contains(where: { $0.contains(" \(local) 00000000:0000 0A ") }) { return }
            try #require(process.isRunning, "the server ended before it listened")
            usleep(10_000)
        }
        Issue.record("the server does not listen on port \(port)")
    }
}

/// A TCP port of loopback that nobody uses at the moment.
func freePort() throws -> Int { try SilentServer().port }

/// Takes connections on loopback and never says a word.
final class SilentServer {
    let port: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let own = descriptor
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(own, generic, length) == 0 ? getsockname(own, generic, &length) : -1
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        try #require(result == 0 && listen(own, 8) == 0)
    }

    deinit { close(descriptor) }
}
