extension TLSLibrary {
    /// axTLS, of MicroPython and of Arduino before 2.5. Most of its names have no common beginning.
    package static let axTLS = TLSLibrary(
        id: "axtls",
        name: "axTLS",
        marks: ["axTLS"],
        symbols: ["ssl_client_new"],
        functionPrefix: "",
        computingPrefixes: [
            "RSA_", "bi_", "x509_", "AES_", "SHA1_", "SHA256_", "SHA384_", "SHA512_", "MD5_", "RC4_", "hmac_", "prf",
            "p_hash_",
        ]
    )
}
