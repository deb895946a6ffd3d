import Crypto
import Foundation
import SwiftASN1
import X509

/// Issues device certificates as AWS IoT does: issuer, dates, extensions and signature are those of a certificate that it
/// issued (README of copercini/esp8266-aws_iot, esp8266/Arduino#4004).
public struct CertificateIssuer: Sendable {
    private let key: Certificate.PrivateKey
    private let identifier: SubjectKeyIdentifier

    /// One attribute, an OrganizationalUnitName, whose text names the others.
    private static let name = "Amazon Web Services O=Amazon.com Inc. L=Seattle ST=Washington C=US"
    /// 2049-12-31T23:59:59Z.
    static let notAfter: Int64 = 2_524_607_999

    /// An issuer that signs with `keyPEM`, an unencrypted RSA key; nil when that is none.
    public init?(keyPEM: String) {
        guard let key = try? Certificate.PrivateKey(pemEncoded: keyPEM) else { return nil }
        // Signing tells whether it is RSA, and costs as much as one certificate.
        guard (try? key.sign(bytes: [0], signatureAlgorithm: .sha256WithRSAEncryption)) != nil else { return nil }
        self.key = key
        identifier = SubjectKeyIdentifier(hash: key.publicKey)
    }

    /// DER of a certificate on the key and the subject of a request.
    /// - Parameters:
    ///   - request: a PKCS #10 request (RFC 2986), PEM.
    ///   - serial: 20 random bytes.
    ///   - now: seconds since 1970.
    func issue(request: String, serial: [UInt8], now: Int64) throws(CertificateFault) -> [UInt8] {
        let request = try Self.read(request)
        return try issue(on: request.publicKey, subject: request.subject, serial: serial, now: now)
    }

    /// DER of a certificate on a key that AWS IoT made itself.
    func issue(publicKey pem: String, serial: [UInt8], now: Int64) throws(CertificateFault) -> [UInt8] {
        guard let key = try? Certificate.PublicKey(pemEncoded: pem),
            let subject = try? DistinguishedName(builder: { CommonName("AWS IoT Certificate") })
        else { throw .unusableKey }
        return try issue(on: key, subject: subject, serial: serial, now: now)
    }

    private static func read(_ pem: String) throws(CertificateFault) -> CertificateSigningRequest {
        let labels: Set = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]
        guard let der = PEMText.der(in: pem, labels) else { throw .notPEM }
        // A key of another kind, or RSA of less than 2048 bits, is refused in reading.
        guard let request = try? CertificateSigningRequest(derEncoded: der) else { throw .unreadable }
        guard Curve25519.Signing.PublicKey(request.publicKey) == nil else { throw .unusableKey }
        guard request.publicKey.isValidSignature(request.signature, for: request) else { throw .wrongSignature }
        return request
    }

    private func issue(
        on publicKey: Certificate.PublicKey,
        subject: DistinguishedName,
        serial: [UInt8],
        now: Int64
    ) throws(CertificateFault) -> [UInt8] {
        do {
            let issuer = try DistinguishedName { OrganizationalUnitName(Self.name) }
            let certificate = try Certificate(
                version: .v3,
                serialNumber: Certificate.SerialNumber(bytes: serial),
                publicKey: publicKey,
                notValidBefore: Date(timeIntervalSince1970: Double(now)),
                notValidAfter: Date(timeIntervalSince1970: Double(Self.notAfter)),
                issuer: issuer,
                subject: subject,
                signatureAlgorithm: .sha256WithRSAEncryption,
                extensions: try Certificate.Extensions {
                    AuthorityKeyIdentifier(keyIdentifier: identifier.keyIdentifier)
                    SubjectKeyIdentifier(hash: publicKey)
                    Critical(BasicConstraints.notCertificateAuthority)
                    Critical(KeyUsage(digitalSignature: true))
                },
                issuerPrivateKey: key
            )
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return serializer.serializedBytes
        } catch {
            throw .unusableKey
        }
    }
}

/// Why a request or a certificate that somebody handed in is refused.
enum CertificateFault: Error, Equatable, Sendable, CustomStringConvertible {
    case notPEM
    case unreadable
    case unusableKey
    case wrongSignature

    /// One sentence.
    var description: String {
        switch self {
        case .notPEM: "no PEM block of the kind that is wanted"
        case .unreadable: "the PEM block is damaged, or made with an algorithm, curve or key size that is not supported"
        case .unusableKey: "the key must be RSA with at least 2048 bits, or EC on NIST P-256, P-384 or P-521"
        case .wrongSignature: "the signature does not belong to the key"
        }
    }
}
