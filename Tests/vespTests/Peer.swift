import Foundation
import Testing
import TestSupport

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

/// Takes connections on loopback and resets each, when it comes or when the first bytes have.
final class ResettingServer {
    /// When the reset goes out.
    enum Point: Sendable { case atAccept, afterFirstBytes }

    let port: Int
    private let server: LoopbackServer

    init(_ point: Point) throws {
        server = try LoopbackServer()
        port = server.port
        let descriptor = server.descriptor
        Thread {
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                var byte: UInt8 = 0
                if point == .afterFirstBytes { _ = recv(connection, &byte, 1, 0) }
                var setting = linger(l_onoff: 1, l_linger: 0)
                setsockopt(connection, SOL_SOCKET, SO_LINGER, &setting, socklen_t(MemoryLayout<linger>.size))
                close(connection)
            }
        }.start()
    }
}
