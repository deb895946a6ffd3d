import GuestABI
import Inputs

extension RunPlan {
    /// What a guest of the tool's own finds in its flash.
    func configSector(_ guest: OwnGuest) throws(EmulationError) -> [UInt8] {
        var sector = ConfigSector()
        sector.set(.ssid, scenario.wifi.ssid)
        sector.set(.password, scenario.wifi.password)
        sector.set(.host, scenario.endpoint.host)
        sector.set(.port, UInt32(scenario.endpoint.port))
        sector.set(.certificateAuthority, guest.credentials.caPEM)
        if scenario.application.accessKey == nil {
            sector.set(.certificate, guest.credentials.certificatePEM)
            sector.set(.privateKey, guest.credentials.keyPEM)
        }
        sector.set(.debugLevel, UInt32(scenario.debugLevel))
        sector.set(.clockMHz, UInt32(profile.clockMHz))
        sector.set(.feedingRule, profile.sdk.feeding.code.rawValue)
        sector.set(.heapBytes, UInt32(profile.heapBytes))
        sector.set(.stackBytes, UInt32(profile.stackBytes))
        sector.set(.softWatchdogInterval, profile.soft.isEnabled ? UInt32(profile.soft.intervalMicroseconds) : 0)
        sector.set(.hardWatchdogStage0, UInt32(profile.hard.stage0))
        sector.set(.hardWatchdogStage1, UInt32(profile.hard.stage1))
        let soft = profile.soft.isEnabled ? CONFIG_SOFT_WDT_ON : 0
        let hard = profile.hard.isEnabled ? CONFIG_HARD_WDT_ON : 0
        sector.set(.flags, soft | hard | (scenario.wifi.isKnown ? CONFIG_NETWORK_KNOWN : 0))
        sector.set(.sdkName, profile.sdk.name)
        sector.set(.seed, UInt32(truncatingIfNeeded: scenario.seed ^ scenario.seed >> 32))
        sector.set(.logStyle, profile.sdk.logStyle.code.rawValue)
        sector.set(.hardWatchdogInterrupt, profile.hard.interrupt.code.rawValue)
        sector.set(.cacheBytes, UInt32(profile.cacheKB * 1024))
        sector.set(.startMicroseconds, UInt32(clamping: profile.startMilliseconds * 1000))
        scenario.tls.write(to: &sector)
        scenario.application.write(to: &sector)
        let needsTime = guest.library.looksAtDates || scenario.application.accessKey != nil
        if needsTime, scenario.application.clock == .given {
            sector.set(.tlsTime, UInt32(truncatingIfNeeded: scenario.tls.time))
        }
        return try sector.encoded()
    }
}
