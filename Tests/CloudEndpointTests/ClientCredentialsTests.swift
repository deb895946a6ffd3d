import Testing

@testable import CloudEndpoint

@Suite struct ClientCredentialsTests {
    @Test(arguments: [("device-rsa-2048", "RSA-2048"), ("device-p256", "P-256")])
    func `a matching pair is accepted and its kind named`(name: String, kind: String) throws {
        let credentials = try ClientCredentials(
            certificatePEM: Fixtures.text("\(name).pem"),
            keyPEM: Fixtures.text("\(name).key.pem"),
            caPEM: Fixtures.text("root-ca.pem")
        )
        #expect(credentials.keyKind == kind)
        #expect(credentials.certificateDER.first == 0x30)
    }

    @Test func `each fault has its own error`() throws {
        let ca = try Fixtures.text("root-ca.pem")
        let certificate = try Fixtures.text("device-p256.pem")
        let key = try Fixtures.text("device-p256.key.pem")
        let other = try Fixtures.text("device-rsa-2048.key.pem")
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

    @Test(arguments: [encryptedPKCS8, encryptedTraditional])
    func `an encrypted key is named as such`(key: String) throws {
        let certificate = try Fixtures.text("device-p256.pem")
        let ca = try Fixtures.text("root-ca.pem")
        #expect(throws: CredentialError.keyIsEncrypted) {
            try ClientCredentials(certificatePEM: certificate, keyPEM: key, caPEM: ca)
        }
    }

    @Test(
        arguments: [
            "", "garbage", "-----BEGIN EC PRIVATE KEY-----", ed25519,
            "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
        ])
    func `what is no usable key is not a key`(key: String) throws {
        let certificate = try Fixtures.text("device-p256.pem")
        let ca = try Fixtures.text("root-ca.pem")
        #expect(throws: CredentialError.notAKey) {
            try ClientCredentials(certificatePEM: certificate, keyPEM: key, caPEM: ca)
        }
    }

    @Test func `a truncated certificate is none, wherever the cut`() throws {
        let certificate = try Fixtures.text("device-p256.pem")
        let key = try Fixtures.text("device-p256.key.pem")
        let ca = try Fixtures.text("root-ca.pem")
        for length in 0..<certificate.utf8.count - 2 {
            #expect(throws: CredentialError.notACertificate, "cut at \(length)") {
                try ClientCredentials(certificatePEM: String(certificate.prefix(length)), keyPEM: key, caPEM: ca)
            }
        }
    }

    @Test func `a CA file with one broken certificate is refused`() throws {
        let certificate = try Fixtures.text("device-p256.pem")
        let key = try Fixtures.text("device-p256.key.pem")
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        let ca = try Fixtures.text("root-ca.pem") + broken
        for text in [ca, "\n", "garbage", key] {
            #expect(throws: CredentialError.notACA) {
                try ClientCredentials(certificatePEM: certificate, keyPEM: key, caPEM: text)
            }
        }
    }

    @Test func `descriptions are one line in lower case`() {
        let errors: [CredentialError] = [.notACertificate, .notAKey, .keyIsEncrypted, .keyDoesNotMatch, .notACA]
        for error in errors {
            #expect(!error.description.contains("\n") && error.description.first?.isLowercase == true)
        }
    }

    /// device-p256.key.pem under a password.
    private static let encryptedPKCS8 = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhUano5zcGygwICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEECoIJBDVqdt+FNGObvM44P8EgZB7
        gSn0+La6XTvAKkLRcAaKYTKbLd1c1tYF6dsZ+Gk6W2h6lhgtElCf1igtVwY2pTGU
        1eBBekRaX0KoRWT8T17f3+G1yLYvTuopG+Jrrxfaou74Uu05wCRIbOg36Og1tSON
        cTtCcdgli6oArFPATffPcnDfOIlw/BH9enFZrD1ymp1iOwIBeBPC7WoOMpWbWA4=
        -----END ENCRYPTED PRIVATE KEY-----
        """
    private static let encryptedTraditional = """
        -----BEGIN EC PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,41B3DF1FE64B75BC2AFEC3AFB415CFB1

        B1gRufRZWqP5ym/z+jl2Gph+K26KcsMnqfAkJJjQeWyFh8GAS7Ybff49tE/eCL1A
        SIHuFcZaSrYLRoSyjXUtPvx8Rwqq+6px/vyMGjVEAd+goy3LEsxFV9cfZmxVBrpX
        R+hS6qZd5IWHBlzrW8rTLbOGizOTNSJ5eviIwq0IxsQ=
        -----END EC PRIVATE KEY-----
        """
    /// A kind of key that libmbedtls does not know.
    private static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIDYkGpauMb/PHIZSkwKUJk475ukodD93lC/gg51+hj0G
        -----END PRIVATE KEY-----
        """
}
