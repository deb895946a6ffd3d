import ESP8266
import Record

/// What vesp knows of a TLS library that guests carry: one constant per library, each in a file of its own.
package struct TLSLibrary: Sendable {
    /// Its name in image files, `APPLICATION-LIBRARY-BUILD.elf`.
    package let id: String
    /// Its name for people.
    package let name: String
    /// How the names of its functions begin.
    package let functionPrefix: String
    /// How the names of those functions begin that only drive the handshake and compute nothing.
    package let driverPrefix: String
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

    /// Every library, in the order of their names.
    package static let all = [mbedTLS]

    /// The library called `id` in image files.
    package static func named(_ id: String) -> TLSLibrary? { all.first { $0.id == id } }

    /// What `chain`, innermost first, is about: the library's outermost function below those that drive the handshake,
    /// else the innermost of all.
    func computation(_ chain: [String]) -> String? {
        chain.last { $0.hasPrefix(functionPrefix) && !$0.hasPrefix(driverPrefix) } ?? chain.first
    }

    /// What the record says of it.
    var record: RunRecord.TLSLibrary { RunRecord.TLSLibrary(name: name, functionPrefix: functionPrefix) }
}
