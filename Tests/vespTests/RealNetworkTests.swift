import Foundation
import Record
import Reports
import TestSupport
import Testing

/// Firmware of others on the host's own network, by NAT, with peers that nobody made for it. All of it is on loopback.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: TestFirmware.isHere, TestFirmware.missing))
struct RealNetworkTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// A board, with a line to type on and the first port that leads to it.
    private final class Desk {
        private let board: RunningTool
        private let line: BoardLine
        private(set) var forward = 0

        init(_ firmware: String, _ arguments: [String]) throws {
            board = try RunningTool(["board", firmware, "--serial", "tcp:0"] + arguments)
            let port = try #require(board.nextLine().split(separator: ":").last.flatMap { Int($0) })
            line = try BoardLine(port: port)
            guard arguments.contains("--forward") else { return }
            let shown = try board.nextLine()
            forward = try #require(
                shown.wholeMatch(of: /forward 127\.0\.0\.1:(\d+) -> \d+/).flatMap { Int($0.1) },
                "\(shown)"
            )
        }

        /// Waits for `text` behind the echo of `typed`.
        func type(_ typed: String, until text: String) -> Bool {
            line.send(Array("\(typed)\r".utf8))
            return line.waits(for: text)
        }

        /// MicroPython joins the network.
        func join() -> Bool {
            line.waits(for: ">>> ")
                && type("import network, socket, ssl; w = network.WLAN(network.STA_IF); w.active(True)", until: ">>> ")
                && type("w.connect('vesp', 'virtual-esp8266')", until: "ip:10.0.2.15") && type("", until: ">>> ")
        }

        func end() -> Int32 {
            board.send(SIGINT)
            return board.exitCode()
        }
    }

    private func micropython(_ arguments: [String] = []) throws -> Desk {
        let network = ["--wifi", "vesp:virtual-esp8266", "--nat", "--pace", "max"]
        let desk = try Desk(TestFirmware.micropython, network + arguments)
        try #require(desk.join())
        return desk
    }

    private func fetch(_ desk: Desk) throws -> String {
        try Tool.shell("curl -s --max-time 60 http://127.0.0.1:\(desk.forward)/", in: "/").output
    }

    @Test func `curl and a browser open the page of firmware that is an access point`() throws {
        let desk = try Desk(
            "\(TestFirmware.folder)/arduino.bin",
            ["--station", "ESP_Link:12345678", "--forward", "0:80"]
        )
        #expect(try fetch(desk).contains("<title>ESP-Linker</title>"))
        try #require(FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium"))
        let shown = try Tool.shell(
            "HOME='\(scratch.path)' timeout 120 chromium --headless=new --no-sandbox --disable-gpu --dump-dom "
                + "--user-data-dir='\(scratch.path)/profile' http://127.0.0.1:\(desk.forward)/",
            in: scratch.path
        )
        #expect(shown.output.contains("<title>ESP-Linker</title>"), "\(shown.errors)")
        #expect(desk.end() == 0)
    }

    @Test func `MicroPython fetches a page from the host, and is fetched from`() throws {
        let server = try LoopbackServer()
        server.answerNext("HTTP/1.0 200 OK\r\n\r\n21 + 21", after: 18)
        let desk = try micropython(["--forward", "0:8080"])
        #expect(desk.type("s = socket.socket(); s.connect(('10.0.2.2', \(server.port)))", until: ">>> "))
        #expect(desk.type("s.send(b'GET / HTTP/1.0\\r\\n\\r\\n'); s.recv(99)", until: "OK\\r\\n\\r\\n21 + 21'\r\n"))
        let lines = [
            "l = socket.socket(); l.bind(('0.0.0.0', 8080)); l.listen(1)",
            "def serve(c): c.recv(200); c.send('HTTP/1.0 200 OK\\r\\n\\r\\nmade of Python'); c.close()", "",
        ]
        for line in lines { #expect(desk.type(line, until: line.hasPrefix("def") ? "... " : ">>> ")) }
        #expect(desk.type("print('serving', 1); serve(l.accept()[0])", until: "serving 1"))
        #expect(try fetch(desk) == "made of Python")
        #expect(desk.end() == 0)
    }

    /// What the host's resolver says of a name, asked as libslirp asks; nil when it says nothing.
    private func hostAnswer(_ name: String) throws -> (code: UInt8, address: String?)? {
        let configuration = (try? String(contentsOfFile: "/etc/resolv.conf", encoding: .utf8)) ?? ""
        guard let server = configuration.matches(of: /(?m)^nameserver\s+(\d+\.\d+\.\d+\.\d+)\s*$/).first?.1 else {
            return nil
        }
        let script = """
            import socket, sys
            name = '\(name)'
            query = bytes([0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
            query += b''.join(bytes([len(l)]) + l.encode() for l in name.split('.')) + bytes([0, 0, 1, 0, 1])
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.settimeout(5)
            s.sendto(query, ('\(server)', 53))
            answer = s.recv(1500)
            print(answer[3] & 15, '.'.join(map(str, answer[-4:])) if answer[7] == 1 else '-')
            """
        let file = try scratch.file("ask.py", script)
        let words = try Tool.shell("python3 '\(file)'", in: "/").output.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let code = UInt8(words[0]) else { return nil }
        return (code, words[1] == "-" ? nil : String(words[1]))
    }

    @Test(arguments: ["localhost", "deb.debian.org"]) func `a name is what the host's resolver says it is`(name: String)
        throws
    {
        guard let answer = try hostAnswer(name) else { try Test.cancel("the host's resolver does not answer") }
        let desk = try micropython()
        let wanted = answer.address.map { "('\($0)', 80)" } ?? "OSError: -2"
        #expect(desk.type("socket.getaddrinfo('\(name)', 80)[0][-1]", until: wanted))
        #expect(desk.end() == 0)
    }

    @Test func `MicroPython publishes to mosquitto and hears what others publish`() throws {
        let port = try freePort()
        let configuration = try scratch.file("mosquitto.conf", "listener \(port) 127.0.0.1\nallow_anonymous true\n")
        let broker = try Peer("mosquitto", ["-c", configuration])
        try broker.waitUntilListening(on: port)
        let desk = try micropython()
        #expect(desk.type("s = socket.socket(); s.connect(('10.0.2.2', \(port)))", until: ">>> "))
        // CONNECT, then SUBSCRIBE to `to`.
        #expect(
            desk.type(
                "s.send(b'\\x10\\x0f\\x00\\x04MQTT\\x04\\x02\\x00<\\x00\\x03esp'); s.recv(4)",
                until: "b' \\x02\\x00\\x00'"
            )
        )
        #expect(
            desk.type(
                "s.send(b'\\x82\\x07\\x00\\x01\\x00\\x02to\\x00'); s.recv(5)",
                until: "b'\\x90\\x03\\x00\\x01\\x00'"
            )
        )
        let said = try Peer("mosquitto_pub", ["-h", "127.0.0.1", "-p", "\(port)", "-t", "to", "-m", "from the host"])
        #expect(said.waitForExit() == 0)
        #expect(desk.type("s.recv(99)", until: "\\x00\\x02tofrom the host'"))
        // PUBLISH with RETAIN.
        #expect(desk.type("s.send(b'1\\x13\\x00\\x04fromfrom the air!')", until: ">>> "))
        let heard = "\(scratch.path)/heard"
        let subscriber = try Peer(
            "mosquitto_sub",
            ["-h", "127.0.0.1", "-p", "\(port)", "-t", "from", "-C", "1", "-W", "20"],
            output: heard
        )
        #expect(subscriber.waitForExit() == 0)
        #expect(try String(contentsOfFile: heard, encoding: .utf8) == "from the air!\n")
        #expect(desk.end() == 0)
    }

    /// Runs a scenario in which MicroPython joins and does what `lines` say.
    private func run(_ keys: String, _ lines: [String], _ arguments: [String] = []) throws -> RunRecord {
        let joining = [
            "import network, socket, ssl; w = network.WLAN(network.STA_IF); w.active(True)",
            "w.connect('vesp', 'virtual-esp8266')",
        ]
        let typed = joining.map { (">>> ", $0) } + [("ip:10.0.2.15", "ready = 1")] + lines.map { (">>> ", $0) }
        let steps = typed.map { after, line in "  - {after: \"\(after)\", send: \"\(line)\\r\"}" }
        let text =
            "firmware: \(TestFirmware.micropython)\nwifi: {ssid: vesp}\ntime_limit_s: 60\n\(keys)\nserial:\n\(steps.joined(separator: "\n"))\n"
        let result = try Tool.run(["run", scratch.file("s.yml", text), "--json", "-"] + arguments)
        #expect(result.code == 0, "\(result.errors)")
        return try JSONReport.record(result.output)
    }

    @Test func `a handshake with openssl s_server has its states, times and stalls in the record`() throws {
        let port = try freePort()
        let chain = "\(Tool.certificates)/server-rsa-2048.chain.pem"
        let server = try Peer(
            "openssl",
            [
                "s_server", "-accept", "127.0.0.1:\(port)", "-cert", chain, "-cert_chain", chain,
                "-key", "\(Tool.certificates)/server-rsa-2048.key.pem", "-cipher", "ALL:@SECLEVEL=0",
            ]
        )
        try server.waitUntilListening(on: port)
        let capture = "\(scratch.path)/c.pcap"
        let record = try run(
            "network: {nat: true}",
            ["s = socket.socket(); s.connect(('10.0.2.2', \(port)))", "ssl.wrap_socket(s)", "'done'"],
            ["--pcap", capture]
        )
        #expect(record.handshake.completed && record.handshake.ciphersuite == "TLS_RSA_WITH_AES_128_CBC_SHA")
        #expect(record.isRepeatable == false)
        let connection = try #require(record.wire?.connections.first)
        #expect(connection.host == "10.0.2.2" && connection.port == port)
        let messages = connection.tls?.messages.map(\.name) ?? []
        #expect(messages.starts(with: ["ClientHello", "ServerHello", "Certificate"]), "\(messages)")
        #expect(record.stalls.contains { $0.tlsState == "ClientKeyExchange" })
        #expect(record.parameters.contains { $0.name == "nat" } && !record.parameters.contains { $0.group == "link" })
        #expect(try FileManager.default.attributesOfItem(atPath: capture)[.size] as? Int ?? 0 > 2000)
    }

    @Test func `simulated time waits for an answer that takes its time`() throws {
        let server = try LoopbackServer()
        server.answerNext("at last", after: 3, delay: 1.2)
        let record = try run(
            "network: {nat: true}",
            [
                "s = socket.socket(); s.settimeout(0.5); s.connect(('10.0.2.2', \(server.port)))",
                "s.send('now'); s.recv(99)", "'done'",
            ]
        )
        #expect(record.console.contains { $0.text.contains("b'at last'") })
    }

    @Test func `what cannot be is refused in one line`() throws {
        let server = try LoopbackServer(isListening: true)
        let board = ["board", TestFirmware.micropython, "--wifi", "vesp", "--serial", "tcp:0"]
        try Tool.expectRefusal(
            69,
            "127.0.0.1:\(server.port): address already in use",
            board + ["--forward", "\(server.port):80"]
        )
        try Tool.expectRefusal(
            64,
            "--forward '80' is not [ADDRESS:]HOSTPORT:GUESTPORT[/udp]",
            board + ["--forward", "80"]
        )
        try Tool.expectRefusal(
            64,
            "the real network is reached by Wi-Fi",
            ["board", TestFirmware.micropython, "--nat"]
        )
        try Tool.expectRefusal(64, "'network.nat' concerns firmware of your own", ["run", "--nat"])
        try Tool.expectRefusal(
            64,
            "'tcp' concerns the simulated network",
            ["run", TestFirmware.micropython, "--wifi", "vesp", "--nat", "--tcp", "127.0.0.1:1"]
        )
    }

    @Test func `who opens a port to other machines is told so`() throws {
        let arguments = [
            "board", TestFirmware.micropython, "--wifi", "vesp", "--serial", "tcp:0", "--forward", "0.0.0.0:0:80",
        ]
        let board = try RunningTool(arguments, readsErrors: true)
        #expect(try board.nextLine().contains("other machines reach the device by 0.0.0.0:"))
        board.send(SIGINT)
        #expect(board.exitCode() == 0)
    }
}
