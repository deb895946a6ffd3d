import Testing
import TestSupport

@testable import CloudEndpoint

@Suite struct ClientCredentialsTests {
    private typealias Fault = CredentialError.Fault
    private typealias Part = CredentialError.Part

    /// Credentials of which some files are replaced.
    private static func credentials(
        certificate: [UInt8]? = nil,
        key: [UInt8]? = nil,
        authorities: [UInt8]? = nil
    ) throws -> ClientCredentials {
        try ClientCredentials(
            certificate: try certificate ?? Fixtures.bytes("device-p256.pem"),
            key: try key ?? Fixtures.bytes("device-p256.key.pem"),
            authorities: try authorities ?? Fixtures.bytes("root-ca.pem")
        )
    }

    private func expect(
        _ part: CredentialError.Part,
        _ fault: CredentialError.Fault,
        _ comment: Comment? = nil,
        _ location: SourceLocation = #_sourceLocation,
        from make: () throws -> ClientCredentials
    ) {
        let error = CredentialError(part: part, fault: fault)
        #expect(throws: error, comment, sourceLocation: location) { try make() }
    }

    @Test(arguments: [
        ("device-rsa-2048", "RSA-2048", ["secp256r1"]),
        ("device-p256", "P-256", ["secp256r1", "secp256r1", "secp256r1"]),
    ])
    func `a matching pair is accepted, its kind and its curves named`(name: String, kind: String, curves: [String])
        throws
    {
        let credentials = try Fixtures.device(name)
        #expect(credentials.keyKind == kind)
        #expect(credentials.neededCurves.map(\.curve) == curves)
        #expect(credentials.certificateDER.first == 0x30)
    }

    @Test func `a key of another certificate, or the wrong file, is named`() throws {
        let certificate = try Fixtures.bytes("device-p256.pem"), key = try Fixtures.bytes("device-p256.key.pem")
        let other = try Fixtures.bytes("device-rsa-2048.key.pem")
        expect(.key, .mismatch) { try Self.credentials(key: other) }
        expect(.key, .isPEM(of: "CERTIFICATE")) { try Self.credentials(key: certificate) }
        expect(.certificate, .isPEM(of: "EC PRIVATE KEY")) { try Self.credentials(certificate: key) }
        expect(.authorities, .isPEM(of: "EC PRIVATE KEY")) { try Self.credentials(authorities: key) }
    }

    @Test func `what is no PEM at all is named as such`() {
        for text in ["", "\n", "garbage", "-----BEGIN", "0abc"] {
            let bytes = Array(text.utf8)
            expect(.certificate, .notPEM, "\(text)") { try Self.credentials(certificate: bytes) }
            expect(.key, .notPEM, "\(text)") { try Self.credentials(key: bytes) }
            expect(.authorities, .notPEM, "\(text)") { try Self.credentials(authorities: bytes) }
        }
    }

    @Test(
        arguments: [
            [0x30, 0x82, 0x01, 0x0A], [0x30, 0x2E, 0x02, 0x01, 0x00], [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0],
        ] as [[UInt8]]
    )
    func `DER is told from PEM`(bytes: [UInt8]) {
        expect(.certificate, .isDER) { try Self.credentials(certificate: bytes) }
        expect(.key, .isDER) { try Self.credentials(key: bytes) }
        expect(.authorities, .isDER) { try Self.credentials(authorities: bytes) }
    }

    @Test func `UTF-16 is told from PEM`() throws {
        let wide = try [UInt8]([0xFF, 0xFE]) + Fixtures.bytes("device-p256.pem").flatMap { [$0, UInt8(0)] as [UInt8] }
        expect(.certificate, .isUTF16) { try Self.credentials(certificate: wide) }
    }

    @Test func `comments in another encoding do no harm`() throws {
        let bytes = try Array("Bag Attributes: Ger".utf8) + [0xE4, 0x74, 0x0A] + Fixtures.bytes("device-p256.pem")
        #expect(try Self.credentials(certificate: bytes).keyKind == "P-256")
    }

