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
    @Option(help: "Certificates of the built-in endpoint: rsa, ecdsa or both.")
    var serverCertificate: Scenario.ServerCertificate?
    @Option(help: "Chain of the built-in endpoint: legacy or ats.") var serverChain: Scenario.ServerChain?
    @Option(help: "Its first flight: record-per-message, record-per-group or one-record.")
    var serverFlight: Scenario.ServerFlight?
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
        if let endpoint, Scenario.Endpoint(text: endpoint, defaultPort: 8883) == nil {
            throw ValidationError("--endpoint '\(endpoint)' is not HOST or HOST:PORT")
        }
        if let tcp, Scenario.Endpoint(text: tcp, defaultPort: nil) == nil {
            throw ValidationError("--tcp '\(tcp)' is not HOST:PORT")
        }
        if let timeLimit, (Seconds(text: timeLimit) ?? .zero) <= .zero {
            throw ValidationError("--time-limit '\(timeLimit)' is not a number of seconds above 0, up to 86400")
        }
        if let ssid, !(1...32).contains(ssid.utf8.count) { throw ValidationError("--ssid must have 1 to 32 bytes") }
        if let password, password.utf8.count > 64 { throw ValidationError("--password must have at most 64 bytes") }
    }

    func apply(to scenario: inout Scenario) throws {
        scenario.credentials.ca = ca ?? scenario.credentials.ca
        if let cert, let key {
            scenario.credentials.cert = cert
            scenario.credentials.key = key
        }
        if let endpoint, let parsed = Scenario.Endpoint(text: endpoint, defaultPort: 8883) {
            scenario.endpoint = parsed
        }
        if let tcp { scenario.tcp = Scenario.Endpoint(text: tcp, defaultPort: nil) }
        scenario.serverCertificate = serverCertificate ?? scenario.serverCertificate
        scenario.serverChain = serverChain ?? scenario.serverChain
        scenario.serverFlight = serverFlight ?? scenario.serverFlight
        scenario.wifi.ssid = ssid ?? scenario.wifi.ssid
        scenario.wifi.password = password ?? scenario.wifi.password
        scenario.onTrip = onTrip ?? scenario.onTrip
        if let timeLimit, let limit = Seconds(text: timeLimit) { scenario.timeLimit = limit }
        scenario.seed = seed ?? scenario.seed
        if !until.isEmpty { scenario.stop.conditions = Set(until) }
    }
}

extension TripAction: ExpressibleByArgument {}
extension Scenario.ServerCertificate: ExpressibleByArgument {}
extension Scenario.ServerChain: ExpressibleByArgument {}
extension Scenario.ServerFlight: ExpressibleByArgument {}
extension Scenario.StopRule.Condition: ExpressibleByArgument {}
