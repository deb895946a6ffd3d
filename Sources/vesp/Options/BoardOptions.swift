import ArgumentParser
import ESP8266
import Inputs

/// Flags about the device.
struct BoardOptions: ParsableArguments {
    @Option(help: "Profile: a name that `vesp profiles` lists, or a file.") var profile: String?
    @Option(help: "CPU clock in MHz: 80 or 160.") var clock: Int?
    @Option(help: "Flash mode: qio, qout, dio or dout.") var flashMode: FlashMode?
    @Option(help: "Flash clock in MHz: 20, 26, 40 or 80.") var flashClock: Int?
    @Option(help: "Flash cache in KB: 16 or 32.") var cache: Int?
    @Option(help: ArgumentHelp("Folder of the guest images.", valueName: "dir")) var firmware: String?

    func validate() throws { try Self.check(clock: clock, cache: cache, flashClock: flashClock) }

    /// Refuses what no board has.
    static func check(clock: Int?, cache: Int?, flashClock: Int?) throws {
        if let clock, ![80, 160].contains(clock) { throw ValidationError("--clock must be 80 or 160, not \(clock)") }
        if let cache, ![16, 32].contains(cache) { throw ValidationError("--cache must be 16 or 32, not \(cache)") }
        if let flashClock, ![20, 26, 40, 80].contains(flashClock) {
            throw ValidationError("--flash-clock must be 20, 26, 40 or 80, not \(flashClock)")
        }
    }

    func apply(to profile: inout Profile) {
        profile.flashMode = flashMode ?? profile.flashMode
        profile.flashMHz = flashClock ?? profile.flashMHz
        profile.cacheKB = cache ?? profile.cacheKB
    }
}

extension FlashMode: ExpressibleByArgument {}
