import JSON
import TestSupport
import Testing
import X509

@testable import CloudEndpoint

/// Keys of devices and the requests for their certificates.
struct DeviceKeyTests {
    private static func key(_ kind: DeviceKey.Kind, _ form: DeviceKey.Form, seed: UInt64 = 3) throws -> DeviceKey {
        var random: any RandomNumberGenerator = SeededGenerator(state: seed)
        return try #require(DeviceKey(kind, form, using: &random))
    }

    private func fault(_ key: String) -> CredentialError.Fault? {
        do throws(CredentialError) {
            _ = try SigningRequest(key: Array(key.utf8), commonName: "esp")
            return nil
        } catch {
            return error.fault
        }
    }

    @Test(arguments: [
        (DeviceKey.Kind.ec, DeviceKey.Form.traditional, ["EC PARAMETERS", "EC PRIVATE KEY"]),
        (.ec, .pkcs8, ["PRIVATE KEY"]), (.rsa, .traditional, ["RSA PRIVATE KEY"]), (.rsa, .pkcs8, ["PRIVATE KEY"]),
    ])
    func `a key has the blocks of its form`(kind: DeviceKey.Kind, form: DeviceKey.Form, labels: [String]) throws {
        let pem = try Self.key(kind, form).pem
        #expect(pem.matches(of: /-----BEGIN (.*?)-----\n/).map { String($0.1) } == labels)
        #expect(pem.hasSuffix("-----\n") && !pem.contains("\n\n"))
        #expect(try PEMSource(Array(pem.utf8)).hasPrivateKey)
    }

    @Test func `randomness makes the key`() throws {
        #expect(try Self.key(.ec, .traditional) == Self.key(.ec, .traditional))
        #expect(try Self.key(.ec, .traditional) != Self.key(.ec, .traditional, seed: 4))
        #expect(try Self.key(.ec, .traditional).pem.contains("\nBggqhkjOPQMBBw==\n"))
    }

    @Test(arguments: DeviceKey.Kind.allCases, [DeviceKey.Form.traditional, .pkcs8])
    func `the account certifies a key on its request`(kind: DeviceKey.Kind, form: DeviceKey.Form) throws {
        let request = try SigningRequest(key: Array(Self.key(kind, form).pem.utf8), commonName: "esp-1")
        let console = try Console()
        let answer = console.call("POST", "/certificates", ["certificateSigningRequest": .string(request.pem)])
        #expect(answer.status == 200)
        let certificate = try #require(X509Certificate(pem: answer.text("certificatePem")))
        #expect(certificate.subject(.commonName) == ["esp-1"])
        let pair = try ClientCredentials(
            certificate: Array(answer.text("certificatePem").utf8),
            key: Array(Self.key(kind, form).pem.utf8),
            authorities: Array(Account.resource("root-ca.pem").utf8)
        )
        #expect(pair.keyKind == (kind == .ec ? "P-256" : "RSA-2048"))
    }

    @Test func `what is no key gets no request`() throws {
        #expect(fault("") == .notPEM)
        #expect(try fault(Account.resource("device-p256.pem")) == .isPEM(of: "CERTIFICATE"))
        #expect(fault("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n") == .broken(number: nil))
    }
}
