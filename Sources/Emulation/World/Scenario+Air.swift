import ESP8266
import Inputs

extension VirtualAccessPoint.Configuration {
    /// The access point of a scenario.
    init(_ scenario: Scenario) {
        let wifi = scenario.wifi, radio = wifi.radio
        // The device has `password`; with this fault the access point has another.
        let passphrase = wifi.fault == .wrongPassword ? wifi.password + "?" : wifi.password
        self.init(
            ssid: wifi.ssid,
            passphrase: passphrase,
            security: radio.security
        )
        channel = radio.channel
        rssi = radio.rssi
        isHidden = radio.isHidden
        beaconInterval = radio.beaconInterval
        bssid = radio.bssid.flatMap(EUI48.init(text:)) ?? bssid
        mode = radio.mode
        faults = VirtualAccessPoint.Faults(wifi)
        seed = scenario.seed
    }
}

extension VirtualAccessPoint.Faults {
    fileprivate init(_ wifi: Scenario.WiFi) {
        let radio = wifi.radio
        isAbsent = wifi.fault == .noAccessPoint || wifi.isUnnamed
        deauthentications = radio.deauthentications.map { .init(at: $0.at.ticks, reason: UInt16(clamping: $0.reason)) }
        vanishAt = radio.vanishAt?.ticks
        lostBeacons = radio.lostBeacons.map { $0.from.ticks..<max($0.from.ticks, $0.to.ticks) }
        associationStatus = radio.associationStatus.map { UInt16(clamping: $0) }
    }
}

extension Medium.Faults {
    /// What is wrong with the air of a scenario.
    init(_ scenario: Scenario) {
        let radio = scenario.wifi.radio
        self.init(lossPermille: radio.lossPermille, busyPermille: radio.busyPermille)
    }
}

extension VirtualStation.Configuration {
    /// The station of a scenario; nil when it has none.
    init?(_ scenario: Scenario) {
        guard let ssid = scenario.station.ssid else { return nil }
        self.init(ssid: ssid, passphrase: scenario.station.password)
        address = LocalNetwork.Configuration().visitorHardware
        rssi = scenario.wifi.radio.rssi
        // Not the nonces of the access point.
        seed = ~scenario.seed
    }
}
