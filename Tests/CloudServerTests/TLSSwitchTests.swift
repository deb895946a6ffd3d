import CloudEndpoint
import TestSupport
import Testing

@testable import CloudServer

/// The endpoint's switches in the eyes of `openssl s_client`.
@Suite(.serialized, .timeLimit(.minutes(5))) struct TLSSwitchTests {
    /// What s_client says of a handshake, with the device's certificate.
    private func shake(_ server: TestServer, _ options: [String], https: Bool = false) throws -> String {
        let certificates = TestServer.certificates
        let port = https ? try #require(server.server.httpsPort) : server.server.mqttPort
        let own = ["-cert", "\(certificates)/device-p256.pem", "-key", "\(certificates)/device-p256.key.pem"]
        let ways = ["-connect", "127.0.0.1:\(port)", "-CAfile", "\(certificates)/root-ca.pem", "-tls1_2"]
        return try server.run("openssl", ["s_client"] + ways + own + options).output
    }

    private static func isDone(_ text: String) -> Bool {
        text.contains("Verify return code: 0 (ok)") && !text.contains("Cipher is (NONE)")
    }

    @Test(
        arguments: [
            (.ignored, ["-noservername"], nil), (.ignored, ["-servername", "elsewhere.example"], nil),
            (.optional, ["-noservername"], nil), (.optional, ["-servername", "localhost"], nil),
            (.optional, ["-servername", "abc.iot.us-east-1.amazonaws.com"], nil),
            (.optional, ["-servername", "a.b.iot.us-east-1.amazonaws.com"], "asks for the server 'a.b.iot"),
            (.optional, ["-servername", "elsewhere.example"], "asks for the server 'elsewhere.example'"),
            (.required, ["-servername", "LOCALHOST"], nil),
            (.required, ["-noservername"], "does not say which server it wants"),
        ] as [(TLSRules.ServerName, [String], String?)]
    )
    func `the name that a client asks for`(rule: TLSRules.ServerName, options: [String], refusal: String?) throws {
        let server = try TestServer { $0.endpoint.tls.serverName = rule }
        let text = try shake(server, options)
        #expect(Self.isDone(text) == (refusal == nil), "\(text)")
        guard let refusal else { return }
        #expect(text.contains("alert unrecognized name") || text.contains("SSL alert number 112"), "\(text)")
        #expect(server.log.line(with: "TLS handshake failed: the device ", refusal) != nil)
    }

    @Test(arguments: [true, false]) func `a maximum fragment length is heard or not`(isHeard: Bool) throws {
        let server = try TestServer { $0.endpoint.tls.takesFragmentLength = isHeard }
        let text = try shake(server, ["-maxfraglen", "1024", "-msg", "-tlsextdebug", "-servername", "localhost"])
        #expect(Self.isDone(text))
        #expect(text.contains(#"TLS server extension "max fragment length""#) == isHeard)
        let lengths = text.matches(of: /<<< TLS 1.2, Handshake \[length ([0-9a-f]+)\], Certificate/).compactMap {
            Int($0.1, radix: 16)
        }
        #expect(lengths.first ?? 0 > 1024)
    }

    @Test(arguments: [true, false]) func `session tickets are given or not`(areGiven: Bool) throws {
        let server = try TestServer { $0.endpoint.tls.givesTickets = areGiven }
        let session = "\(server.folder.path)/session"
        let text = try shake(server, ["-sess_out", session, "-servername", "localhost"])
        #expect(text.contains("TLS session ticket:") == areGiven)
        guard areGiven else { return }
        #expect(try shake(server, ["-sess_in", session, "-servername", "localhost"]).contains("\nReused, TLSv1.2"))
    }

    @Test(
        arguments: [
            (.tls12, ["-cipher", "AES128-SHA"], nil), (.tls12, ["-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"], nil),
            (.tls12, ["-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"], "no cipher suite in common"),
            (.tls12, ["-cipher", "DHE-RSA-AES256-SHA"], "no cipher suite in common"),
            (.tls10Of2016, ["-cipher", "DHE-RSA-AES256-SHA"], "no cipher suite in common"),
            (.tls10Of2015, ["-cipher", "DHE-RSA-AES256-SHA"], nil),
            (.tls13Only, [], "IoTSecurityPolicy_TLS13_1_3_2022_10 serves TLS 1.3 alone"),
        ] as [(SecurityPolicy, [String], String?)]
    )
    func `a security policy names versions and suites`(
        policy: SecurityPolicy,
        options: [String],
        refusal: String?
    ) throws {
        let server = try TestServer {
            $0.endpoint.tls.policy = policy
            $0.endpoint.suites = policy.suites
        }
        let text = try shake(server, options + ["-servername", "localhost"])
        #expect(Self.isDone(text) == (refusal == nil), "\(text)")
        if let refusal { #expect(server.log.line(with: "TLS handshake failed: ", refusal) != nil) }
    }

    @Test(arguments: [(SecurityPolicy.tls12, false), (.tls10Of2016, true)])
    func `old versions are served by old policies`(policy: SecurityPolicy, isServed: Bool) throws {
        let server = try TestServer { $0.endpoint.tls.policy = policy }
        let port = "\(server.server.mqttPort)", certificates = TestServer.certificates
        let options = [
            "-cert", "\(certificates)/device-rsa-2048.pem", "-key", "\(certificates)/device-rsa-2048.key.pem",
        ]
        let text = try server.run(
            "openssl",
            ["s_client", "-connect", "127.0.0.1:\(port)", "-tls1", "-cipher", "ALL:@SECLEVEL=0"] + options
        )
        .output
        #expect(text.contains("Protocol  : TLSv1\n") && text.contains("Cipher is ECDHE") == isServed, "\(text)")
    }

    @Test(
        arguments: [
            (["x-amzn-mqtt-ca"], "x-amzn-mqtt-ca"), (["x-amzn-http-ca"], "x-amzn-http-ca"),
            (["h2,http/1.1"], "http/1.1"), (["h2"], nil),
        ] as [([String], String?)]
    )
    func `the port of HTTPS chooses a protocol by ALPN`(offer: [String], chosen: String?) throws {
        let server = try TestServer()
        let text = try shake(server, ["-alpn"] + offer + ["-servername", "localhost"], https: true)
        #expect(text.contains("ALPN protocol: \(chosen ?? "none")") == (chosen != nil), "\(text)")
        #expect(Self.isDone(text) == (chosen != nil))
        if chosen == nil {
            #expect(
                server.log.line(with: "no application protocol in common with the device, which offers 'h2'") != nil
            )
        }
    }

    @Test func `the port of MQTT agrees to its protocol, and overlooks others`() throws {
        let server = try TestServer()
        let text = try shake(server, ["-alpn", "x-amzn-mqtt-ca", "-servername", "localhost"])
        #expect(text.contains("ALPN protocol: x-amzn-mqtt-ca"))
        #expect(Self.isDone(try shake(server, ["-alpn", "http/1.1", "-servername", "localhost"])))
    }
}
