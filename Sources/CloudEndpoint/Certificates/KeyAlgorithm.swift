import CMbedTLS

/// Object identifiers of X.509 and what the device's mbedTLS makes of them.
package enum KeyAlgorithm {
    /// Signatures that every mbedTLS build of the device checks: RSA (PKCS #1 v1.5) and ECDSA over SHA-1 and SHA-2.
    private static let knownSignatures: Set<String> = [
        "1.2.840.113549.1.1.5", "1.2.840.113549.1.1.14", "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12",
        "1.2.840.113549.1.1.13", "1.2.840.10045.4.1", "1.2.840.10045.4.3.1", "1.2.840.10045.4.3.2",
        "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4",
    ]
    /// rsaEncryption, id-ecPublicKey.
    private static let knownKeys: Set<String> = ["1.2.840.113549.1.1.1", "1.2.840.10045.2.1"]

    /// Curves that mbedTLS can be built with, as it calls them.
    private static let curves: [String: String] = [
        "1.2.840.10045.3.1.1": "secp192r1", "1.3.132.0.33": "secp224r1", "1.2.840.10045.3.1.7": "secp256r1",
        "1.3.132.0.34": "secp384r1", "1.3.132.0.35": "secp521r1", "1.3.132.0.31": "secp192k1",
        "1.3.132.0.32": "secp224k1", "1.3.132.0.10": "secp256k1", "1.3.36.3.3.2.8.1.1.7": "brainpoolP256r1",
        "1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1", "1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1",
    ]
    /// Names of what openssl and others make and mbedTLS does not know.
    private static let strangers: [String: String] = [
        "1.3.101.110": "X25519", "1.3.101.111": "X448", "1.3.101.112": "Ed25519", "1.3.101.113": "Ed448",
        "1.2.840.113549.1.1.10": "RSA-PSS", "1.2.840.113549.1.1.4": "RSA with MD5", "1.2.840.10040.4.1": "DSA",
        "1.2.840.10040.4.3": "DSA", "2.16.840.1.101.3.4.3.2": "DSA", "1.2.840.113549.1.3.1": "Diffie-Hellman",
        "1.2.156.10197.1.301": "SM2", "1.2.156.10197.1.501": "SM2", "2.16.840.1.101.3.4.3.17": "ML-DSA-44",
        "2.16.840.1.101.3.4.3.18": "ML-DSA-65", "2.16.840.1.101.3.4.3.19": "ML-DSA-87",
        "1.3.132.0.17": "the curve sect283r1", "1.3.132.0.37": "the curve sect409r1",
        "1.3.132.0.39": "the curve sect571r1",
    ]

    /// What in `algorithms` the device cannot use, by its name or its object identifier.
    static func stranger(in algorithms: vesp_algorithms) -> String? {
        let signature = text(algorithms.signature), key = text(algorithms.key), curve = text(algorithms.curve)
        if !key.isEmpty, !knownKeys.contains(key) { return strangers[key] ?? "the algorithm \(key)" }
        if !signature.isEmpty, !knownSignatures.contains(signature) {
            return strangers[signature] ?? "the signature algorithm \(signature)"
        }
        guard !curve.isEmpty, curves[curve] == nil else { return nil }
        return strangers[curve] ?? "the curve \(curve)"
    }

    /// mbedTLS' name of the curve, `nil` when there is none.
    static func curve(of algorithms: vesp_algorithms) -> String? { curves[text(algorithms.curve)] }

    /// mbedTLS' name of the curve with the object identifier `identifier`, `nil` for one that it cannot be built with.
    package static func curve(_ identifier: String) -> String? { curves[identifier] }

    /// The characters before the NUL of an array that C declares.
    private static func text<Characters>(_ characters: Characters) -> String {
        withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
