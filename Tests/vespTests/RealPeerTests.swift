import Emulation
import Foundation
import Reports
import Testing

/// The same ELF against real servers on loopback, started and stopped here.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct RealPeerTests {
    private static let device = [
        "--cert", "Fixtures/certificates/device-p256.pem", "--key", "Fixtures/certificates/device-p256.key.pem",
        "--clock", "160",
    ]

    private func run(port: Int, _ arguments: [String]) throws -> (code: Int32, record: RunRecord) {
        let result = try Tool.run(
            ["run", "--endpoint", "localhost:\(port)", "--tcp", "127.0.0.1:\(port)", "--json", "-"] + Self.device
                + arguments
        )
        return (result.code, try JSONReport.record(result.output))
    }

    @Test func `mosquitto with mutual TLS: a message of mosquitto_pub switches the LED`() throws {
        let folder = try Scratch()
        let port = try freePort()
        let configuration = try folder.file(
            "mosquitto.conf",
            """
            listener \(port) 127.0.0.1
            cafile \(Tool.certificates)/device-ca.pem
            certfile \(Tool.certificates)/server-rsa-2048.chain.pem
            keyfile \(Tool.certificates)/server-rsa-2048.key.pem
            require_certificate true
            allow_anonymous true

            """
        )
        let server = try Peer("mosquitto", ["-c", configuration])
        try server.waitUntilListening(on: port)
        // Retained, so that it reaches the device whenever it subscribes.
        let publisher = try Peer(
            "mosquitto_pub",
            [
                "-r", "-h", "localhost", "-p", "\(port)", "--cafile", "\(Tool.certificates)/root-ca.pem",
                "--cert", "\(Tool.certificates)/device-rsa-2048.pem",
                "--key", "\(Tool.certificates)/device-rsa-2048.key.pem", "-t", "esp8266/control", "-m", "on",
            ]
        )
        #expect(publisher.waitForExit() == 0)
        let (code, record) = try run(port: port, ["--time-limit", "40"])
        #expect(code == 0, "\(record.verdict.reasons)")
        #expect(record.connected && record.mqtt.subscribed && record.mqtt.published > 0)
        #expect(record.led.last?.on == true)
        #expect(record.console.contains { $0.text.contains("Received: esp8266/control = on") })
    }

    @Test func `openssl s_server with mutual TLS: the handshake completes`() throws {
        let port = try freePort()
        let server = try Peer(
            "openssl",
            [
                "s_server", "-accept", "127.0.0.1:\(port)", "-tls1_2", "-Verify", "2", "-verify_return_error",
                "-cert", "\(Tool.certificates)/server-rsa-2048.chain.pem",
                "-cert_chain", "\(Tool.certificates)/server-rsa-2048.chain.pem",
                "-key", "\(Tool.certificates)/server-rsa-2048.key.pem",
                "-CAfile", "\(Tool.certificates)/device-ca.pem",
            ]
        )
        try server.waitUntilListening(on: port)
        let (_, record) = try run(port: port, ["--time-limit", "12"])
        #expect(record.handshake.completed)
        #expect(record.handshake.ciphersuite?.hasPrefix("TLS_ECDHE_RSA") == true)
        #expect(!record.watchdog.soft.tripped)
    }
}

/// A program of the system, ended with its owner.
private final class Peer {
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
private func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            bind(descriptor, generic, length) == 0 ? getsockname(descriptor, generic, &length) : -1
        }
    }
    try #require(result == 0)
    return Int(UInt16(bigEndian: address.sin_port))
}
