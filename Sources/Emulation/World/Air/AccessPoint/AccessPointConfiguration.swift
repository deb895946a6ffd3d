import ESP8266
import Inputs

extension VirtualAccessPoint {
    typealias Security = Scenario.Radio.Security
    typealias Mode = Scenario.Radio.Mode

    /// What goes wrong.
    struct Faults: Sendable, Equatable {
        /// There is no access point.
        var isAbsent = false
        /// When stations are sent away.
        var deauthentications: [Deauthentication] = []
        /// It falls silent for good.
        var vanishAt: Ticks?
        /// When it sends no beacons.
        var lostBeacons: [Range<Ticks>] = []
        /// Status with which it refuses every association.
        var associationStatus: UInt16?

        /// All stations are sent away, for a reason of Table 9-45.
        struct Deauthentication: Sendable, Equatable {
            var at: Ticks
            var reason: UInt16
        }
    }

    /// The network.
    struct Configuration: Sendable {
        /// At most 32 bytes of it.
        var ssid: String
        /// 8 to 63 characters, or 64 hexadecimal digits.
        var passphrase = ""
        var security = Security.open
        /// 1…14.
        var channel = 1
        /// Strength at the chip, in dBm (assumed: a room away).
        var rssi = -50
        /// Whether beacons keep the name to themselves.
        var isHidden = false
        /// In TU of 1,024 µs.
        var beaconInterval = 100
        /// Beacons from one with group frames behind it to the next (assumed: as home routers have it).
        var dtimPeriod = 1
        /// Locally administered.
        var bssid = EUI48(0x02_56_45_53_50_01)
        var mode = Mode.n
        var faults = Faults()
        /// Of nonces and keys.
        var seed: UInt64 = 1

        init(ssid: String, passphrase: String = "", security: Security? = nil) {
            self.ssid = ssid
            self.passphrase = passphrase
            self.security = security ?? (passphrase.isEmpty ? .open : .wpa2)
        }
    }
}

extension Scenario.Radio.Security {
    /// The elements of beacons and message 3.
    var elements: [SecurityElement] {
        let wpa = SecurityElement(.wpa, group: .tkip, pairwise: [.tkip])
        switch self {
        case .open: return []
        case .wpa: return [wpa]
        case .wpa2: return [SecurityElement(.rsn, group: .ccmp, pairwise: [.ccmp])]
        case .wpaAndWPA2: return [SecurityElement(.rsn, group: .tkip, pairwise: [.ccmp, .tkip]), wpa]
        }
    }

    /// What group frames are encrypted with.
    var groupCipher: WirelessCipher? {
        switch self {
        case .open: nil
        case .wpa, .wpaAndWPA2: .tkip
        case .wpa2: .ccmp
        }
    }
}

extension Scenario.Radio.Mode {
    /// Basic rates (with bit 7) and others, in 500 kbit/s: those of 802.11b are basic.
    var rates: [UInt8] {
        let b: [UInt8] = [0x82, 0x84, 0x8B, 0x96]
        return self == .b ? b : b + [12, 18, 24, 36, 48, 72, 96, 108]
    }
}
