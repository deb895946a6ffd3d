import Foundation
import Record
import Reports
import Testing
import TestSupport

/// The same ELF against real servers on loopback, started and stopped here.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: Tool.hasFirmware, "needs make firmware"))
struct RealPeerTests {
    private static let device = [
        "--cert", "Resources/certificates/device-p256.pem", "--key", "Resources/certificates/device-p256.key.pem",
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
