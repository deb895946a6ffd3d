import Testing

@testable import Inputs
@testable import Record

/// The tables of keys: nothing of a scenario or a profile is without a key, and no key without effect.
@Suite struct InputKeyTests {
    /// A value for every key of a scenario that is not the one of the default scenario.
    private static let scenarioSamples = [
        "profile": "esp-open-rtos", "clock": "160", "credentials.ca": "a.pem",
        "credentials.cert": "b.pem, key: c.pem", "credentials.key": "c.pem, cert: b.pem", "endpoint": "h:1",
        "server_certificate": "both", "server_chain": "ats", "server_flight": "one-record",
        "server_asks_certificate": "false", "server_key_exchange": "rsa",
        "server_suites": "[TLS_RSA_WITH_AES_128_CBC_SHA]", "server_curves": "secp256r1",
        "server_keeps_sessions": "true", "tcp": "h:1", "wifi.ssid": "x",
        "wifi.password": "x", "wifi.known": "false", "wifi.fault": "wrong-password", "link.latency_ms": "1",
        "link.bandwidth_kbps": "1",
        "link.loss_permille": "1", "on_trip": "observe", "time_limit_s": "1.5", "seed": "18446744073709551615",
        "tls.suites": "[TLS_RSA_WITH_AES_128_CBC_SHA]", "tls.curves": "secp384r1", "tls.max_fragment_length": "512",
        "tls.between_steps": "yield", "tls.ecp_max_ops": "1", "tls.resume": "true", "tls.probe_fragment_length": "true",
        "tls.input_buffer": "4096", "tls.output_buffer": "1024",
        "tls.insecure": "true", "tls.fingerprint": "'\(String(repeating: "AB", count: 20))'",
        "tls.time": "1970-01-01T00:00:00Z", "tls.handshake_timeout_s": "15",
        "tls.image": "x", "application.client_id": "x", "application.access_key": "id:secret",
        "application.clock": "sntp",
        "application.sntp_after_s": "5", "cloud.access_key": "id:secret", "application.name": "c_mqtt",
        "buttons": "[{gpio: 0, at: 1}]", "application.device_sdk": "3.1.5",
        "mbedtls_debug": "4", "messages": "[{topic: t, payload: p}]", "stop.when": "[time]", "stop.boots": "1",
        "published": "[{seconds: 1, source: s}]", "expect": "{ok: true}", "firmware": "f.elf",
        "link.reordering_permille": "1", "network.hosts": "[{name: h}]", "network.dns": "{x.org: silent}",
        "network.dhcp": "silent", "network.nat": "true", "network.forward": "'0:80'",
        "network.time": "2027-01-01T00:00:00Z", "clients": "[{get: 'http://device/'}]",
        "flash": "[f.bin@0x1000]", "flash_size": "16MB", "serial": "[{after: x, send: y}]",
        "wifi.security": "wpa", "wifi.channel": "13", "wifi.rssi": "-80", "wifi.hidden": "true",
        "wifi.beacon_interval_tu": "200", "wifi.bssid": "02:00:00:00:00:01", "wifi.mode": "b",
        "wifi.deauthenticate": "[{at: 1, reason: 4}]", "wifi.vanish_at": "1", "wifi.lost_beacons": "[{from: 1, to: 2}]",
        "wifi.loss_permille": "1", "wifi.busy_permille": "1", "wifi.association_status": "17", "station.ssid": "x",
        "station.password": "x",
        "replace_root": "true",
        "cloud.era": "ats-2020", "cloud.device": "d.pem", "cloud.certificate": "REVOKED", "cloud.refuses_at": "connect",
        "cloud.retain": "keep", "cloud.sni": "required", "cloud.mfln": "false",
        "cloud.security_policy": "IoTSecurityPolicy_TLS13_1_3_2022_10", "cloud.session_tickets": "true",
        "cloud.policy": "none", "cloud.thing": "{name: t}", "cloud.ca": "{registers: jitr}",
        "cloud.fault": "{kind: garbage}", "cloud.publish": "[{topic: t}]", "cloud.duplicate_at": "1",
        "cloud.expect": "[{topic: t}]",
    ]
    /// The same for a profile, over one that has what every profile needs.
    private static let profileSamples = [
        "description": "x", "sdk.name": "x", "sdk.log_style": "mongoose, family: nonos", "sdk.tls_build": "x",
        "sdk.application": "x", "sdk.tls_library": "x",
        "sdk.family": "mongoose", "sdk.feeding": "idle", "clock_mhz": "160", "flash.mode": "qio", "flash.mhz": "80",
        "cache.size_kb": "16", "cache.ways": "4", "heap_bytes": "2000", "stack_bytes": "2000", "start_ms": "1",
        "soft_watchdog.enabled": "true", "soft_watchdog.interval_us": "2000, enabled: false",
        "hard_watchdog.enabled": "false", "hard_watchdog.op": "1", "hard_watchdog.op_nd": "1",
        "hard_watchdog.interrupt": "panic", "wifi.scan_ms": "1", "wifi.join_ms": "1", "wifi.dhcp_ms": "1",
        "timing": "{jump_penalty: 9}",
    ]

