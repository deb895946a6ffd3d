import ESP8266
import Emulation
import Inputs
import Record

/// What an engineer can change about a device that stalls.
public struct Remedy: Sendable {
    /// The setting that a remedy is about; two remedies about the same one exclude each other.
    public enum Subject: Sendable, Hashable, CaseIterable {
        /// CPU clock.
        case clock
        /// SPI flash mode and clock.
        case flash
        /// Flash cache.
        case cache
        /// The device's key.
        case key
        /// Curves offered.
        case curves
        /// Cipher suites offered.
        case suites
        /// Windows of elliptic curve arithmetic.
        case ecpWindow
        /// Arithmetic of the NIST primes.
        case nist
        /// Record buffers.
        case records
        /// Fragment length asked for.
        case fragments
        /// Resumption.
        case sessions
        /// What happens between handshake steps.
        case steps
        /// The SDK's watchdog.
        case softWatchdog
        /// A chip beside the ESP8266.
        case secureElement
    }

    /// Why a remedy is not tried.
    public enum Obstacle: Sendable, Equatable {
        /// The device has it.
        case inEffect(String)
        /// It cannot be had here.
        case notAvailable(String)
        /// The firmware image is missing.
        case notBuilt(String)
        /// Another remedy uses the same means.
        case conflict
    }

    /// What files and reports call it.
    public let id: RemedyID
    /// Name for people.
    public let name: String
    /// What it is about.
    let subjects: Set<Subject>
    /// Whether it is a means against stalls that combinations may use.
    var isCombined = true
    /// What the reader has to know of the run.
    var note: (@Sendable (Patient) -> String?) = { _ in nil }
    /// Changes the inputs of a run, or says why it does not.
    package let apply: @Sendable (inout Situation, Patient) -> Obstacle?
    /// The opposite of a remedy that is in effect, to see what it is worth.
    var undo: (@Sendable (inout Situation, Patient) -> Obstacle?)?
}

/// The inputs of a run, which remedies change.
public struct Situation: Sendable, Equatable {
    /// The scenario.
    public var scenario: Scenario
    /// The profile, with the clock of the scenario.
    public var profile: Profile

    /// Inputs.
    public init(scenario: Scenario, profile: Profile) {
        self.scenario = scenario
        self.profile = profile
    }
}

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

    /// A device as its firmware image and a run as it is show it.
    init(plan: RunPlan, record: RunRecord, p256: Scenario.Credentials, hasOwnP256: Bool, locator: Locator) {
        keyKind = plan.credentials.keyKind
        ciphersuite = record.handshake.ciphersuite
        let names = TLSSettings.knownSuites.map { CipherSuite.name($0) }
        let library = plan.library
        suites = Set(names.filter { library.speaks(plan.firmware, $0) })
        curves = Set(TLSSettings.knownCurves.keys.filter { library.knows(plan.firmware, $0) })
        knowsFragmentLength = library.knowsFragmentLength(plan.firmware)
        self.p256 = p256
        self.hasOwnP256 = hasOwnP256
        hasImage = { (try? locator.firmware($0)) != nil }
    }

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
