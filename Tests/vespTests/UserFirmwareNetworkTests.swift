import Foundation
import Record
import Reports
import TestSupport
import Testing

/// MicroPython's own Wi-Fi code, lwIP and axTLS against the built-in endpoint and against real servers on loopback. What
/// needs no server of its own is in Fixtures/user-firmware.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: TestFirmware.isHere, TestFirmware.missing))
struct UserFirmwareNetworkTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Lets MicroPython join a WPA2 network and do what `lines` say, one after the other.
    private func run(
        _ keys: String,
        _ lines: [String],
        _ arguments: [String] = []
    ) throws -> (code: Int32, record: RunRecord) {
        let joining = [
            "import network, socket, ssl; w = network.WLAN(network.STA_IF); w.active(True)",
            "w.connect('vesp', 'virtual-esp8266')",
        ]
        let typed = joining.map { (">>> ", $0) } + [("ip:192.168.1.100", "ready = 1")] + lines.map { (">>> ", $0) }
        let steps = typed.map { after, line in "  - {after: \"\(after)\", send: \"\(line)\\r\"}" }
        let text =
            "firmware: \(TestFirmware.micropython)\nwifi: {ssid: vesp}\n\(keys)\nserial:\n\(steps.joined(separator: "\n"))\n"
        let file = try scratch.file("s.yml", text)
        let result = try Tool.run(["run", file, "--json", "-"] + arguments)
        return (result.code, try JSONReport.record(result.output))
    }

    /// Whether a whole line of the console has `text` in it.
    private func printed(_ text: String, in record: RunRecord) -> Bool {
        record.console.contains { $0.text.contains(text) }
    }

    /// The body of a PEM file, in steps of a line that MicroPython's prompt takes.
    private func bytes(_ name: String, into variable: String) throws -> [String] {
        let text = try String(contentsOfFile: "\(Tool.certificates)/\(name)", encoding: .utf8)
        let body = text.split(separator: "\n").drop { !$0.hasPrefix("-----BEGIN") }.dropFirst()
            .prefix { !$0.hasPrefix("-----END") }
        return ["\(variable) = b''"] + body.map { "\(variable) += ubinascii.a2b_base64('\($0)')" }
    }

    @Test func `a handshake with a client certificate, by axTLS with the built-in endpoint`() throws {
        let credentials = try bytes("device-rsa-2048.pem", into: "c") + bytes("device-rsa-2048.key.pem", into: "k")
        let (code, record) = try run(
            "endpoint: iot.example.com:8883\ntime_limit_s: 120\nstop: {when: [serial]}",
            ["import ubinascii, gc"] + credentials + [
                "s = socket.socket(); s.connect(socket.getaddrinfo('iot.example.com', 8883)[0][-1])",
                "ssl.wrap_socket(s, key=k, cert=c)", "'done'",
            ]
        )
        #expect(code == 0, "\(record.verdict.reasons)")
        #expect(printed("<_SSLSocket", in: record))
        #expect(record.handshake.completed && record.watchdog.soft.margin != nil)
        // axTLS computes for three quarters of a minute, but lets the SDK's tasks run all the time.
        #expect(record.knowsStalls && record.stalls.contains { $0.tlsState == "CertificateVerify" })
        #expect(record.stalls.allSatisfy { $0.tlsState == nil || $0.seconds < Seconds(microseconds: 100_000) })
        #expect(record.knowsHeap && record.heap.freeLowWater > 4096)
        let connection = try #require(record.wire?.connections.first)
        #expect(connection.tls?.messages.contains { $0.name == "CertificateVerify" } == true)
    }

    @Test func `a device that falls silent is cut off, and its will published`() throws {
        let credentials = try bytes("device-rsa-2048.pem", into: "c") + bytes("device-rsa-2048.key.pem", into: "k")
        let (code, record) = try run(
            """
            endpoint: iot.example.com:8883
            server_chain: legacy
            cloud: {expect: [{topic: gone, payload: bye}]}
            time_limit_s: 200
            stop: {when: [serial, arrivals]}
            """,
            ["import ubinascii, gc"] + credentials + [
                "s = socket.socket(); s.connect(socket.getaddrinfo('iot.example.com', 8883)[0][-1])",
                "t = ssl.wrap_socket(s, key=k, cert=c)",
                // CONNECT with a will and a keep-alive of 1 s, which AWS IoT takes for 30 s.
                "t.write(b'\\\\x10\\\\x1a\\\\x00\\\\x04MQTT\\\\x04\\\\x06\\\\x00\\\\x01\\\\x00\\\\x03esp"
                    + "\\\\x00\\\\x04gone\\\\x00\\\\x03bye'); t.read(4)",
                "'done'",
            ]
        )
        #expect(code == 0, "\(record.verdict.reasons)")
        #expect(printed("b' \\x02\\x00\\x00'", in: record))
        let connection = try #require(record.cloud?.connections.first)
        #expect(connection.reason == "nothing heard for 45 s" && connection.refused)
        let connected = try #require(connection.events.first { $0.name == .connected }?.at)
        let end = try #require(connection.end)
        // The broker counts in milliseconds.
        #expect((44_999...45_001).contains((end - connected).microseconds / 1000))
    }

    @Test func `a handshake with openssl s_server`() throws {
        let port = try freePort()
        let server = try Peer(
            "openssl",
            [
                "s_server", "-accept", "127.0.0.1:\(port)", "-cert", "\(Tool.certificates)/server-rsa-2048.chain.pem",
                "-cert_chain", "\(Tool.certificates)/server-rsa-2048.chain.pem",
                "-key", "\(Tool.certificates)/server-rsa-2048.key.pem", "-cipher", "ALL:@SECLEVEL=0",
            ]
        )
        try server.waitUntilListening(on: port)
        let (code, record) = try run(
            "endpoint: web.example.com:\(port)\ntcp: 127.0.0.1:\(port)\ntime_limit_s: 60",
            [
                "s = socket.socket(); s.connect(socket.getaddrinfo('web.example.com', \(port))[0][-1])",
                "ssl.wrap_socket(s)", "'done'",
            ]
        )
        #expect(code == 0, "\(record.verdict.reasons)")
        #expect(printed("<_SSLSocket", in: record))
        #expect(record.handshake.completed && record.handshake.ciphersuite == "TLS_RSA_WITH_AES_128_CBC_SHA")
    }

    @Test func `a publication to mosquitto`() throws {
        let port = try freePort()
        let configuration = try scratch.file(
            "mosquitto.conf",
            "listener \(port) 127.0.0.1\nallow_anonymous true\n"
        )
        let server = try Peer("mosquitto", ["-c", configuration])
        try server.waitUntilListening(on: port)
        let (code, record) = try run(
            "endpoint: broker.example.com:\(port)\ntcp: 127.0.0.1:\(port)\ntime_limit_s: 60",
            [
                "s = socket.socket(); s.connect(socket.getaddrinfo('broker.example.com', \(port))[0][-1])",
                // CONNECT, PUBLISH with RETAIN, PINGREQ.
                "s.send(b'\\\\x10\\\\x0f\\\\x00\\\\x04MQTT\\\\x04\\\\x02\\\\x00<\\\\x00\\\\x03esp'); s.recv(4)",
                "s.send(b'\\\\x31\\\\x1f\\\\x00\\\\x09vesp/saidfrom the virtual air\\\\xc0\\\\x00'); s.recv(2)",
                "'done'",
            ]
        )
        try #require(code == 0, "\(record.verdict.reasons)")
        #expect(printed("b' \\x02\\x00\\x00'", in: record) && printed("b'\\xd0\\x00'", in: record))
        let heard = "\(scratch.path)/heard"
        let subscriber = try Peer(
            "mosquitto_sub",
            ["-h", "127.0.0.1", "-p", "\(port)", "-t", "vesp/said", "-C", "1", "-W", "20"],
            output: heard
        )
        #expect(subscriber.waitForExit() == 0)
        #expect(try String(contentsOfFile: heard, encoding: .utf8) == "from the virtual air\n")
    }

    private static let page =
        "network: {hosts: [{name: web.example.com, services: [{port: 80, http: {/: \""
        + String(repeating: "0123456789", count: 600) + "\"}}]}]}"
    private static let request = [
        "import time; s = socket.socket(); s.connect(socket.getaddrinfo('web.example.com', 80)[0][-1])",
        "s.send(b'GET / HTTP/1.0\\\\r\\\\n\\\\r\\\\n'); n = len(s.recv(536)); time.sleep_ms(20)",
    ]

    @Test func `a long multiplication delays beacons, segments and the SDK's tasks`() throws {
        let (code, record) = try run(
            "\(Self.page)\ntime_limit_s: 40",
            ["x = (1 << 24000) - 1", Self.request[0], "\(Self.request[1]); y = x * x; n + len(s.read())", "'done'"]
        )
        try #require(code == 0, "\(record.verdict.reasons)")
        #expect(record.verdict.reasons == [] && printed("6101", in: record))
        let asked = try #require(record.console.first { $0.text.contains("s.send") }).at
        let stalls = record.stalls.filter { $0.start > asked && $0.delayed != nil }
        let delayed = try #require(stalls.first?.delayed)
        #expect(stalls.count == 1 && stalls[0].seconds > Seconds(microseconds: 900_000))
        #expect(delayed.beaconsMissed > 2 && delayed.framesMissed > 0)
        #expect(delayed.segmentsAgain > 1 && delayed.segmentsAgain == record.delayed?.segmentsAgain)
        #expect(delayed.taskEvents > 0 && delayed.longestTaskWait ?? .zero > Seconds(microseconds: 900_000))
        // The pairwise master key, before the association: nobody sends yet but the access point.
        let computesKey = record.stalls.first {
            $0.where.first == "rom_sha1_update" && $0.delayed?.beaconsMissed ?? 0 > 2
        }
        #expect(computesKey?.delayed?.segmentsAgain == 0)
    }

    @Test func `the same page without the multiplication delays nothing`() throws {
        let (code, record) = try run(
            "\(Self.page)\ntime_limit_s: 40",
            [Self.request[0], "\(Self.request[1]); n + len(s.read())", "'done'"]
        )
        try #require(code == 0, "\(record.verdict.reasons)")
        #expect(printed("6101", in: record))
        let asked = try #require(record.console.first { $0.text.contains("s.send") }).at
        #expect(record.stalls.allSatisfy { $0.start < asked || $0.delayed == nil })
        let delayed = try #require(record.delayed)
        #expect(delayed.segmentsAgain == 0 && delayed.ownSegmentsAgain == 0 && delayed.framesMissed == 0)
        #expect(delayed.requestsAgain == 0 && delayed.lateAnswers == 0 && delayed.eapolAgain == 0)
    }

    @Test func `two runs give the same bytes: nonces, sequence numbers and captures`() throws {
        let first = try Tool.run(["run", "Fixtures/user-firmware/wifi-tls.yml", "--json", "-"])
        let second = try Tool.run(["run", "Fixtures/user-firmware/wifi-tls.yml", "--json", "-"])
        #expect(first.code == 0 && first.output == second.output)
    }
}
