import ESP8266
import Record

extension TLSLibrary {
    /// mbedTLS: 2.28 in the tool's own firmware, older ones in SDKs and Mongoose OS.
    package static let mbedTLS = TLSLibrary(
        id: "mbedtls",
        name: "mbedTLS",
        // Its table of suites; other libraries write the names with underscores or as OpenSSL does.
        marks: ["TLS-RSA-WITH-AES-", "TLS-ECDHE-RSA-WITH-", "TLS-ECDHE-ECDSA-WITH-", "TLS-PSK-WITH-"],
        symbols: ["mbedtls_ssl_"],
        functionPrefix: "mbedtls_",
        driverPrefixes: ["mbedtls_ssl_"]
    )
}

extension OwnTLSLibrary {
    /// mbedTLS 2.28.
    package static let mbedTLS = OwnTLSLibrary(
        library: .mbedTLS,
        progress: { $0 == handshakeOver ? .complete : .state(TLSState(number: $0)) },
        curve: groupName,
        // Its table of suites holds the name with hyphens, ended by a zero.
        speaks: { image, suite in image.holds(suite.replacing("_", with: "-")) },
        knows: { image, curve in image.symbol(named: "\(curve)_p") != nil },
        knowsFragmentLength: { $0.symbol(named: "mbedtls_ssl_conf_max_frag_len") != nil },
        unheeded: [
            "tls.probe_fragment_length", "tls.input_buffer", "tls.output_buffer", "tls.insecure", "tls.fingerprint",
            "tls.time",
        ],
        ordersCurves: true,
        // Its builds have no MBEDTLS_HAVE_TIME_DATE.
        looksAtDates: false
    )

    /// MBEDTLS_SSL_HANDSHAKE_OVER of mbedtls_ssl_states, which otherwise counts as `TLSState` does.
    private static let handshakeOver: UInt32 = 16

    /// Name of an `mbedtls_ecp_group_id`; nil for MBEDTLS_ECP_DP_NONE.
    private static func groupName(_ id: UInt32) -> String? {
        let names = [
            "secp192r1", "secp224r1", "secp256r1", "secp384r1", "secp521r1", "brainpoolP256r1", "brainpoolP384r1",
            "brainpoolP512r1", "x25519", "secp192k1", "secp224k1", "secp256k1", "x448",
        ]
        guard id > 0 else { return nil }
        return id <= names.count ? names[Int(id) - 1] : "group \(id)"
    }
}
