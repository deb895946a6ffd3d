/// What the verification of a certificate chain has found: libmbedtls' flags (`MBEDTLS_X509_BADCERT_…`, x509.h).
public struct ChainFaults: OptionSet, Sendable, CustomStringConvertible {
    /// The flags.
    public let rawValue: UInt32

    /// The flags as libmbedtls has them.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The time of validity is over.
    public static let expired = ChainFaults(rawValue: 0x01)
    /// No trusted CA issued it.
    public static let notTrusted = ChainFaults(rawValue: 0x08)
    /// The time of validity has not begun.
    public static let notYetValid = ChainFaults(rawValue: 0x0200)
    /// Signed over a digest that is not accepted.
    public static let weakDigest = ChainFaults(rawValue: 0x4000)
    /// A kind of key that is not accepted.
    public static let unacceptedKeyKind = ChainFaults(rawValue: 0x8000)
    /// A key that is too short, or on a curve that is not accepted.
    public static let unacceptedKey = ChainFaults(rawValue: 0x01_0000)

    private static let names: [(ChainFaults, String, TLSAlert)] = [
        (.unacceptedKeyKind, "kind of key", .unsupportedCertificate),
        (.unacceptedKey, "size or curve of the key", .unsupportedCertificate),
        (.expired, "expired", .certificateExpired), (.notTrusted, "unknown issuer", .unknownCA),
        (.notYetValid, "not valid yet", .certificateUnknown), (.weakDigest, "weak digest", .certificateUnknown),
    ]

    /// The alert for the gravest of them, in the order of RFC 5246's alerts as libmbedtls picks them.
    var alert: TLSAlert { Self.names.first { contains($0.0) }?.2 ?? .certificateUnknown }

    /// The faults by name, separated by commas.
    public var description: String {
        let known = Self.names.filter { contains($0.0) }.map(\.1)
        return known.isEmpty ? "0x\(String(rawValue, radix: 16))" : known.joined(separator: ", ")
    }
}
