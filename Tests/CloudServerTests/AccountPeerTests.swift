import CloudEndpoint
import Foundation
import TestSupport
import Testing

@testable import CloudServer

/// The account's API by curl, which signs requests, and clients with the certificates that it gave out.
@Suite(.serialized, .timeLimit(.minutes(5))) struct AccountPeerTests {
    private static let policy = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}
        """

    private func call(
        _ server: TestServer,
        _ method: String,
        _ target: String,
        _ document: [String: String]? = nil,
        _ options: [String] = [],
        service: String = "iot",
        secret: String = SignatureV4.exampleKeys.values.first?.secret ?? ""
    ) throws -> [String: Any] {
        let id = SignatureV4.exampleKeys.keys.first ?? ""
        let body = try document.map { ["-d", String(decoding: try JSONEncoder().encode($0), as: UTF8.self)] } ?? []
        let address = "http://127.0.0.1:\(server.server.controlPort)\(target)"
        let signing = ["--aws-sigv4", "aws:amz:us-east-1:\(service)", "--user", "\(id):\(secret)"]
        let text = try server.run("curl", ["-sS", "-m", "20", "-X", method] + signing + body + options + [address])
            .output
        return try JSONSerialization.jsonObject(with: Data((text.isEmpty ? "{}" : text).utf8)) as? [String: Any] ?? [:]
    }

    @Test func `key, request, certificate, policy, messages: the order of the tutorials`() throws {
        let server = try TestServer { $0.account?.registry.endpoints = ["iot:Data-ATS": "localhost"] }
        #expect(try call(server, "GET", "/endpoint")["endpointAddress"] as? String == "localhost")
        let key = "\(server.folder.path)/k.pem", request = "\(server.folder.path)/r.pem"
        let certificate = "\(server.folder.path)/c.pem"
        #expect(
            try server.run("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key]).code == 0
        )
        let csr = ["req", "-new", "-key", key, "-subj", "/CN=esp", "-out", request]
        #expect(try server.run("openssl", csr).code == 0)
        let made = try call(
            server,
            "POST",
            "/certificates?setAsActive=true",
            ["certificateSigningRequest": try String(contentsOfFile: request, encoding: .utf8)]
        )
        let arn = try #require(made["certificateArn"] as? String)
        try #require(made["certificatePem"] as? String).write(toFile: certificate, atomically: true, encoding: .utf8)
        let client =
            [
                "-h", "localhost", "-p", "\(server.server.mqttPort)", "--cafile",
                "\(TestServer.certificates)/root-ca.pem",
            ]
            + ["--cert", certificate, "--key", key, "-i", "esp", "-t", "a", "-q", "1", "-m", "hello"]
        #expect(try server.run("mosquitto_pub", client).code != 0)
        let id = try #require(arn.split(separator: "/").last).prefix(8)
        let reason = "closed after CONNECT: certificate \(id) is ACTIVE but no policy allows iot:Connect on "
        #expect(server.log.line(with: reason + "arn:aws:iot:us-east-1:123456789012:client/esp") != nil)
        #expect(
            try call(server, "POST", "/policies/p", ["policyDocument": Self.policy])["policyName"] as? String == "p"
        )
        _ = try call(server, "PUT", "/principal-policies/p", nil, ["-H", "x-amzn-iot-principal: \(arn)"])
        let subscriber = try #require(try server.subscriber(["-t", "a", "-C", "1"], id: "listener"))
        #expect(try server.run("mosquitto_pub", client).code == 0)
        #expect(subscriber.waitForExit() == 0)
        #expect(try server.messages() == "a hello\n")
    }

    @Test func `a request signed with another secret is refused`() throws {
        let server = try TestServer()
        let answer = try call(server, "GET", "/things", secret: "another")
        #expect((answer["message"] as? String)?.contains("signature") == true)
    }

    @Test func `what the API publishes arrives`() throws {
        let server = try TestServer()
        let subscriber = try #require(try server.subscriber(["-t", "a/b", "-C", "1"], id: "listener"))
        let answer = try call(server, "POST", "/topics/a/b?qos=1", ["x": "y"], service: "iotdata")
        try #require(answer["message"] as? String == "OK")
        #expect(subscriber.waitForExit() == 0)
        #expect(try server.messages() == "a/b {\"x\":\"y\"}\n")
    }
}
