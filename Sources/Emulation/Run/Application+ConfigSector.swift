import Inputs

extension Scenario.Application {
    /// Adds what the application is configured with.
    func write(to sector: inout ConfigSector) {
        if let clientID { sector.set(.clientID, clientID) }
        sector.set(.deviceSDK, deviceSDK.rawValue)
        if let accessKey { sector.set(.accessKey, accessKey.text) }
        if clock != .given { sector.set(.clockSource, clock.code.rawValue) }
    }
}
