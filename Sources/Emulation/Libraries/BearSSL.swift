import ESP8266
import Record

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

extension OwnTLSLibrary {
    /// BearSSL 0.6, as the Arduino core has it.
    package static let bearSSL = OwnTLSLibrary(
        library: .bearSSL,
        // Its port numbers the messages as `TLSState` does, and ends with PROBE_NO_TLS_STATE.
        progress: { .state(TLSState(number: $0)) },
        curve: curveName,
        // The core offers all that the library has, and every suite that a scenario can name is among them.
        speaks: { _, _ in true },
        knows: { image, curve in image.symbol(named: "br_\(curve)") != nil },
        knowsFragmentLength: { _ in true },
        unheeded: ["tls.ecp_max_ops", "tls.image", "mbedtls_debug"],
        ordersCurves: false,
        looksAtDates: true
    )

    /// Name of a curve by its TLS number (RFC 8422 5.1.1), which is the library's too; nil for none.
    private static func curveName(_ number: UInt32) -> String? {
        let names: [UInt32: String] = [23: "secp256r1", 24: "secp384r1", 25: "secp521r1", 29: "x25519"]
        return number == 0 ? nil : names[number] ?? "group \(number)"
    }
}
