extension TLSLibrary {
    /// BearSSL, of Arduino since 2.5, which has it without any text of its own but the labels of RFC 5246.
    package static let bearSSL = TLSLibrary(
        id: "bearssl",
        name: "BearSSL",
        anonymous: (platform: "Arduino", marks: ["client finished", "server finished", "master secret"]),
        symbols: ["br_ssl_"],
        functionPrefix: "br_",
        // The engine, and the interpreters of handshake and certificates that call what computes.
        driverPrefixes: ["br_ssl_", "br_sslio_", "br_x509_"]
    )
}
