import CMbedTLS
import Crypto
import CryptoExtras
import SwiftASN1

/// A new private key of a device, as the openssl commands of AWS IoT's tutorials leave it.
public struct DeviceKey: Sendable, Equatable {
    /// What it signs with.
    public enum Kind: String, CaseIterable, Sendable {
        /// NIST P-256, which openssl calls prime256v1.
        case ec
        /// RSA with 2048 bits.
        case rsa
    }

    /// How it is written.
    public enum Form: Sendable {
        /// As `openssl ecparam -genkey` (EC PARAMETERS, then RFC 5915) and `openssl genrsa -traditional` (PKCS #1) do.
        case traditional
        /// As `openssl genpkey` does (RFC 5208).
        case pkcs8
    }

    /// Unencrypted PEM.
    public let pem: String

    /// Makes a key of what `random` gives; nil without memory.
    public init?(_ kind: Kind, _ form: Form, using random: inout any RandomNumberGenerator) {
        let key: String?
        switch kind {
        case .ec: key = Self.p256(using: &random)
        case .rsa: key = RSAKeyPair(using: &random)?.privatePEM
        }
        guard let key else { return nil }
        switch (kind, form) {
        case (.ec, .traditional): pem = Self.parameters + key
        case (.rsa, .traditional): pem = key
        case (.ec, .pkcs8):
            guard let key = try? P256.Signing.PrivateKey(pemRepresentation: key) else { return nil }
            pem = key.pemRepresentation + "\n"
        case (.rsa, .pkcs8):
            guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: key) else { return nil }
            pem = key.pkcs8PEMRepresentation
        }
    }

    /// Which curve: ECParameters (RFC 5480, 2.1.1) in a block of its own.
    private static var parameters: String {
        let prime256v1: ASN1ObjectIdentifier = [1, 2, 840, 10045, 3, 1, 7]
        var serializer = DER.Serializer()
        guard (try? serializer.serialize(prime256v1)) != nil else { return "" }
        return PEMDocument(type: "EC PARAMETERS", derBytes: serializer.serializedBytes).pemString + "\n"
    }

    private static func p256(using random: inout any RandomNumberGenerator) -> String? {
        var key = [CChar](repeating: 0, count: 1024)
        let error = RandomSource.with(&random) { context in
            vesp_p256_key({ RandomSource.fill($0, $1, $2) }, context, &key, key.count)
        }
        return error == 0 ? String(untilNUL: key) : nil
    }
}
