import Foundation
import TestSupport
import X509

@testable import CloudEndpoint

/// An account without anything, and who brings it something.
enum Account {
    /// 2026-01-01T00:00:00Z, milliseconds since 1970.
    static let now: Int64 = 1_767_225_600_000
    static let id = "123456789012"

    /// A key of many, the same in every run; 7 is the endpoint's.
    static func key(_ seed: UInt64 = 7) throws -> RSAKeyPair {
        guard let pair = keys[seed] else { throw NoKey() }
        return pair
    }

    private static let keys = Dictionary(
        uniqueKeysWithValues: [UInt64]([3, 5, 7, 9, 11]).compactMap { seed in
            makeKey(seed).map { (seed, $0) }
        }
    )

    static func makeKey(_ seed: UInt64) -> RSAKeyPair? {
        var random: any RandomNumberGenerator = SeededGenerator(state: seed)
        return RSAKeyPair(using: &random)
    }

    struct NoKey: Error {}

    static let issuer: CertificateIssuer? = (try? key()).flatMap { CertificateIssuer(keyPEM: $0.privatePEM) }

    /// A PKCS #10 request of openssl's form.
    static func request(_ key: Certificate.PrivateKey, commonName: String = "esp-1") throws -> String {
        let request = try CertificateSigningRequest(
            version: .v1,
            subject: try DistinguishedName {
                CountryName("DE")
                CommonName(commonName)
            },
            privateKey: key,
            attributes: CertificateSigningRequest.Attributes()
        )
        return try request.serializeAsPEM().pemString
    }

    /// The certificates that runs take; `device-ca` issued the two devices'.
    static func resource(_ name: String) throws -> String {
        try String(contentsOfFile: "\(packageRoot)/Resources/certificates/\(name)", encoding: .utf8)
    }

    static func der(_ name: String) throws -> [UInt8] {
        guard let certificate = X509Certificate(pem: try resource(name)) else { throw NoKey() }
        return certificate.der
    }

    /// A certificate that `device-ca` signs.
    static func issued(
        by authority: (key: String, certificate: String) = ("device-ca.key.pem", "device-ca.pem"),
        subject: DistinguishedName,
        isAuthority: Bool = false
    ) throws -> Certificate {
        let key = try Certificate.PrivateKey(pemEncoded: resource(authority.key))
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(UInt64(77)),
            publicKey: try Certificate.PublicKey(pemEncoded: self.key(9).publicPEM),
            notValidBefore: Date(timeIntervalSince1970: Double(now / 1000)),
            notValidAfter: Date(timeIntervalSince1970: Double(now / 1000 + 86_400)),
            issuer: try Certificate(pemEncoded: resource(authority.certificate)).subject,
            subject: subject,
            extensions: try Certificate.Extensions {
                Critical(
                    isAuthority ? BasicConstraints.isCertificateAuthority(maxPathLength: nil) : .notCertificateAuthority
                )
            },
            issuerPrivateKey: key
        )
    }
}
