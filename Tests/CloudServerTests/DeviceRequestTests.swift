import CloudEndpoint
import Foundation
import TestSupport
import Testing

@testable import CloudServer

/// HTTPS as devices and programs speak it with `curl`: by certificate, and by signature.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DeviceRequestTests {
    private static let policy = """
        {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Action":["iot:Publish","iot:GetThingShadow","iot:UpdateThingShadow"],
        "Resource":["arn:aws:iot:us-east-1:123456789012:topic/mine/*","arn:aws:iot:us-east-1:123456789012:thing/lamp"]}]}
        """

    private func ask(
        _ server: TestServer,
        _ options: [String],
        _ target: String,
        certificate: Bool = true
    ) throws -> (status: String, body: String) {
        let certificates = TestServer.certificates, port = try #require(server.server.httpsPort)
        let own = ["--cert", "\(certificates)/device-p256.pem", "--key", "\(certificates)/device-p256.key.pem"]
        let words = ["-sS", "-m", "20", "--cacert", "\(certificates)/root-ca.pem", "-w", "\n%{http_code}"]
        let text = try server.run(
            "curl",
            words + (certificate ? own : []) + options + ["https://localhost:\(port)\(target)"]
        )
        .output
        let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
        return (String(parts.last ?? ""), parts.dropLast().joined(separator: "\n"))
    }

    @Test func `a device publishes with its certificate`() throws {
        let server = try TestServer()
        let subscriber = try #require(try server.subscriber(["-t", "a/b", "-q", "1", "-C", "1"], id: "listener"))
        let answer = try ask(server, ["-d", "hello", "--tlsv1.2"], "/topics/a/b?qos=1")
        #expect(answer.status == "200" && answer.body.contains(#""message":"OK""#), "\(answer)")
        #expect(subscriber.waitForExit() == 0)
        #expect(try server.messages() == "a/b hello\n")
    }

    @Test func `its policies decide what it may do`() throws {
        let server = try TestServer {
            $0.account?.devicePolicy = Self.policy
        }
        #expect(try ask(server, ["-d", "x"], "/topics/mine/a").status == "200")
        let denied = try ask(server, ["-d", "x"], "/topics/others/a")
        #expect(denied.status == "403" && denied.body.contains(#""message":"Forbidden""#), "\(denied)")
        let reason = "is ACTIVE but no policy allows iot:Publish on arn:aws:iot:us-east-1:123456789012:topic/others/a"
        #expect(server.log.line(with: "refused 'POST /topics/others/a'", reason) != nil)
        #expect(try ask(server, ["-d", "x"], "/topics/mine/a?retain=true").status == "403")
        let update = #"{"state":{"reported":{"on":true}}}"#
        #expect(try ask(server, ["-d", update], "/things/lamp/shadow").status == "200")
        #expect(try ask(server, [], "/things/lamp/shadow").body.contains(#""on":true"#))
        #expect(try ask(server, ["-X", "DELETE"], "/things/lamp/shadow").status == "403")
        #expect(try ask(server, ["-X", "DELETE"], "/connections/x").status == "403")
        #expect(try ask(server, [], "/things").status == "403")
    }

    @Test func `a certificate that is not registered publishes nothing`() throws {
        let server = try TestServer { $0.account?.devices = [] }
        #expect(try ask(server, ["-d", "x"], "/topics/a").status == "403")
        #expect(server.log.line(with: "refused 'POST /topics/a'", "certificate is not registered") != nil)
        let strict = try TestServer(era: .legacy2016) { $0.account?.devices = [] }
        #expect(try ask(strict, ["-d", "x"], "/topics/a").status == "000")
    }

    @Test func `whoever has no certificate signs`() throws {
        let server = try TestServer()
        #expect(try ask(server, ["-d", "x"], "/topics/a", certificate: false).status == "403")
        let key = try #require(SignatureV4.exampleKeys.first)
        let signing = ["--aws-sigv4", "aws:amz:us-east-1:iotdata", "--user", "\(key.key):\(key.value.secret)"]
        #expect(try ask(server, signing + ["-d", "x"], "/topics/a", certificate: false).status == "200")
        #expect(try ask(server, signing, "/mqtt", certificate: false).status == "404")
    }

    @Test func `a long body is waited for, one that is too long is refused`() throws {
        let server = try TestServer()
        let long = try server.folder.file("long", String(repeating: "x", count: 100_000))
        #expect(try ask(server, ["--data-binary", "@\(long)"], "/topics/a").status == "200")
        let tooLong = try server.folder.file("too-long", String(repeating: "x", count: 2_000_000))
        #expect(try ask(server, ["--data-binary", "@\(tooLong)"], "/topics/a").status == "413")
    }

    @Test func `a request that does not come to an end is ended`() throws {
        let server = try TestServer { $0.limits.requestTime = .milliseconds(300) }
        let certificates = TestServer.certificates, port = try #require(server.server.httpsPort)
        let output = "\(server.folder.path)/slow"
        let own = ["-cert", "\(certificates)/device-p256.pem", "-key", "\(certificates)/device-p256.key.pem"]
        let peer = try Peer(
            "openssl",
            ["s_client", "-connect", "127.0.0.1:\(port)", "-quiet", "-servername", "localhost"] + own,
            output: output
        )
        try peer.say(Array("POST /topics/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nslow".utf8))
        _ = peer.waitForExit()
        #expect(server.log.line(with: "closed: no request within") != nil)
    }
}