    /// Every stored value of `subject` by its path; optionals and lists are one value.
    private func leaves(_ subject: Any, at path: String = "") -> [String: String] {
        let mirror = Mirror(reflecting: subject)
        guard mirror.displayStyle == .struct, !mirror.children.isEmpty, !(subject is Seconds) else {
            return [path: "\(subject)"]
        }
        return mirror.children.reduce(into: [:]) { all, child in
            let name = path + (path.isEmpty ? "" : ".") + (child.label ?? "?")
            all.merge(leaves(child.value, at: name)) { first, _ in first }
        }
    }

    private func changes(_ subject: Any, _ plain: Any) -> Set<String> {
        let plain = leaves(plain)
        return Set(leaves(subject).filter { plain[$0.key] != $0.value }.keys)
    }

    /// One line of a file that gives the key at `path` the value `text`.
    private func line(_ path: String, _ text: String) -> String {
        let parts = path.split(separator: ".")
        return parts.count == 1 ? "\(path): \(text)" : "\(parts[0]): {\(parts[1]): \(text)}"
    }

    @Test func `every property of a scenario has a key, and every key changes a property`() throws {
        let keys = ScenarioKey.all.filter { !$0.isSection }
        #expect(Set(keys.map(\.path)) == Set(Self.scenarioSamples.keys), "a sample for each key")
        var changed: Set<String> = []
        for (path, text) in Self.scenarioSamples {
            var scenario = try Scenario(yaml: line(path, text), file: "s.yml")
            scenario.origin = nil
            let changes = changes(scenario, Scenario())
            #expect(!changes.isEmpty, "\(path) changes nothing")
            changed.formUnion(changes)
        }
        #expect(
            Set(leaves(Scenario()).keys).subtracting(changed) == ["origin", "usualMessages"],
            "a key for each property"
        )
    }

    @Test func `every property of a profile has a key, and every key changes a property`() throws {
        let keys = ProfileKey.all.filter { !$0.isSection }
        #expect(Set(keys.map(\.path)) == Set(Self.profileSamples.keys), "a sample for each key")
        let needed = ["name": "n", "log_style": "nonos", "tls_build": "b", "feeding": "cooperative"]
        let sdk = { (pairs: [String: String]) in "sdk: {\(pairs.map { "\($0): \($1)" }.joined(separator: ", "))}" }
        let plain = try Profile(yaml: sdk(needed), file: "p.yml")
        var changed: Set<String> = []
        for (path, text) in Self.profileSamples {
            let name = String(path.dropFirst(4))
            let file =
                path.hasPrefix("sdk.")
                ? sdk(needed.merging([name: text]) { $1 }) : "\(sdk(needed))\n\(line(path, text))"
            let changes = changes(try Profile(yaml: file, file: "p.yml"), plain)
            #expect(!changes.isEmpty, "\(path) changes nothing")
            changed.formUnion(changes)
        }
        #expect(Set(leaves(plain).keys).subtracting(changed) == ["name"], "a key for each property")
    }

    @Test func `no path, axis or row comes twice`() throws {
        #expect(Set(ScenarioKey.all.map(\.path)).count == ScenarioKey.all.count)
        #expect(Set(ProfileKey.all.map(\.path)).count == ProfileKey.all.count)
        #expect(Set(MatrixAxis.all.map(\.name)).count == MatrixAxis.all.count)
        let rows = ResolvedScenario(scenario: Scenario(), profile: Profile(name: "p")).parameters
        #expect(Set(rows.map { "\($0.group) \($0.name)" }).count == rows.count)
    }

    @Test func `axes stand in the order of the documentation`() {
        #expect(
            MatrixAxis.all.map(\.name) == [
                "profile", "clock", "application", "application_clock", "flash_mode", "flash_clock", "cache_kb",
                "heap_bytes", "stack_bytes", "suite",
                "curve", "max_fragment_length", "input_buffer", "output_buffer", "between_steps", "ecp_max_ops",
                "image", "server_key_exchange",
                "server_suite", "key",
                "server_certificate", "server_chain", "server_flight", "era", "certificate", "refuses_at", "sni",
                "policy",
                "latency_ms", "bandwidth_kbps", "loss_permille",
                "seed", "on_trip",
            ]
        )
    }

    @Test func `a text that is no value is refused in the words of a file, with the option's name`() throws {
        func refusal(_ path: String, _ text: String) -> String {
            do {
                return "\(String(describing: try Override.scenario(path, from: "--x", [text])))"
            } catch {
                return error.message
            }
        }
        #expect(refusal("clock", "100") == "--x must be 80 or 160, not 100")
        #expect(refusal("tcp", "x") == "--x 'x' is not HOST:PORT")
        #expect(refusal("time_limit_s", "86401") == "--x '86401' is more than 86400 s, a day")
        #expect(refusal("wifi.ssid", "") == "--x must have 1 to 32 bytes")
        #expect(refusal("messages", "x") == "--x is about a key that only files give")
        guard case nil = try Override.scenario("clock", from: "--clock", nil) else {
            Issue.record("an option that is not given changes nothing")
            return
        }
    }
}
