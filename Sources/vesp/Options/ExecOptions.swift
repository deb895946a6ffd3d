import ArgumentParser
import ESP8266
import Emulation
import Inputs

/// Flags about the board around a bare program.
struct ExecOptions: ParsableArguments {
    @Option(help: "Profile whose clock, flash, cache and prices apply.") var profile: String?
    @Option(help: "CPU clock in MHz: 80 or 160.") var clock: Int?
    @Option(help: "Flash mode: qio, qout, dio or dout.") var flashMode: FlashMode?
    @Option(help: "Flash clock in MHz: 20, 26, 40 or 80.") var flashClock: Int?
    @Option(help: "Flash cache in KB: 16 or 32.") var cache: Int?
    @Flag(help: "Let the addresses of the chip's registers answer, as plain words.") var registers = false

    func validate() throws {
        try Usage.checked {
            _ = try BoardOptions.overrides(clock: clock, flashMode: flashMode, flashClock: flashClock, cache: cache)
        }
    }

    func settings() throws -> Exec.Settings {
        var settings = Exec.Settings()
        if let profile { settings = Exec.Settings(try Locator.ofThisTool(firmware: nil).profile(profile)) }
        settings.clockMHz = clock ?? settings.clockMHz
        settings.flashMode = flashMode ?? settings.flashMode
        settings.flashMHz = flashClock ?? settings.flashMHz
        settings.cacheKB = cache ?? settings.cacheKB
        settings.hasRegisters = registers
        return settings
    }
}
