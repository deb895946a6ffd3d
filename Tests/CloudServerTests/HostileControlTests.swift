import CloudEndpoint
import Foundation
import TestSupport
import Testing

@testable import CloudServer

/// The control port under clients that are slow, greedy or deaf. Two MQTT clients exchange messages all the while, each within
/// `patience`.
@Suite(.serialized, .timeLimit(.minutes(5))) struct HostileControlTests {
    private static let patience = Duration.seconds(20)

    private static func say(_ text: String, _ descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }

    private static func hasEnded(_ descriptor: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var count = 0
        repeat { count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)) } while count > 0
        return count == 0 || errno == ECONNRESET
    }

    @Test(arguments: [
        "GET /status HTTP/1.1\r\nHost: localhost\r\nX: ",
        "POST /policies/p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n",
        "POST /policies/p HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", "",
    ])
    func `requests that come byte by byte are ended`(beginning: String) throws {
        let server = try TestServer { settings in
            settings.limits.requestTime = .milliseconds(800)
            settings.limits.controlConnections = 40
        }
        let others = try Bystanders(port: server.server.mqttPort)
        let sockets = try (0..<40).map { _ in try LoopbackConnection.open(port: server.server.controlPort) }
        defer { for socket in sockets { close(socket) } }
        for socket in sockets { Self.say(beginning, socket) }
        let begin = ContinuousClock.now
        while !sockets.allSatisfy(Self.hasEnded), ContinuousClock.now - begin < .seconds(20) {
            for socket in sockets { Self.say(beginning.hasSuffix("chunked\r\n\r\n") ? "1\r\na\r\n" : "a", socket) }
            #expect(try others.exchange() < Self.patience)
        }
        #expect(sockets.allSatisfy(Self.hasEnded))
        #expect(
            try server.run("curl", ["-sS", "http://127.0.0.1:\(server.server.controlPort)/"]).output.contains("mqtt")
        )
    }

    @Test func `somebody who asks and does not read is not answered without end`() throws {
        let server = try TestServer { $0.limits.requestTime = .seconds(2) }
        let others = try Bystanders(port: server.server.mqttPort)
        let socket = try LoopbackConnection.open(port: server.server.controlPort)
        defer { close(socket) }
        let before = ServerMemory.resident
        let requests = String(repeating: "GET /ca HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 500)
        let begin = ContinuousClock.now
        while ContinuousClock.now - begin < .seconds(4) {
            Self.say(requests, socket)
            #expect(try others.exchange() < Self.patience)
        }
        // 20 MB of requests and some 500 MB of answers.
        #expect(ServerMemory.resident - before < 64 << 20)
    }

    @Test func `forged requests are refused, logged and change nothing`() throws {
        let server = try TestServer()
        let others = try Bystanders(port: server.server.mqttPort)
        let address = "http://127.0.0.1:\(server.server.controlPort)/policies/forged"
        let user = "AKIAVESPDESKEXAMPLE0:"
        for signing in [[], ["--aws-sigv4", "aws:amz:us-east-1:iot", "--user", user + "guess"]] {
            let result = try server.run(
                "curl",
                ["-sS", "-m", "20", "-d", "{}", "-w", "%{http_code}"] + signing + [address]
            )
            #expect(result.output.hasSuffix("403"))
            #expect(server.log.line(with: "warning refused POST /policies/forged", "status=403") != nil)
            #expect(try others.exchange() < Self.patience)
        }
    }

    @Test(arguments: [
        "/..", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/things/%00", "/things/%ff%fe/shadow",
        "/things/a%2Fb/shadow", "//", "/things?%",
        "/policies/" + String(repeating: "%41", count: 8000), "/%", "/\u{7F}", "*", "http://evil/",
        "/things/..%2f..%2f/shadow?name=..%2f",
    ])
    func `paths that mean something elsewhere mean nothing here`(path: String) throws {
        let server = try TestServer()
        let others = try Bystanders(port: server.server.mqttPort)
        let socket = try LoopbackConnection.open(port: server.server.controlPort)
        defer { close(socket) }
        Self.say("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", socket)
        var answer = [UInt8](repeating: 0, count: 256)
        let count = recv(socket, &answer, answer.count, 0)
        #expect(count <= 0 || String(decoding: answer.prefix(12), as: UTF8.self).contains("HTTP/1.1 4"))
        #expect(try others.exchange() < Self.patience)
    }
}

/// Memory of the process that test and server share.
enum ServerMemory {
    /// Bytes in RAM (proc(5), statm).
    static var resident: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map {
            $0 * Int(sysconf(Int32(_SC_PAGESIZE)))
        } ?? 0
    }
}
