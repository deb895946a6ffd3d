import ArgumentParser
import ESP8266
import Inputs
import Record

/// Flags about everything around the device.
struct WorldOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Certificates the device trusts, PEM.", valueName: "file")) var ca: String?
    @Option(help: ArgumentHelp("The device's certificate, PEM.", valueName: "file")) var cert: String?
    @Option(help: ArgumentHelp("The device's key, PEM.", valueName: "file")) var key: String?
    @Option(help: ArgumentHelp("Server the device is configured with.", valueName: "host[:port]"))
    var endpoint: String?
    @Option(help: ArgumentHelp("Connect to a real server instead of the built-in one.", valueName: "host:port"))
    var tcp: String?
    @Option(
        help: ArgumentHelp(
            "Connect to what vesp cloud serve serves there, in place of the built-in endpoint; port 8883 without one.",
            valueName: "host[:port]"
        )
    )
    var cloud: String?
    @Option(help: "Certificates of the built-in endpoint: rsa, ecdsa or both.")
    var serverCertificate: Scenario.ServerCertificate?
    @Option(help: "Chain of the built-in endpoint: legacy, ats or cross-signed.") var serverChain: Scenario.ServerChain?
    @Option(help: "Its first flight: record-per-message, record-per-group or one-record.")
    var serverFlight: Scenario.ServerFlight?
    @Option(help: ArgumentHelp("Network the device knows; no password: open.", valueName: "ssid[:password]"))
    var wifi: String?
    @Option(help: "Network the device looks for.") var ssid: String?
    @Option(help: "Its password.") var password: String?
    @Option(help: "What a watchdog trip does: reset, or observe to see the whole stall.") var onTrip: TripAction?
    @Option(help: ArgumentHelp("Most simulated time the run may take.", valueName: "seconds")) var timeLimit: String?
    @Option(help: "Seed of everything random.") var seed: UInt64?
    @Option(
        parsing: .singleValue,
        help: "Stop after: handshake, connected, published, led_on or time; may be repeated."
    )
    var until: [Scenario.StopRule.Condition] = []

    func validate() throws {
        guard (cert == nil) == (key == nil) else { throw ValidationError("--cert and --key belong together") }
        guard tcp == nil || cloud == nil else { throw ValidationError("--cloud says what --tcp says") }
        guard wifi == nil || ssid == nil && password == nil else {
            throw ValidationError("--wifi says what --ssid and --password say")
        }
        try Usage.checked { _ = try overrides }
    }

    /// What `--cloud` changes: the real server, at MQTT's port of AWS IoT unless it names another.
    static func server(_ cloud: String?) throws(Refusal) -> Override? {
        let address = cloud.map { $0.contains(":") ? $0 : "\($0):8883" }
        return try Override.scenario("tcp", from: "--cloud", address.map { [$0] })
    }

    /// What `--wifi` changes: name and password of a network; a name has no colon.
    static func network(_ wifi: String?) throws(Refusal) -> [Override?] {
        let parts = wifi?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return [
            try Override.scenario("wifi.ssid", from: "--wifi", parts.map { [$0[0]] }),
            try Override.scenario("wifi.password", from: "--wifi", parts.map { [$0.count > 1 ? $0[1] : ""] }),
        ]
    }

    /// What the flags change.
    var overrides: [Override] {
        get throws(Refusal) {
            let changes = [
                try Override.scenario("credentials.ca", from: "--ca", ca.map { [$0] }),
                try Override.scenario("credentials.cert", from: "--cert", cert.map { [$0] }),
                try Override.scenario("credentials.key", from: "--key", key.map { [$0] }),
                try Override.scenario("endpoint", from: "--endpoint", endpoint.map { [$0] }),
                try Override.scenario("tcp", from: "--tcp", tcp.map { [$0] }),
                try Self.server(cloud),
                try Override.scenario(
                    "server_certificate",
                    from: "--server-certificate",
                    serverCertificate.map { [$0.rawValue] }
                ),
                try Override.scenario("server_chain", from: "--server-chain", serverChain.map { [$0.rawValue] }),
                try Override.scenario("server_flight", from: "--server-flight", serverFlight.map { [$0.rawValue] }),
                try Override.scenario("wifi.ssid", from: "--ssid", ssid.map { [$0] }),
                try Override.scenario("wifi.password", from: "--password", password.map { [$0] }),
                try Override.scenario("on_trip", from: "--on-trip", onTrip.map { [$0.rawValue] }),
                try Override.scenario("time_limit_s", from: "--time-limit", timeLimit.map { [$0] }),
                try Override.scenario("seed", from: "--seed", seed.map { ["\($0)"] }),
                try Override.scenario("stop.when", from: "--until", until.isEmpty ? nil : until.map(\.rawValue)),
            ]
            return (try Self.network(wifi) + changes).compactMap { $0 }
        }
    }
}

extension TripAction: ExpressibleByArgument {}
extension Scenario.ServerCertificate: ExpressibleByArgument {}
extension Scenario.ServerChain: ExpressibleByArgument {}
extension Scenario.ServerFlight: ExpressibleByArgument {}
extension Scenario.StopRule.Condition: ExpressibleByArgument {}
