import ESP8266
import Emulation
import Inputs
import Record

/// What remedies have to know of firmware of the user's own, as a run of it shows.
struct FirmwareFacts: Sendable {
    /// Whether its FreeRTOS counts ticks in CPU cycles.
    var countsTimeInCycles: Bool
    /// The CPU clock that it chose, MHz.
    var clockMHz: Int
    /// The flash cache that it chose, KB.
    var cacheKB: Int
    /// How its flash is read.
    var flashMode: FlashMode
    /// SPI clock of its flash, MHz.
    var flashMHz: Int
    /// Its TLS libraries, by name.
    var libraries: [String]
    /// The SDK or core whose settings are named; nil where an interpreter or a ready-made firmware has none to change.
    var family: Profile.Family?
    /// What is built on the SDK.
    var platforms: [String]
    /// Its first TLS handshake; nil without one.
    var tls: RunRecord.Wire.TLS?

    /// Kind of the device's key, by its certificate on the wire.
    var keyKind: String { tls?.deviceChain.first?.key ?? "no" }
}

extension FirmwareFacts {
    /// What `record`, of the run of `plan`, shows of `firmware`.
    init(_ firmware: UserFirmware, plan: RunPlan, record: RunRecord) {
        countsTimeInCycles = firmware.runsFreeRTOS
        clockMHz = record.clockMHz
        cacheKB = record.parameters.first { $0.name == "cache.size" }.flatMap { Int($0.value) } ?? plan.profile.cacheKB
        flashMode = plan.profile.flashMode
        flashMHz = plan.profile.flashMHz
        libraries = firmware.identity.tls.map(\.name)
        platforms = firmware.identity.platforms.map(\.name)
        family = firmware.settings
        tls = record.wire?.connections.lazy.compactMap(\.tls).first
    }
}
