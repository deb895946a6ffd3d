import Foundation
import Inputs
import TestSupport
import Testing

@testable import Emulation

/// Lines of JSON over sockets.
@Suite struct ControlServerTests {
    private func connect(_ server: ControlServer) throws -> HostSocket {
        let port = try #require(server.name.split(separator: ":").last.flatMap { Int($0) })
        return HostSocket(connected: try LoopbackConnection.open(port: port))
    }

    /// Who has come, waited for.
    private func arrival(_ server: ControlServer) throws -> any ControlLine {
        for _ in 0..<100 {
            wait(server)
            if let line = server.arrivals().first { return line }
        }
        throw CancellationError()
    }

    private func wait(_ server: ControlServer) {
        var entries = server.descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        _ = poll(&entries, nfds_t(entries.count), 100)
    }

    private func lines(_ line: any ControlLine, _ server: ControlServer, atLeast count: Int) -> [String]? {
        var lines: [String] = []
        for _ in 0..<1000 where lines.count < count {
            wait(server)
            guard let more = line.receive() else { return nil }
            lines += more
        }
        return lines
    }

    @Test func `lines come whole, however they are cut, and go with an end`() throws {
        let server = try ControlServer("0"), socket = try connect(server), line = try arrival(server)
        #expect(line.receive() == [])
        for part in ["{\"a\"", ":1}\r\n\n  \n{}", "\nrest"] { #expect(socket.send(Array(part.utf8))) }
        #expect(lines(line, server, atLeast: 2) == ["{\"a\":1}\r", "{}"])
        line.send("{\"b\":2}")
        guard case .bytes(let bytes) = socket.receive(waitingAtMost: 10_000) else {
            Issue.record("nothing came")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self) == "{\"b\":2}\n")
        socket.close()
        #expect(lines(line, server, atLeast: 1) == nil && server.descriptors.count == 1)
    }

    @Test func `a line that is too long is the end`() throws {
        let server = try ControlServer("0"), socket = try connect(server), line = try arrival(server)
        let text = String(repeating: "a", count: Controls.longestLine)
        #expect(socket.send(Array("\(text)\n".utf8)))
        #expect(lines(line, server, atLeast: 1) == [text])
        #expect(socket.send(Array("{}\n\(text)a".utf8)))
        var heard: [String] = []
        while let more = line.receive() { heard += more }
        #expect(heard == ["{}"])
    }

    @Test func `who does not listen is let go of, and never waited for`() throws {
        let server = try ControlServer("0"), socket = try connect(server), line = try arrival(server)
        let text = String(repeating: "x", count: 1 << 16)
        var count = 0
        while line.receive() != nil, count < 1000 {
            line.send(text)
            count += 1
        }
        #expect((16..<1000).contains(count), "\(count)")
        withExtendedLifetime(socket) {}
    }

    @Test func `a socket has a name in the file system that goes with it, for its owner alone`() throws {
        let scratch = try Scratch(), path = "\(scratch.path)/control"
        var server: ControlServer? = try ControlServer(path)
        #expect(server?.name == path)
        var status = stat()
        #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(throws: EmulationError.unavailable("\(path): address already in use")) { try ControlServer(path) }
        server = nil
        #expect(lstat(path, &status) != 0)
        let file = try scratch.file("file", "kept")
        #expect(throws: EmulationError.unavailable("\(file): exists, and is no socket")) { try ControlServer(file) }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "kept")
        let long = String(repeating: "a", count: 108)
        #expect(throws: EmulationError.self) { try ControlServer(long) }
        #expect(throws: EmulationError.self) { try ControlServer("") }
        #expect(throws: EmulationError.self) { try ControlServer("70000") }
    }

    @Test func `a socket that nobody listens at any more gives way`() throws {
        let scratch = try Scratch(), path = "\(scratch.path)/dead"
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(dead, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        try #require(isBound)
        close(dead)
        #expect(try ControlServer(path).name == path)
    }
}
