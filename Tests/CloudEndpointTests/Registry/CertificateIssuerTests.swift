import Crypto
import Foundation
import SwiftASN1
import TestSupport
import Testing
import X509

@testable import CloudEndpoint

/// Certificates as AWS IoT issues them (aws-iot.md 3.1: figures of certificates that it issued).
struct CertificateIssuerTests {
    private static let serial = [UInt8](repeating: 0x5A, count: 20)

    private func issue(_ key: Certificate.PrivateKey) throws -> Certificate {
        let issuer = try #require(Account.issuer)
        let request = try Account.request(key)
        return try Certificate(derEncoded: issuer.issue(request: request, serial: Self.serial, now: Account.now / 1000))
    }

    private static let keys: [(name: String, key: @Sendable () throws -> Certificate.PrivateKey)] = [
        ("RSA-2048", { try Certificate.PrivateKey(pemEncoded: Account.key(3).privatePEM) }),
        ("P-256", { Certificate.PrivateKey(P256.Signing.PrivateKey()) }),
        ("P-384", { Certificate.PrivateKey(P384.Signing.PrivateKey()) }),
        ("P-521", { Certificate.PrivateKey(P521.Signing.PrivateKey()) }),
    ]

    @Test(arguments: 0..<4) func `a certificate has the key and the subject of its request`(index: Int) throws {
        let key = try Self.keys[index].key()
        let certificate = try issue(key)
        #expect(certificate.publicKey == key.publicKey)
        #expect("\(certificate.subject)" == "CN=esp-1,C=DE")
        let issuerKey = try Certificate.PrivateKey(pemEncoded: Account.key().privatePEM).publicKey
        #expect(issuerKey.isValidSignature(certificate.signature, for: certificate))
        #expect(certificate.signatureAlgorithm == .sha256WithRSAEncryption)
    }

    @Test func `issuer, dates and extensions are those of AWS`() throws {
        let certificate = try issue(Certificate.PrivateKey(P256.Signing.PrivateKey()))
        #expect(certificate.issuer.count == 1)
        #expect(
            certificate.issuer.first?.first?.value.description
                == "Amazon Web Services O=Amazon.com Inc. L=Seattle ST=Washington C=US"
        )
        let format = ISO8601DateFormatter()
        #expect(format.string(from: certificate.notValidAfter) == "2049-12-31T23:59:59Z")
        #expect(format.string(from: certificate.notValidBefore) == "2026-01-01T00:00:00Z")
        let extensions = certificate.extensions
        #expect(extensions.map(\.critical) == [false, false, true, true])
        #expect(try extensions.basicConstraints == .notCertificateAuthority)
        #expect(try extensions.keyUsage == KeyUsage(digitalSignature: true))
        #expect(try extensions.subjectKeyIdentifier == SubjectKeyIdentifier(hash: certificate.publicKey))
        #expect(try extensions.authorityKeyIdentifier?.keyIdentifier != nil)
        #expect(Array(certificate.serialNumber.bytes) == Self.serial)
    }

    @Test func `a certificate on a key of AWS' own has 861 bytes, as field reports have it`() throws {
        let issuer = try #require(Account.issuer), pair = try Account.key(5)
        let der = try issuer.issue(publicKey: pair.publicPEM, serial: Self.serial, now: Account.now / 1000)
        #expect(der.count == 861)
        let certificate = try Certificate(derEncoded: der)
        #expect("\(certificate.subject)" == "CN=AWS IoT Certificate")
        let key = try PEMDocument(pemString: pair.privatePEM)
        #expect(key.discriminator == "RSA PRIVATE KEY" && (1187...1194).contains(key.derBytes.count))
        #expect(try Certificate.PrivateKey(pemEncoded: pair.privatePEM).publicKey == certificate.publicKey)
    }

    @Test func `the same seed gives the same key, and the same request the same certificate`() throws {
        #expect(try Account.makeKey(5) == Account.key(5))
        #expect(try Account.key(5) != Account.key(3))
        let issuer = try #require(Account.issuer)
        let request = try Account.request(try Certificate.PrivateKey(pemEncoded: Account.key(3).privatePEM))
        let first = try issuer.issue(request: request, serial: Self.serial, now: 1), now = Int64(1)
        #expect(try issuer.issue(request: request, serial: Self.serial, now: now) == first)
    }

    @Test func `requests that cannot be used are refused with the reason`() throws {
        let issuer = try #require(Account.issuer)
        func fault(_ request: String) -> CertificateFault? {
            do throws(CertificateFault) {
                _ = try issuer.issue(request: request, serial: Self.serial, now: 0)
                return nil
            } catch {
                return error
            }
        }
        let good = try Account.request(Certificate.PrivateKey(P256.Signing.PrivateKey()))
        #expect(fault(good) == nil)
        #expect(fault("text around it\n" + good.replacing("\n", with: "\r\n") + "\nand behind") == nil)
        #expect(fault(good.replacing("CERTIFICATE REQUEST", with: "NEW CERTIFICATE REQUEST")) == nil)
        #expect(fault("") == .notPEM)
        #expect(fault(try Account.resource("device-ca.pem")) == .notPEM)
        #expect(fault(good.replacing("-----END", with: "AAAA\n-----END")) != nil)
        #expect(fault(try Account.request(Certificate.PrivateKey(Curve25519.Signing.PrivateKey()))) == .unusableKey)
        var der = try PEMDocument(pemString: good).derBytes
        der[der.count - 1] ^= 1
        #expect(fault(PEMDocument(type: "CERTIFICATE REQUEST", derBytes: der).pemString) == .wrongSignature)
    }

    @Test func `what is no RSA key cannot issue`() throws {
        #expect(CertificateIssuer(keyPEM: "") == nil)
        #expect(CertificateIssuer(keyPEM: try Account.resource("device-p256.key.pem")) == nil)
        #expect(CertificateIssuer(keyPEM: try Account.resource("device-rsa-2048.key.pem")) != nil)
    }
}
