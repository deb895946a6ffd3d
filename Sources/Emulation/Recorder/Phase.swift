import ESP8266

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
        guard value >> 31 == 0 else {
            return "failed, code 0x" + String(value & 0x7FFF_FFFF, radix: 16, uppercase: true)
        }
        return switch RunRecorder.AppState(rawValue: value) {
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
