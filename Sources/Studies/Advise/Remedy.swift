import Inputs

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
        /// The server's certificates.
        case serverChain
    }

    /// Why a remedy is not tried.
    public enum Obstacle: Sendable, Equatable {
        /// The device has it.
        case inEffect(String)
        /// It cannot be had here.
        case notAvailable(String)
        /// The firmware image is missing.
        case notBuilt(String)
        /// It is a setting of the firmware's build, which is the user's.
        case needsBuild(String)
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
    package let apply: @Sendable (inout ResolvedScenario, Patient) -> Obstacle?
    /// The opposite of a remedy that is in effect, to see what it is worth.
    var undo: (@Sendable (inout ResolvedScenario, Patient) -> Obstacle?)?
}
