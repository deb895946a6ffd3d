import CMbedTLS

/// An RSA key as the API hands it out once, and keeps no copy of.
public struct RSAKeyPair: Sendable, Equatable {
    /// PEM of PKCS #1 (RFC 8017, A.1.2), unencrypted.
    public let privatePEM: String
    /// PEM of a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7).
    public let publicPEM: String

    /// Bits of the keys that CreateKeysAndCertificate makes (API reference).
    public static let bits: UInt32 = 2048

    /// Makes a key of what `random` gives; nil without memory.
    public init?(using random: inout any RandomNumberGenerator) {
        var key = [CChar](repeating: 0, count: 4096), publicKey = [CChar](repeating: 0, count: 1024)
        let error = RandomSource.with(&random) { context in
            vesp_rsa_key(
                { RandomSource.fill($0, $1, $2) },
                context,
                Self.bits,
                &key,
                key.count,
                &publicKey,
                publicKey.count
            )
        }
        guard error == 0 else { return nil }
        privatePEM = String(untilNUL: key)
        publicPEM = String(untilNUL: publicKey)
    }
}