    @Test(arguments: SampleCredentials.encryptedKeys) func `an encrypted key is named as such`(key: String) {
        expect(.key, .encrypted) { try Self.credentials(key: Array(key.utf8)) }
    }

    @Test(arguments: SampleCredentials.unusable) func `what the device's TLS does not know is named`(
        sample: SampleCredentials
    ) {
        let certificate = Array(sample.certificate.utf8), key = Array(sample.key.utf8)
        expect(.certificate, sample.certificateFault) { try Self.credentials(certificate: certificate, key: key) }
        if let fault = sample.keyFault { expect(.key, fault) { try Self.credentials(key: key) } }
    }

    /// root-ca.pem holds two certificates, the second on P-256.
    @Test func `the certificate at fault is counted`() throws {
        let bundle = try Fixtures.bytes("root-ca.pem") + Array(SampleCredentials.ed25519.certificate.utf8)
        expect(.authorities, .unknownAlgorithm("Ed25519", number: 3)) { try Self.credentials(authorities: bundle) }
    }

    @Test func `a truncated certificate is none, wherever the cut`() throws {
        let certificate = try Fixtures.bytes("device-p256.pem")
        let label = "-----BEGIN CERTIFICATE-----".utf8.count
        for length in 0..<certificate.count - 2 {
            let fault: Fault = length < label ? .notPEM : .broken(number: 1)
            expect(.certificate, fault, "cut at \(length)") {
                try Self.credentials(certificate: Array(certificate.prefix(length)))
            }
        }
    }

    @Test func `a truncated key is none, wherever the cut`() throws {
        let key = try Fixtures.bytes("device-p256.key.pem")
        let label = "-----BEGIN EC PRIVATE KEY-----".utf8.count
        for length in 0..<key.count - 2 {
            let fault: Fault = length < label ? .notPEM : .broken(number: nil)
            expect(.key, fault, "cut at \(length)") { try Self.credentials(key: Array(key.prefix(length))) }
        }
    }

    @Test func `a CA file with one broken certificate is refused`() throws {
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        let ca = try Fixtures.bytes("root-ca.pem") + Array(broken.utf8)
        expect(.authorities, .broken(number: 3)) { try Self.credentials(authorities: ca) }
    }

    @Test func `a key with damaged content is broken`() {
        let key = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"
        expect(.key, .broken(number: nil)) { try Self.credentials(key: Array(key.utf8)) }
    }

    @Test func `damaged bytes end in an error`() throws {
        let certificate = try Fixtures.bytes("device-p256.pem"), key = try Fixtures.bytes("device-p256.key.pem")
        var generator = SeededGenerator(state: 17)
        for round in 0..<2000 {
            var damaged = round.isMultiple(of: 2) ? certificate : key
            for _ in 0..<3 {
                damaged[Int(generator.next() % UInt64(damaged.count))] = UInt8(truncatingIfNeeded: generator.next())
            }
            // Comments and line ends may change without harm; nothing may trap.
            _ = try? round.isMultiple(of: 2) ? Self.credentials(certificate: damaged) : Self.credentials(key: damaged)
        }
    }

    @Test func `descriptions are one line in lower case, each its own`() {
        let faults: [Fault] = [
            .notPEM, .isDER, .isUTF16, .isPEM(of: "X"), .broken(number: 1), .broken(number: 2),
            .unknownAlgorithm("Ed25519", number: 1), .explicitCurve(number: 1), .encrypted, .mismatch,
        ]
        for part in [Part.certificate, .key, .authorities] {
            let texts = faults.map { CredentialError(part: part, fault: $0).description }
            #expect(Set(texts).count == texts.count)
            #expect(texts.allSatisfy { !$0.contains("\n") && $0.first?.isLowercase == true })
        }
    }
}
