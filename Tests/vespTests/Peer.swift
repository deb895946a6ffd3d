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
    private let listener = Listener()

    init() throws { port = try listener.listen() }

    /// A socket that listens on a free port; closed with its owner.
    final class Listener {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)

        /// The port.
        func listen() throws -> Int {
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
            try #require(result == 0 && Glibc.listen(own, 8) == 0)
            return Int(UInt16(bigEndian: address.sin_port))
        }

        /// Ends an `accept` that waits, too.
        deinit {
            shutdown(descriptor, Int32(SHUT_RDWR))
            close(descriptor)
        }
    }
}

/// Takes connections on loopback and resets each, when it comes or when the first bytes have.
final class ResettingServer {
    /// When the reset goes out.
    enum Point: Sendable { case atAccept, afterFirstBytes }

    let port: Int
    private let listener = SilentServer.Listener()

    init(_ point: Point) throws {
        port = try listener.listen()
        let descriptor = listener.descriptor
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
