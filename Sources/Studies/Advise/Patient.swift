import Emulation
import Inputs
import Record

/// What remedies have to know of the device as it is.
public struct Patient: Sendable {
    /// Kind of the device's key: `RSA-2048`, `P-256` …
    public var keyKind: String
    /// Cipher suite of its handshake, if one was negotiated.
    public var ciphersuite: String?
    /// Names of the suites that its firmware can speak, of those AWS IoT serves.
    public var suites: Set<String>
    /// Names of the curves that its firmware can use.
    public var curves: Set<String>
    /// Whether its firmware can ask for shorter records.
    public var knowsFragmentLength: Bool
    /// P-256 certificate and key.
    public var p256: Scenario.Credentials
    /// Whether those are the user's.
    public var hasOwnP256: Bool
    /// Whether a firmware image exists.
    public var hasImage: @Sendable (String) -> Bool
    /// The TLS library of the tool's own firmware.
    var library = OwnTLSLibrary.mbedTLS
    /// What is known of firmware of the user's own; nil for the tool's.
    var firmware: FirmwareFacts?

    /// A device as its firmware image and a run as it is show it.
    init(guest: OwnGuest, record: RunRecord, p256: Scenario.Credentials, hasOwnP256: Bool, locator: Locator) {
        keyKind = guest.credentials.keyKind
        ciphersuite = record.handshake.ciphersuite
        let names = TLSSettings.knownSuites.map { CipherSuite.name($0) }
        library = guest.library
        let library = library
        suites = Set(names.filter { library.speaks(guest.firmware, $0) })
        curves = Set(TLSSettings.knownCurves.keys.filter { library.knows(guest.firmware, $0) })
        knowsFragmentLength = library.knowsFragmentLength(guest.firmware)
        self.p256 = p256
        self.hasOwnP256 = hasOwnP256
        hasImage = { (try? locator.firmware($0)) != nil }
    }

    /// A device with firmware of the user's own, as a run as it is shows it.
    init(_ facts: FirmwareFacts) {
        self.init(keyKind: facts.keyKind, ciphersuite: facts.tls?.ciphersuite, suites: [], curves: [])
        firmware = facts
    }

    /// Whether there are builds of its TLS library with one setting changed.
    var hasVariants: Bool { !library.unheeded.contains("tls.image") }

    /// What can be tried on it.
    var remedies: [Remedy] { firmware.map { Remedy.ofFirmware(with: $0.libraries) } ?? Remedy.all }

    /// A device with given properties.
    init(keyKind: String, ciphersuite: String?, suites: Set<String>, curves: Set<String>) {
        self.keyKind = keyKind
        self.ciphersuite = ciphersuite
        self.suites = suites
        self.curves = curves
        knowsFragmentLength = true
        p256 = Scenario.Credentials(cert: "p256.pem", key: "p256.key.pem")
        hasOwnP256 = false
        hasImage = { _ in true }
    }
}
