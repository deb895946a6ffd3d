import ArgumentParser
import ESP8266
import Emulation
import LX106
import Reports

/// `vesp run`.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the device through a TLS handshake with an AWS-IoT-like endpoint and report.",
        discussion: """
            Without a scenario: a NodeMCU with the NONOS SDK at 80 MHz, an RSA-2048 client key, the built-in endpoint.
            Exits with 1 when the verdict is bad.

            Example: vesp run Fixtures/scenarios/rsa-2048-80mhz.yml --clock 160 --json report.json
            """
    )

    @Argument(help: ArgumentHelp("Scenario file; flags override it.", valueName: "scenario.yml"))
    var scenario: String?
    @OptionGroup(title: "Board") var board: BoardOptions
    @OptionGroup(title: "World") var world: WorldOptions

    @OptionGroup(title: "Files") var files: OutputOptions

    @Flag(help: "No text report.") var quiet = false
    @Flag(help: "Show the guest's console with simulated timestamps, on stderr.") var verbose = false
    @Option(name: .customLong("mbedtls-debug"), help: "mbedTLS debug level of the guest, 0 to 4.")
    var debugLevel: Int?
    @Flag(
        inversion: .prefixedNo,
        help: "Say between which times the handshake lies within what is assumed about the chip; takes a second run."
    )
    var bounds = true
    @Option(help: EngineHelp.text) var engine = Engine.generated

    func validate() throws {
        if files.keylog != nil && world.tcp != nil {
            throw ValidationError("--keylog knows the secrets of the built-in endpoint only, not those of --tcp")
        }
        guard (0...4).contains(debugLevel ?? 0) else { throw ValidationError("--mbedtls-debug must be 0 to 4") }
    }

    func run() throws {
        let record = try Failure.contained { try execute() }
        if !record.verdict.ok { throw ExitCode(1) }
    }

    private func execute() throws -> RunRecord {
        var plan = try scenario.map { try Scenario(yaml: FileAccess.text($0), file: $0) } ?? Scenario()
        try world.apply(to: &plan)
        try files.prepare()
        let locator = Locator.ofThisTool(firmware: board.firmware)
        var profile = try locator.profile(board.profile ?? plan.profile ?? Scenario.defaultProfile)
        if let clock = board.clock ?? plan.clockMHz { profile.clockMHz = clock }
        board.apply(to: &profile)
        var whole = try RunPlan(scenario: plan, profile: profile, locator: locator, debugLevel: debugLevel)
        whole.engine = engine
        files.apply(to: &whole)
        let run = Run(whole)
        let progress = ProgressLine(isWanted: !quiet && !verbose)
        run.onProgress = progress.show
        if verbose { run.onConsole = { Output.write("[\($0.at.text(digits: 6))] \($0.text)\n", to: 2) } }
        let record: RunRecord
        do {
            defer { progress.clear() }
            record = bounds ? try run.recordWithBounds() : try run.record()
        }
        try files.write(record)
        if !quiet && !files.useStandardOutput {
            Output.print(Output.coloured(TextReport.text(record), isGood: record.verdict.ok))
        }
        return record
    }
}

/// Flags about the device.
struct BoardOptions: ParsableArguments {
    @Option(help: "Profile: a name that `vesp profiles` lists, or a file.") var profile: String?
    @Option(help: "CPU clock in MHz: 80 or 160.") var clock: Int?
    @Option(help: "Flash mode: qio, qout, dio or dout.") var flashMode: FlashMode?
    @Option(help: "Flash clock in MHz: 20, 26, 40 or 80.") var flashClock: Int?
    @Option(help: "Flash cache in KB: 16 or 32.") var cache: Int?
    @Option(help: ArgumentHelp("Folder of the guest images.", valueName: "dir")) var firmware: String?

    func validate() throws { try Self.check(clock: clock, cache: cache, flashClock: flashClock) }

    /// Refuses what no board has.
    static func check(clock: Int?, cache: Int?, flashClock: Int?) throws {
        if let clock, ![80, 160].contains(clock) { throw ValidationError("--clock must be 80 or 160, not \(clock)") }
        if let cache, ![16, 32].contains(cache) { throw ValidationError("--cache must be 16 or 32, not \(cache)") }
        if let flashClock, ![20, 26, 40, 80].contains(flashClock) {
            throw ValidationError("--flash-clock must be 20, 26, 40 or 80, not \(flashClock)")
        }
    }

    func apply(to profile: inout Profile) {
        profile.flashMode = flashMode ?? profile.flashMode
        profile.flashMHz = flashClock ?? profile.flashMHz
        profile.cacheKB = cache ?? profile.cacheKB
    }
}

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
            throw ValidationError("--time-limit '\(timeLimit)' is not a positive number of seconds")
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

extension FlashMode: ExpressibleByArgument {}
extension TripAction: ExpressibleByArgument {}
extension Scenario.ServerCertificate: ExpressibleByArgument {}
extension Scenario.ServerChain: ExpressibleByArgument {}
extension Scenario.ServerFlight: ExpressibleByArgument {}
extension Scenario.StopRule.Condition: ExpressibleByArgument {}
