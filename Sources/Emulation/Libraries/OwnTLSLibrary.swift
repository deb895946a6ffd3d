import ESP8266

/// A TLS library that the tool's own firmware is built with, and what its builds tell of themselves.
package struct OwnTLSLibrary: Sendable {
    /// The library.
    package let library: TLSLibrary
    /// How far a handshake is in the state that the library numbers so.
    package let progress: @Sendable (UInt32) -> HandshakeProgress
    /// Name of the curve that the library numbers so; nil for none.
    package let curve: @Sendable (UInt32) -> String?
    /// Whether an image holds the code of the cipher suite of that IANA name.
    package let speaks: @Sendable (ELFImage, String) -> Bool
    /// Whether an image holds the arithmetic of the curve of that name.
    package let knows: @Sendable (ELFImage, String) -> Bool
    /// Whether an image can ask its server for shorter records (RFC 6066).
    package let knowsFragmentLength: @Sendable (ELFImage) -> Bool

    /// The tool's certificates that it can trust, where a scenario names none.
    package var roots = "root-ca.pem"
    /// Keys of a scenario that it has nothing for.
    package let unheeded: Set<String>
    /// Whether it offers curves in the order in which it is given them; otherwise P-256 comes first.
    package let ordersCurves: Bool
    /// Whether it refuses chains that are not valid at the time of its clock.
    package let looksAtDates: Bool

    /// Every one, in the order of their names.
    package static let all = [axTLSLike, bearSSL, mbedTLS]

    /// The library called `id` in image files.
    package static func named(_ id: String) -> OwnTLSLibrary? { all.first { $0.library.id == id } }
}
