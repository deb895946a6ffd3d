import ESP8266
import Record

extension OwnTLSLibrary {
    /// mbedTLS 2.28 within the limits of axTLS: its suites and its dates, not its arithmetic.
    package static let axTLSLike = OwnTLSLibrary(
        library: TLSLibrary(
            id: "axtls-like",
            name: "mbedTLS as axTLS",
            symbols: ["mbedtls_ssl_"],
            functionPrefix: "mbedtls_",
            driverPrefixes: ["mbedtls_ssl_"]
        ),
        progress: mbedTLS.progress,
        // RSA exchanges keys by itself.
        curve: { _ in nil },
        speaks: mbedTLS.speaks,
        knows: mbedTLS.knows,
        knowsFragmentLength: { _ in false },
        roots: "root-ca-rsa.pem",
        unheeded: [
            "tls.curves", "tls.ecp_max_ops", "tls.image", "tls.probe_fragment_length", "tls.input_buffer",
            "tls.output_buffer", "tls.fingerprint",
        ],
        ordersCurves: true,
        looksAtDates: true
    )
}
