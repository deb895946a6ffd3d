import Record

/// What gives a TLS library away in a firmware, be it stripped or not.
package struct TLSLibrarySigns: Sendable {
    /// Its name.
    package let name: String
    /// Texts of which one is enough.
    package let marks: [String]
    /// Beginnings of symbols of which one is enough.
    package let symbols: [String]

    /// Every library with texts of its own.
    package static let all = [
        TLSLibrarySigns(name: "axTLS", marks: ["axTLS"], symbols: ["ssl_client_new"]),
        // Its table of suites; other libraries write the names with underscores or as OpenSSL does.
        TLSLibrarySigns(
            name: "mbedTLS",
            marks: ["TLS-RSA-WITH-AES-", "TLS-ECDHE-RSA-WITH-", "TLS-ECDHE-ECDSA-WITH-", "TLS-PSK-WITH-"],
            symbols: ["mbedtls_ssl_"]
        ),
        TLSLibrarySigns(name: "wolfSSL", marks: ["wolfSSL", "CyaSSL"], symbols: ["wolfSSL_", "CyaSSL_"]),
        bearSSL,
    ]

    private static let bearSSL = TLSLibrarySigns(name: "BearSSL", marks: [], symbols: ["br_ssl_"])
    /// RFC 5246's labels, which BearSSL, as Arduino has it, holds without any text of its own.
    private static let labels = ["client finished", "server finished", "master secret"]

    static var allMarks: [String] { all.flatMap(\.marks) + labels }

    /// The libraries of a firmware that stands on `platforms`.
    static func found(in text: FirmwareText, platforms: [String]) -> [FirmwareIdentity.Finding] {
        let named = all.compactMap { library in
            (library.marks.first(where: text.holds) ?? library.symbols.lazy.compactMap(text.symbol(prefix:)).first)
                .map { FirmwareIdentity.Finding(name: library.name, evidence: $0) }
        }
        guard named.isEmpty, platforms.contains("Arduino"), labels.allSatisfy(text.holds) else { return named }
        return [
            FirmwareIdentity.Finding(name: bearSSL.name, evidence: "'client finished' in Arduino, no other library")
        ]
    }
}
