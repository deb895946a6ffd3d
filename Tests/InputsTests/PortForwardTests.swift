import Testing

@testable import Inputs

@Suite struct PortForwardTests {
    @Test func `address, ports and protocol`() throws {
        let plain = try #require(PortForward(text: "8080:80"))
        #expect(plain.address == "127.0.0.1" && plain.hostPort == 8080 && plain.guestPort == 80 && !plain.isUDP)
        #expect(!plain.isOpen && plain.announcement == "127.0.0.1:8080 -> 80" && plain.text == "127.0.0.1:8080:80")
        let open = try #require(PortForward(text: "0.0.0.0:0:5683/udp"))
        #expect(open.isUDP && open.isOpen && open.hostPort == 0 && open.announcement == "0.0.0.0:0 -> 5683/udp")
        #expect(PortForward(text: "127.0.0.2:1:2/tcp")?.isOpen == false)
    }

    @Test(arguments: [
        "", "80", "80:", ":80", "1:2:3", "80:0", "65536:80", "x:80", "1.2.3.4:5", "1:2/icmp", "::1:80:80", "1:2/",
    ])
    func `anything else is refused`(text: String) { #expect(PortForward(text: text) == nil) }

    private func resolve(_ keys: String, _ overrides: [Override] = []) throws(EmulationError) {
        var scenario = try Scenario(yaml: "firmware: f.bin\n\(keys)\n", file: "s.yml")
        scenario.profile = nil
        _ = try ResolvedScenario(scenario, overrides: overrides, locator: Locator(current: "/", executable: "/vesp"))
    }

    @Test func `what the real network does not heed is refused with its line`() throws {
        try resolve("wifi: {ssid: x}\nnetwork: {nat: true}")
        try resolve("station: {ssid: x}\nnetwork: {forward: ['0:80', 1:2]}")
        let effect = "concerns the simulated network; it has no effect on the real one"
        for (keys, line, path) in [
            ("link: {latency_ms: 1}", 4, "link"), ("endpoint: x.org", 4, "endpoint"),
            ("tcp: x.org:1", 4, "tcp"), ("clients: [{get: 'http://device/'}]", 4, "clients"),
        ] {
            let wanted = EmulationError.badInput(file: "s.yml", line: line, message: "key '\(path)' \(effect)")
            #expect(throws: wanted) { try resolve("wifi: {ssid: x}\nnetwork: {nat: true}\n\(keys)") }
        }
        #expect(
            throws: EmulationError.badInput(file: "s.yml", line: 3, message: "key 'network.dhcp' \(effect)")
        ) { try resolve("wifi: {ssid: x}\nnetwork: {nat: true, dhcp: silent}") }
    }

    @Test func `a device that knows no network has none to reach`() {
        #expect(throws: EmulationError.self) { try resolve("network: {nat: true}") }
    }
}
