import Testing

@testable import Inputs
@testable import Record

/// The access point and the station of a scenario.
@Suite struct RadioKeyTests {
    private func scenario(_ yaml: String) throws -> Scenario { try Scenario(yaml: yaml, file: "s.yml") }

    private func seconds(_ seconds: Int64) -> Seconds { Seconds(microseconds: seconds * 1_000_000) }

    @Test func `a scenario says how the access point is, and what goes wrong`() throws {
        let radio = try scenario(
            """
            firmware: f.bin
            wifi:
              ssid: a
              security: wpa-wpa2
              channel: 11
              rssi: -71
              bssid: 02:00:00:00:00:AA
              deauthenticate: [{at: 5}, {at: 7, reason: 8}]
              lost_beacons: [{from: 1, to: 2}, {to: 3}]
            station: {ssid: mine, password: secret00}
            """
        )
        #expect(radio.wifi.radio.security == .wpaAndWPA2 && radio.wifi.radio.channel == 11)
        #expect(radio.wifi.radio.rssi == -71 && radio.wifi.radio.bssid == "02:00:00:00:00:aa")
        #expect(
            radio.wifi.radio.deauthentications == [.init(at: seconds(5), reason: 3), .init(at: seconds(7), reason: 8)]
        )
        #expect(
            radio.wifi.radio.lostBeacons
                == [.init(from: seconds(1), to: seconds(2)), .init(from: .zero, to: seconds(3))]
        )
        #expect(radio.station.ssid == "mine" && radio.station.password == "secret00")
        try radio.checkGuest([])
    }

    @Test(arguments: ["02:00:00:00:00", "02:00:00:00:00:0g", "03:00:00:00:00:01", "+2:00:00:00:00:01", "x"])
    func `an access point's address is that of one station`(address: String) {
        #expect(throws: EmulationError.self) { try scenario("wifi: {bssid: '\(address)'}") }
    }

    @Test(arguments: ["wifi: {channel: 3}", "wifi: {deauthenticate: [{at: 1}]}", "station: {ssid: x}"])
    func `the tool's own firmware has no such radio`(yaml: String) throws {
        let own = try scenario(yaml)
        #expect {
            try own.checkGuest([])
        } throws: {
            "\($0)".contains("concerns firmware of your own; the tool's has no such")
        }
        try scenario("firmware: f.bin\n\(yaml)").checkGuest([])
    }

    @Test func `a record says what is not as usual, and no password`() throws {
        let yaml = "wifi: {channel: 3, mode: n, rssi: -50}\nstation: {ssid: x, password: hidden-word}"
        let resolved = ResolvedScenario(scenario: try scenario(yaml), profile: Profile(name: "p"))
        let rows = resolved.parameters.filter { $0.group == "wifi" }
        #expect(rows.contains { $0.name == "channel" && $0.value == "3" })
        #expect(rows.contains { $0.name == "station.ssid" && $0.value == "x" })
        #expect(!rows.contains { ["mode", "rssi"].contains($0.name) || $0.value.contains("hidden-word") })
    }
}
