/// A TLS alert (RFC 5246 section 7.2).
public struct TLSAlert: Equatable, Sendable, CustomStringConvertible {
    /// AlertDescription.
    public let number: UInt8

    /// An alert by its number.
    package init(_ number: UInt8) { self.number = number }

    static let unsupportedCertificate = TLSAlert(43)
    static let certificateExpired = TLSAlert(45)
    static let certificateUnknown = TLSAlert(46)
    static let unknownCA = TLSAlert(48)
    static let protocolVersion = TLSAlert(70)
    static let unrecognizedName = TLSAlert(112)
    static let noApplicationProtocol = TLSAlert(120)

    /// `bad_certificate (42)`, or the number alone.
    public var description: String { Self.names[number].map { "\($0) (\(number))" } ?? "alert \(number)" }

    private static let names: [UInt8: String] = [
        0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 22: "record_overflow",
        40: "handshake_failure", 42: "bad_certificate", 43: "unsupported_certificate", 44: "certificate_revoked",
        45: "certificate_expired", 46: "certificate_unknown", 47: "illegal_parameter", 48: "unknown_ca",
        49: "access_denied", 50: "decode_error", 51: "decrypt_error", 70: "protocol_version",
        71: "insufficient_security", 80: "internal_error", 90: "user_canceled", 100: "no_renegotiation",
        110: "unsupported_extension", 112: "unrecognized_name", 116: "certificate_required",
        120: "no_application_protocol",
    ]
}
