extension TLSLibrary {
    /// wolfSSL, which was CyaSSL: its cryptography (wolfCrypt) begins with `wc_`.
    package static let wolfSSL = TLSLibrary(
        id: "wolfssl",
        name: "wolfSSL",
        marks: ["wolfSSL", "CyaSSL"],
        symbols: ["wolfSSL_", "CyaSSL_"],
        functionPrefix: "wc_",
        // Its arithmetic, where no function of wolfCrypt is around it.
        computingPrefixes: ["wc_", "sp_", "fp_", "mp_"]
    )
}
