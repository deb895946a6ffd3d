extension TLSLibrary {
    /// axTLS, of MicroPython, of Arduino before 2.5 and of the NONOS SDK's libssl, which has its own names for files and
    /// for the client's constructor. Most of its names have no common beginning.
    package static let axTLS = TLSLibrary(
        id: "axtls",
        name: "axTLS",
        marks: ["axTLS", "ssl_tls1.c"],
        symbols: ["ssl_client_new", "SSLClient_new"],
        functionPrefix: "",
        computingPrefixes: [
            "RSA_", "bi_", "x509_", "AES_", "SHA1_", "SHA256_", "SHA384_", "SHA512_", "MD5_", "RC4_", "hmac_", "prf",
            "p_hash_",
        ]
    )
}
