import GuestABI

/// Names of the timeline's phases, as reports show them.
enum Phase {
    static let rom = "boot ROM"
    static let sdk = "SDK start"
    static let firmware = "firmware"

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

    /// What the application is at.
    static func application(_ state: AppState) -> String {
        switch state {
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

    /// The application gave up.
    static func failed(code: UInt32) -> String { "failed, code 0x" + String(code, radix: 16, uppercase: true) }
}
