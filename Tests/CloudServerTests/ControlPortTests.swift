import CloudEndpoint
import Foundation
import TestSupport
import Testing

@testable import CloudServer

/// The control port, asked by curl and by the tool's own client.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ControlPortTests {
    private func curl(_ server: TestServer, _ path: String, _ options: [String] = []) throws -> String {
        let address = "http://127.0.0.1:\(server.server.controlPort)\(path)"
        return try server.run("curl", ["-sS", "-m", "20", "-w", " %{http_code}"] + options + [address]).output
    }

    @Test func `the status tells who is there`() throws {
        let server = try TestServer()
        let subscriber = try server.subscriber(["-t", "a"], id: "guest")
        #expect(subscriber != nil)
        let bytes = try ControlClient.get(ControlClient.statusPath, port: server.server.controlPort)
        let status = try JSONDecoder().decode(ServerStatus.self, from: Data(bytes))
        #expect(status.clients.map(\.id) == ["guest"])
        #expect(status.clients.first?.certificate?.count == 64)
        #expect(status.connections == 1 && status.counters.handshakes == 1 && status.counters.connected == 1)
        #expect(status.mqtt == server.server.mqttAddress)
    }

    @Test func `the certificates to trust are served as they are`() throws {
        let server = try TestServer()
        let file = try String(contentsOfFile: "\(TestServer.certificates)/root-ca.pem", encoding: .utf8)
        #expect(try curl(server, "/ca") == file + " 200")
    }

    @Test(arguments: [
        ("/", ["-H", "Host: evil.example:80"], " 403"), ("/", ["-H", "Origin: http://evil.example"], " 403"),
        ("/", ["-H", "Host: [::1]"], " 200"), ("/", ["-H", "Host: localhost:1"], " 200"),
        ("/ca", ["-X", "POST"], " 405"),
    ])
    func `programs of this host are answered, pages of others are not`(
        path: String,
        options: [String],
        code: String
    ) throws {
        let server = try TestServer()
        #expect(try curl(server, path, options).hasSuffix(code))
    }

    @Test func `a body that is too long is refused`() throws {
        let server = try TestServer { $0.limits.bodyBytes = 100 }
        let file = try server.folder.file("body", [UInt8](repeating: 0x20, count: 101))
        #expect(try curl(server, "/", ["-X", "POST", "-H", "Expect:", "--data-binary", "@\(file)"]).hasSuffix(" 413"))
    }

    @Test func `a header that is too long ends the connection`() throws {
        let server = try TestServer { $0.limits.headerBytes = 1000 }
        let value = String(repeating: "x", count: 2000)
        #expect(try !curl(server, "/", ["-H", "X: \(value)"]).hasSuffix(" 200"))
    }

    @Test func `a request that does not come to an end is ended`() throws {
        let server = try TestServer { $0.limits.requestTime = .milliseconds(200) }
        let socket = try LoopbackConnection.open(port: server.server.controlPort)
        defer { close(socket) }
        let part = Array("GET / HTTP/1.1\r\nHost:".utf8)
        _ = write(socket, part, part.count)
        var byte: UInt8 = 0
        #expect(read(socket, &byte, 1) == 0)
    }

    @Test func `nobody at the port is one line`() throws {
        let reserved = try LoopbackServer(isListening: false)
        let port = reserved.port
        #expect(throws: CloudServerError.noAnswer("127.0.0.1:\(port)", "connection refused")) {
            try ControlClient.get("/", port: port)
        }
    }

    @Test func `a port that is taken is one line`() throws {
        let server = try TestServer()
        let port = server.server.controlPort
        #expect(throws: CloudServerError.unavailable("127.0.0.1:\(port)", "address already in use")) {
            _ = try TestServer { $0.controlPort = port }
        }
    }
}
