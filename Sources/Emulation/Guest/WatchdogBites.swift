import ESP8266
import GuestABI
import LX106

/// The functions of our own firmware in which a watchdog bites.
enum WatchdogBites {
    private static let functions = [SOFT_WDT_BITE_FUNCTION, HARD_WDT_PANIC_FUNCTION]

    /// Has bites of `firmware` come back instead of restarting the device, so that the whole stall is seen. What the
    /// firmware lacks of these functions cannot bite.
    static func hold(_ firmware: ELFImage, on core: Core) {
        for name in functions {
            guard let function = firmware.symbol(named: name) else { continue }
            core.replace(function.address) { _ in .return(cost: 1) }
        }
    }
}
