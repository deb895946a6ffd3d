import Record

extension InputKey where Subject == Scenario {
    /// The access point on the air, as firmware of the user's own meets it, and the station that it may meet.
    static let radio: [ScenarioKey] = [
        ScenarioKey(
            "wifi.security",
            \.wifi.radio.security,
            .choice,
            "how the access point lets stations in; wpa2 where there is a password, else open"
        ).shown(by: row("security") { $0.security?.rawValue }),
        ScenarioKey("wifi.channel", \.wifi.radio.channel, .number(1...13), "channel of the access point")
            .shown(by: row("channel") { "\($0.channel)" }),
        ScenarioKey("wifi.rssi", \.wifi.radio.rssi, .number(-100 ... -1), "its strength at the device, in dBm")
            .shown(by: row("rssi", "dBm") { "\($0.rssi)" }),
        ScenarioKey(
            "wifi.hidden",
            \.wifi.radio.isHidden,
            .boolean,
            "whether its beacons keep the network's name to themselves"
        ).shown(by: row("hidden") { "\($0.isHidden)" }),
        ScenarioKey(
            "wifi.beacon_interval_tu",
            \.wifi.radio.beaconInterval,
            .number(20...5000),
            "from beacon to beacon, in units of 1024 µs"
        ).shown(by: row("beacon_interval", "TU") { "\($0.beaconInterval)" }),
        ScenarioKey("wifi.bssid", \.wifi.radio.bssid, .hardwareAddress, "address of the access point")
            .shown(by: row("bssid") { $0.bssid }),
        ScenarioKey("wifi.mode", \.wifi.radio.mode, .choice, "its newest standard of 802.11")
            .shown(by: row("mode") { $0.mode.rawValue }),
        .list(
            "wifi.deauthenticate",
            \.wifi.radio.deauthentications,
            of: Scenario.Radio.Deauthentication.keys,
            blank: .init(at: .zero, reason: Scenario.Radio.Deauthentication.usualReason),
            "when it sends the device away",
            rows: row("deauthenticate") { radio in
                list(radio.deauthentications) { "\($0.at.shortText) s for reason \($0.reason)" }
            }
        ),
        ScenarioKey("wifi.vanish_at", \.wifi.radio.vanishAt, .seconds, "when it falls silent for good")
            .shown(by: row("vanish_at", "s") { $0.vanishAt?.shortText }),
        .list(
            "wifi.lost_beacons",
            \.wifi.radio.lostBeacons,
            of: Scenario.Radio.Silence.keys,
            blank: .init(from: .zero, to: .zero),
            "when it sends no beacons",
            rows: row("lost_beacons") { radio in
                list(radio.lostBeacons) { "\($0.from.shortText) to \($0.to.shortText) s" }
            }
        ),
        ScenarioKey(
            "wifi.loss_permille",
            \.wifi.radio.lossPermille,
            .number(0...999),
            "frames lost on the air, in a thousand"
        ).shown(by: row("loss", "‰") { "\($0.lossPermille)" }),
        ScenarioKey(
            "wifi.busy_permille",
            \.wifi.radio.busyPermille,
            .number(0...990),
            "time that others send on the channel, in a thousand"
        ).shown(by: row("busy", "‰") { "\($0.busyPermille)" }),
        ScenarioKey(
            "wifi.association_status",
            \.wifi.radio.associationStatus,
            .number(1...65_535),
            "status with which it refuses associations"
        ).shown(by: row("association_status") { $0.associationStatus.map(String.init) }),
        .section("station", "a station that joins the network of firmware that is an access point"),
        ScenarioKey(
            "station.ssid",
            \.station.ssid,
            .text(bytes: 1...32),
            "network it looks for; no station when absent",
            row: .init(.wifi, "station.ssid")
        ),
        ScenarioKey("station.password", \.station.password, .text(bytes: 0...64), "password it has"),
    ]

    /// A row for what is not as it is in any network.
    private static func row(
        _ name: String,
        _ unit: String? = nil,
        _ text: @escaping @Sendable (Scenario.Radio) -> String?
    ) -> ParameterRows {
        ParameterRows(.init(.wifi, name, unit)) { resolved in
            let found = text(resolved.scenario.wifi.radio)
            return found == text(Scenario.Radio()) ? nil : found
        }
    }

    private static func list<Item>(_ items: [Item], _ text: (Item) -> String) -> String? {
        items.isEmpty ? nil : items.map(text).joined(separator: ", ")
    }
}

extension Scenario.Radio.Deauthentication {
    /// The keys of an item of `wifi.deauthenticate`.
    static let keys: [InputKey<Self>] = [
        InputKey("at", \.at, .seconds, "when", isRequired: true),
        InputKey("reason", \.reason, .number(1...65_535), "reason code of 802.11"),
    ]
}

extension Scenario.Radio.Silence {
    /// The keys of an item of `wifi.lost_beacons`.
    static let keys: [InputKey<Self>] = [
        InputKey("from", \.from, .seconds, "its first moment"),
        InputKey("to", \.to, .positiveSeconds, "the moment after it", isRequired: true),
    ]
}

extension InputValue where Value == String {
    /// The MAC address of one station: `02:56:45:53:50:01`.
    static var hardwareAddress: Self {
        InputValue(.text, show: { $0 }) { text throws(Refusal) in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let isAddress = parts.count == 6 && parts.allSatisfy { $0.utf8.count == 2 && $0.allSatisfy(\.isHexDigit) }
            guard isAddress, let first = UInt8(parts[0], radix: 16) else {
                throw Refusal("'\(text.shown)' is not a MAC address such as 02:56:45:53:50:01")
            }
            guard first & 1 == 0 else { throw Refusal("'\(text.shown)' is the address of a group") }
            return text.lowercased()
        }
    }
}
