import CloudEndpoint
import Foundation
import TestSupport
import Testing

@testable import CloudServer

/// The libraries with which programs reach AWS IoT, as PyPI has them.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: PythonTools.isHere)) struct ClientLibraryTests {
    private static let own = ["root-ca.pem", "device-p256.pem", "device-p256.key.pem"].map {
        "\(TestServer.certificates)/\($0)"
    }

    private func run(
        _ server: TestServer,
        _ script: String,
        _ words: [String]
    ) throws -> (code: Int32, lines: [String]) {
        let result = try server.run(PythonTools.python, ["-u", "\(packageRoot)/Tests/tools/\(script)"] + words)
        return (result.code, result.output.split(separator: "\n").map(String.init))
    }

    private func port(_ server: TestServer, _ way: String) throws -> String {
        "\(way == "mtls" ? server.server.mqttPort : try #require(server.server.httpsPort))"
    }

    @Test func `boto3 finds the account's API as the service model has it`() throws {
        let server = try TestServer { $0.account?.registry.endpoints = ["iot:Data-ATS": "localhost"] }
        let result = try run(server, "boto3-client.py", ["\(server.server.controlPort)", server.folder.path])
        #expect(
            result.lines == [
                "endpoint localhost", "code same 64", "certificate ACTIVE",
                "versions 409 VersionsLimitExceededException 3", "policies ['all']", "things ['lamp']",
                "pages [25, 25, 11]", "authorization ALLOWED", "absent 501 NotImplementedException",
                "missing 404 ResourceNotFoundException", "active 406 CertificateStateException", "accepted 1 t",
                "delta {'on': True}", "conflict 409 ConflictException", "named ['night']",
                "deleted 404 ResourceNotFoundException", "retained ['kept/here'] b'later'",
                "nobody 404 ResourceNotFoundException",
            ]
        )
        let made = ["certificate.pem", "key.pem"].map { "\(server.folder.path)/\($0)" }
        let words = ["mtls", try port(server, "mtls"), Self.own[0]] + made
        #expect(try run(server, "paho-client.py", words).code == 0)
    }

    @Test(arguments: ["mtls", "alpn", "websocket"])
    func `paho-mqtt publishes to itself`(way: String) throws {
        let server = try TestServer()
        let result = try run(server, "paho-client.py", [way, try port(server, way)] + Self.own)
        #expect(result.lines == ["connected Success", "subscribed ['Granted QoS 1']", "message paho/echo hello 1"])
    }

    @Test(arguments: ["localhost", "localhost:443"])
    func `a WebSocket is signed for the host with or without the port`(host: String) throws {
        let server = try TestServer()
        let result = try run(
            server,
            "paho-client.py",
            ["websocket", try port(server, "websocket")] + Self.own + [host]
        )
        #expect(result.code == 0, "\(result.lines)")
    }

    @Test(
        arguments: [
            (["localhost", "another"], "does not match"), (["elsewhere"], "does not match"),
            (["localhost", SignatureV4.exampleKeys.values.first?.secret ?? "", "-360"], "Signature expired"),
            (["localhost", SignatureV4.exampleKeys.values.first?.secret ?? "", "360"], "Signature not yet current"),
        ]
    )
    func `a WebSocket with a bad signature is refused`(words: [String], reason: String) throws {
        let server = try TestServer()
        let result = try run(server, "paho-client.py", ["websocket", try port(server, "websocket")] + Self.own + words)
        #expect(result.lines == ["refused WebsocketConnectionError WebSocket handshake error"])
        #expect(server.log.line(with: "refused 'GET /mqtt'", reason) != nil)
    }

    @Test(arguments: [("a/token+=", true), ("another", false)])
    func `a WebSocket of temporary credentials has their token`(token: String, isRight: Bool) throws {
        let key = try #require(SignatureV4.exampleKeys.first)
        let server = try TestServer {
            $0.account?.keys = [key.key: SignatureV4.Key(secret: key.value.secret, sessionToken: "a/token+=")]
        }
        let words = ["localhost", key.value.secret, "0", token]
        let result = try run(server, "paho-client.py", ["websocket", try port(server, "websocket")] + Self.own + words)
        #expect((result.code == 0) == isRight, "\(result.lines)")
        if !isRight { #expect(server.log.line(with: "refused 'GET /mqtt'", "security token") != nil) }
    }

    @Test func `a WebSocket that is broken ends that client alone`() throws {
        let server = try TestServer()
        let subscriber = try #require(try server.subscriber(["-t", "still/there", "-C", "1"], id: "bystander"))
        let result = try run(server, "websocket-breaker.py", [try port(server, "websocket"), Self.own[0]])
        #expect(
            result.lines == [
                "text 1003", "unmasked 1002", "too long 1009", "continuation first 1002", "ping pong",
                "close 1000", "split CONNACK 0",
            ]
        )
        #expect(try server.publish(["-t", "still/there", "-q", "1", "-m", "yes"]) == 0)
        #expect(subscriber.waitForExit() == 0)
    }

    @Test(arguments: ["mtls", "websocket"])
    func `awsiotsdk works with a shadow`(way: String) throws {
        let server = try TestServer()
        let result = try run(server, "awsiotsdk-client.py", [way, try port(server, way)] + Self.own + ["lamp"])
        #expect(
            result.lines == [
                "connected {'session_present': False}", "subscribed 1", "message sdk/echo hello", "accepted token",
                "delta {'on': True}", "got {'on': True}", "rejected 409",
            ]
        )
    }

    @Test(arguments: ["mtls", "websocket"])
    func `AWSIoTPythonSDK works with a shadow`(way: String) throws {
        let server = try TestServer()
        let result = try run(server, "awsiotpythonsdk-client.py", [way, try port(server, way)] + Self.own + ["lamp"])
        let expected = [
            "connected True", "subscribed True", "message v1/echo hello", "connected True",
            "shadow accepted {'desired': {'on': True}, 'reported': {'on': False}}", "delta {'on': True}",
            "shadow rejected",
        ]
        // Answers come on threads of the library: their order is its own.
        #expect(Set(result.lines.filter { $0 != "published True" }) == Set(expected), "\(result.lines)")
    }

    @Test(arguments: [("awsiotsdk-client.py", "refused "), ("awsiotpythonsdk-client.py", "refused ")])
    func `an SDK whose certificate is not registered does not get in`(script: String, text: String) throws {
        let server = try TestServer { $0.account?.devices = [] }
        let result = try run(server, script, ["mtls", try port(server, "mtls")] + Self.own + ["lamp"])
        #expect(result.code == 1 && result.lines.last?.hasPrefix(text) == true, "\(result.lines)")
        #expect(server.log.line(with: "closed after CONNECT: certificate ", "is not registered") != nil)
    }
}
