import Foundation
import TestSupport
import Testing

/// `vesp cloud` and what is under it.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CloudCommandTests {
    private static let device = "\(Tool.certificates)/device-p256"

    /// An endpoint on free ports; its ports.
    private func serve(_ options: [String]) throws -> (tool: RunningTool, mqtt: Int, control: Int) {
        let tool = try RunningTool(
            ["cloud", "serve", "--mqtt-port", "0", "--https-port", "0", "--control-port", "0"] + options
        )
        let ports = try ["mqtt 127.0.0.1:", "control 127.0.0.1:", "https 127.0.0.1:"].map { start in
            let line = try tool.nextLine()
            return try #require(line.hasPrefix(start) ? Int(line.dropFirst(start.count)) : nil, "\(line)")
        }
        return (tool, ports[0], ports[1])
    }

    private func client(_ program: String, _ port: Int, _ rest: [String]) throws -> Peer {
        let own = ["--cert", "\(Self.device).pem", "--key", "\(Self.device).key.pem"]
        let trust = ["--cafile", "\(Tool.certificates)/root-ca.pem"]
        return try Peer(program, ["-h", "localhost", "-p", "\(port)"] + trust + own + rest, hasInput: false)
    }

    @Test(arguments: [SIGINT, SIGTERM]) func `a signal ends the endpoint in order, whoever is connected`(signal: Int32)
        throws
    {
        let endpoint = try serve(["--device", "\(Self.device).pem", "--log-level", "error"])
        let publisher = try client("mosquitto_pub", endpoint.mqtt, ["-i", "one", "-t", "a", "-q", "1", "-m", "b"])
        #expect(publisher.waitForExit() == 0)
        let listener = try client("mosquitto_sub", endpoint.mqtt, ["-i", "two", "-t", "a"])
        var text = ""
        while listener.isRunning, !text.contains("two from 127.0.0.1:") {
            text = try Tool.run(["cloud", "status", "--control-port", "\(endpoint.control)"]).output
        }
        #expect(text.hasPrefix("endpoint     127.0.0.1:\(endpoint.mqtt), HTTPS at 127.0.0.1:"), "\(text)")
        #expect(text.contains("\nmessages     1 published\n"), "\(text)")
        endpoint.tool.send(signal)
        #expect(endpoint.tool.exitCode() == 0)
    }

    @Test(.enabled(if: Tool.hasFirmware, "needs make firmware"))
    func `a virtual device comes in as any other, and hears why it may not`() throws {
        let device = ["--cert", "\(Self.device).pem", "--key", "\(Self.device).key.pem", "--clock", "160"]
        func run(_ endpoint: (tool: RunningTool, mqtt: Int, control: Int), _ rest: [String]) throws -> Tool.Result {
            try Tool.run(["run", "--cloud", "localhost:\(endpoint.mqtt)", "--server-chain", "legacy"] + device + rest)
        }
        let known = try serve(["--device", "\(Self.device).pem", "--era", "legacy-2016"])
        let welcome = try run(known, ["--until", "published"])
        #expect(welcome.code == 0, "\(welcome.output)")
        let text = try Tool.run(["cloud", "status", "--control-port", "\(known.control)"]).output
        #expect(text.contains("messages     1 published"), "\(text)")
        let refused = try run(try serve(["--era", "legacy-2016"]), ["--time-limit", "10", "--verbose"])
        #expect(refused.code == 1 && refused.errors.contains("Error: -30592"), "\(refused.errors)")
    }

    @Test func `the endpoint of a run is given once`() throws {
        try Tool.expectRefusal(64, "--cloud says what --tcp says", ["run", "--cloud", "h", "--tcp", "h:1"])
        try Tool.expectRefusal(64, "--cloud 'h:x' is not HOST:PORT", ["run", "--cloud", "h:x"])
        try Tool.expectRefusal(64, "not those of --cloud", ["run", "--cloud", "h", "--keylog", "k"])
    }

    @Test func `the status as JSON has a version`() throws {
        let endpoint = try serve(["--mode", "generic"])
        let result = try Tool.run(["cloud", "status", "--control-port", "\(endpoint.control)", "--json", "-"])
        let root = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        #expect(root?["schema_version"] as? Int == 1)
        #expect(root?["mqtt"] as? String == "127.0.0.1:\(endpoint.mqtt)")
    }

    @Test func `the root certificates are those of the endpoint, running or not`() throws {
        let file = try String(contentsOfFile: "\(Tool.certificates)/root-ca.pem", encoding: .utf8)
        let endpoint = try serve([])
        #expect(try Tool.run(["cloud", "ca"]).output == file)
        #expect(try Tool.run(["cloud", "ca", "--control-port", "\(endpoint.control)"]).output == file)
    }

    /// What openssl's client is shown, with the certificates that `vesp cloud ca` says are to be trusted.
    private func shown(_ endpoint: (tool: RunningTool, mqtt: Int, control: Int), _ options: [String] = []) throws
        -> String
    {
        let folder = try Scratch()
        let roots = try folder.file("roots", Tool.run(["cloud", "ca", "--control-port", "\(endpoint.control)"]).output)
        let own = ["-cert", "\(Self.device).pem", "-key", "\(Self.device).key.pem"]
        let client = try Peer(
            "openssl",
            ["s_client", "-connect", "127.0.0.1:\(endpoint.mqtt)", "-servername", "localhost", "-showcerts", "-msg"]
                + ["-CAfile", roots, "-verify_return_error"] + own + options,
            output: "\(folder.path)/shown",
            hasInput: false
        )
        _ = client.waitForExit()
        return try String(contentsOfFile: "\(folder.path)/shown", encoding: .utf8)
    }

    @Test(
        arguments: [
            ([], 4, "rsaEncryption"), (["--era", "legacy-2016"], 2, "rsaEncryption"),
            (["--server-chain", "cross-signed"], 3, "rsaEncryption"),
            (["--server-chain", "legacy"], 2, "rsaEncryption"),
            (["--server-certificate", "ecdsa"], 2, "id-ecPublicKey"),
        ] as [([String], Int, String)]
    )
    func `the chain that is wanted is sent`(options: [String], count: Int, key: String) throws {
        let suites = key == "rsaEncryption" ? "ECDHE-RSA-AES128-GCM-SHA256" : "ECDHE-ECDSA-AES128-GCM-SHA256"
        let text = try shown(
            try serve(["--device", "\(Self.device).pem"] + options),
            ["-tls1_2", "-cipher", suites]
        )
        #expect(text.matches(of: /BEGIN CERTIFICATE/).count == count, "\(text)")
        #expect(text.contains("Verify return code: 0 (ok)") && text.contains("a:PKEY: \(key)"), "\(text)")
    }

    @Test(arguments: [("one-record", 1), ("record-per-group", 3), ("record-per-message", 5)])
    func `the first flight comes in the records that are wanted`(flight: String, count: Int) throws {
        let text = try shown(
            try serve(["--device", "\(Self.device).pem", "--server-chain", "legacy", "--server-flight", flight]),
            ["-tls1_2"]
        )
        let flightText = text.split(separator: "ServerHelloDone").first.map(String.init) ?? ""
        #expect(flightText.matches(of: /<<< TLS 1\.[0-3], RecordHeader/).count == count, "\(text)")
    }

    @Test func `a chain of one's own is shown, and is what is to be trusted`() throws {
        let folder = try Scratch()
        let key = "\(folder.path)/own.key", chain = "\(folder.path)/own.pem"
        let made = try Tool.shell(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout \(key) -out \(chain) "
                + "-subj /CN=own -addext subjectAltName=DNS:own.example -days 30",
            in: folder.path
        )
        try #require(made.code == 0, "\(made.errors)")
        let endpoint = try serve(["--device", "\(Self.device).pem", "--chain-file", chain, "--key-file", key])
        let text = try shown(endpoint, ["-servername", "own.example"])
        #expect(text.contains("Verify return code: 0 (ok)") && text.contains("subject=CN = own"), "\(text)")
        #expect(try shown(endpoint).contains("unrecognized name"))
    }

    @Test func `an address that is not loopback is served with a warning`() throws {
        let tool = try RunningTool(
            ["cloud", "serve", "--mqtt-port", "0", "--https-port", "0", "--control-port", "0", "--listen", "0.0.0.0"],
            readsErrors: true
        )
        #expect(try tool.nextLine().contains(" is not loopback: whoever reaches this host can speak to the endpoint"))
        tool.send(SIGTERM)
        #expect(tool.exitCode() == 0)
    }

    @Test(
        arguments: [
            (["cloud", "serve", "--mqtt-port", "70000"], 64), (["cloud", "serve", "--client-ca", "x"], 64),
            (["cloud", "serve", "--mode", "generic", "--device", "x"], 64), (["cloud", "serve", "--era", "2015"], 64),
            (["cloud", "serve", "--device", "no-such-file"], 66), (["cloud", "serve", "--device", "README.md"], 65),
            (["cloud", "serve", "--listen", "192.0.2.1"], 69), (["cloud", "status", "--control-port", "1"], 69),
            (["cloud", "ca", "--control-port", "0"], 69), (["cloud", "serve", "--https-port", "-1"], 64),
            (["cloud", "serve", "--sni", "maybe"], 64), (["cloud", "serve", "--security-policy", "TLS"], 64),
            (["cloud", "serve", "--access-key", "id"], 64), (["cloud", "serve", "--access-key", "id:"], 64),
            (["cloud", "serve", "--chain-file", "x"], 64), (["cloud", "serve", "--jitr-delay", "-1"], 64),
            (["cloud", "serve", "--chain-file", "x", "--key-file", "y", "--server-chain", "ats"], 64),
            (["cloud", "serve", "--chain-file", "no-such-file", "--key-file", "y"], 66),
            (["cloud", "serve", "--chain-file", "README.md", "--key-file", "README.md"], 65),
            (
                [
                    "cloud", "serve", "--chain-file", "\(Self.device).pem", "--key-file",
                    "\(Tool.certificates)/device-rsa-2048.key.pem",
                ], 65
            ),
        ] as [([String], Int32)]
    )
    func `what is wrong is one line and an exit code`(words: [String], code: Int32) throws {
        let result = try Tool.run(words)
        #expect(result.code == code)
        #expect(result.output.isEmpty && !result.errors.isEmpty, "\(result.errors)")
    }

    private static let policy = """
        {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "iot:*", "Resource": "*"},
            {"Effect": "Deny", "Action": "iot:Publish", "Resource": "arn:aws:iot:*:*:topic/${iot:ClientId}/off"}]}
        """

    @Test(
        arguments: [
            ("iot:Publish", "a/on", 0, "ALLOWED: 'policy.json' allows iot:Publish on "),
            ("iot:Publish", "a/off", 1, "EXPLICIT_DENY: 'policy.json' denies iot:Publish on "),
            ("greengrass:Discover", "a/on", 1, "IMPLICIT_DENY: no policy allows greengrass:Discover on "),
        ] as [(String, String, Int32, String)]
    )
    func `policies are asked`(action: String, topic: String, code: Int32, answer: String) throws {
        let folder = try Scratch()
        let file = try folder.file("policy.json", Self.policy)
        let resource = "arn:aws:iot:us-east-1:123456789012:topic/\(topic)"
        let result = try Tool.run(
            ["cloud", "authorize", "--policy", file, "--action", action, "--resource", resource, "--client-id", "a"]
        )
        #expect(result.code == code)
        #expect(result.output == answer + resource + "\n")
    }

    @Test func `a policy that is none is named`() throws {
        let folder = try Scratch()
        let file = try folder.file("policy.json", "{}")
        let words = ["cloud", "authorize", "--policy", file, "--action", "iot:Connect", "--resource", "*"]
        let result = try Tool.run(words)
        #expect(result.code == 65)
        #expect(result.errors.hasPrefix("vesp: \(file): Policy element 'Statement'"), "\(result.errors)")
    }
}
