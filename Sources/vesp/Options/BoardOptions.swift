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

    func validate() throws { try Usage.checked { _ = try overrides } }

    /// What the flags change.
    var overrides: [Override] {
        get throws(Refusal) {
            let named = try Override.scenario("profile", from: "--profile", profile.map { [$0] })
            return try [named].compactMap { $0 }
                + Self.overrides(clock: clock, flashMode: flashMode, flashClock: flashClock, cache: cache)
        }
    }

    /// What flags about clock, flash and cache change; those of a bare program's board, too.
    static func overrides(
        clock: Int?,
        flashMode: FlashMode?,
        flashClock: Int?,
        cache: Int?
    ) throws(Refusal) -> [Override] {
        let changes = [
            try Override.scenario("clock", from: "--clock", clock.map { ["\($0)"] }),
            try Override.profile("flash.mode", from: "--flash-mode", flashMode?.rawValue),
            try Override.profile("flash.mhz", from: "--flash-clock", flashClock.map(String.init)),
            try Override.profile("cache.size_kb", from: "--cache", cache.map(String.init)),
        ]
        return changes.compactMap { $0 }
    }
}

extension FlashMode: ExpressibleByArgument {}
