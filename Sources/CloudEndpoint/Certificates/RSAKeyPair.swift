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
        let source = RandomSource(random)
        var key = [CChar](repeating: 0, count: 4096), publicKey = [CChar](repeating: 0, count: 1024)
        let error = vesp_rsa_key(
            { context, bytes, length in
                guard let context, let bytes else { return -1 }
                let source = Unmanaged<RandomSource>.fromOpaque(context).takeUnretainedValue()
                source.fill(UnsafeMutableBufferPointer(start: bytes, count: length))
                return 0
            },
            Unmanaged.passUnretained(source).toOpaque(),
            Self.bits,
            &key,
            key.count,
            &publicKey,
            publicKey.count
        )
        random = source.generator
        guard error == 0 else { return nil }
        privatePEM = Self.text(key)
        publicPEM = Self.text(publicKey)
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A generator of Swift's where libmbedtls wants a function.
private final class RandomSource {
    var generator: any RandomNumberGenerator

    init(_ generator: any RandomNumberGenerator) { self.generator = generator }

    func fill(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
        for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: generator.next() >> 32) }
    }
}
