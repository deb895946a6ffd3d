import Foundation
import Testing

@testable import CloudEndpoint

@Suite struct ClientCredentialsTests {
    private static func fixture(_ name: String) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: folder.appending(path: "Fixtures/certificates/\(name)"), encoding: .utf8)
    }

    @Test(arguments: [("device-rsa-2048", "RSA-2048"), ("device-p256", "P-256")])
    func `a matching pair is accepted and its kind named`(name: String, kind: String) throws {
        let credentials = try ClientCredentials(
            certificatePEM: Self.fixture("\(name).pem"),
            keyPEM: Self.fixture("\(name).key.pem"),
            caPEM: Self.fixture("root-ca.pem")
        )
        #expect(credentials.keyKind == kind)
        #expect(credentials.certificateDER.first == 0x30)
    }

    @Test func `each fault has its own error`() throws {
        let ca = try Self.fixture("root-ca.pem")
        let certificate = try Self.fixture("device-p256.pem")
        let key = try Self.fixture("device-p256.key.pem")
        let other = try Self.fixture("device-rsa-2048.key.pem")
        #expect(throws: CredentialError.keyDoesNotMatch) {
            try ClientCredentials(certificatePEM: certificate, keyPEM: other, caPEM: ca)
        }
        #expect(throws: CredentialError.notAKey) {
            try ClientCredentials(certificatePEM: certificate, keyPEM: certificate, caPEM: ca)
        }
        #expect(throws: CredentialError.notACertificate) {
            try ClientCredentials(certificatePEM: key, keyPEM: key, caPEM: ca)
        }
        #expect(throws: CredentialError.notACA) {
            try ClientCredentials(certificatePEM: certificate, keyPEM: key, caPEM: "")
        }
    }
}
