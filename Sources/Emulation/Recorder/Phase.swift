import GuestABI

/// Names of the timeline's phases, as reports show them.
enum Phase {
    static let rom = "boot ROM"
    static let sdk = "SDK start"

    /// Nil while the station is idle.
    static func wifi(_ phase: WiFiPhase) -> String? {
        switch phase {
        case .none: nil
        case .scan: "scan"
        case .join: "join"
        case .dhcp: "DHCP"
        case .up: "connected"
        }
    }

    /// What the application is at; `value` as the firmware reports it, bit 31 set for a failure.
    static func application(_ value: UInt32) -> String? {
        guard value & PROBE_APP_FAILED == 0 else {
            return "failed, code 0x" + String(value & ~PROBE_APP_FAILED, radix: 16, uppercase: true)
        }
        return switch AppState(number: value) {
        case nil: nil
        case .wifiConnecting: "connecting to Wi-Fi"
        case .wifiUp: "Wi-Fi up"
        case .tcpConnecting: "connecting to the server"
        case .tlsHandshake: "TLS handshake"
        case .tlsUp: "TLS up"
        case .mqttConnected: "MQTT connected"
        case .subscribed: "subscribed"
        case .published: "published"
        }
    }
}

// The initializers of imported enumerations take any number; these take known ones only.

extension AppState {
    init?(number: UInt32) {
        guard (Self.wifiConnecting.rawValue...UInt32(APP_LAST_STATE)).contains(number) else { return nil }
        self.init(rawValue: number)
    }
}

extension SoftWatchdogState {
    init?(number: UInt32) {
        guard number <= SOFT_WDT_LAST_STATE else { return nil }
        self.init(rawValue: number)
    }
}
