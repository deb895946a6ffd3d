import Record

extension Scenario {
    private static let keys = [
        "profile", "clock", "credentials", "endpoint", "server_certificate", "server_chain", "server_flight",
        "server_asks_certificate", "server_key_exchange", "tcp", "wifi", "link", "on_trip", "time_limit_s", "seed",
        "tls", "mbedtls_debug", "messages", "stop", "published", "expect",
    ]

    /// Reads a scenario; files in it are seen from the scenario's folder.
    public init(yaml text: String, file: String) throws(EmulationError) {
        try self.init(yaml: text, file: file, notes: nil)
    }

    init(yaml text: String, file: String, notes: SchemaNotes?) throws(EmulationError) {
        self.init()
        let root = try YAMLReader(text: text, file: file, keys: Self.keys, notes: notes)
        let folder = FileName.folder(of: file)
        profile = try Self.profilePath(root.string("profile"), from: folder)
        clockMHz = try root.clock("clock")
        credentials = try Self.credentials(root, folder: folder)
        endpoint = try Self.endpoint(root, "endpoint", defaultPort: 8883) ?? endpoint
        serverCertificate = try root.choice("server_certificate")
        serverChain = try root.choice("server_chain") ?? serverChain
        serverFlight = try root.choice("server_flight") ?? serverFlight
        serverAsksForCertificate = try root.boolean("server_asks_certificate") ?? serverAsksForCertificate
        serverKeyExchange = try root.choice("server_key_exchange") ?? serverKeyExchange
        tcp = try Self.endpoint(root, "tcp", defaultPort: nil)
        wifi = try Self.wifi(root)
        link = try Self.link(root)
        tls = try TLSSettings(root)
        onTrip = try root.choice("on_trip") ?? onTrip
        if let limit = try root.seconds("time_limit_s") {
            guard limit > .zero else { throw root.bad("time_limit_s", "must be more than 0") }
            timeLimit = limit
        }
        seed = UInt64(try root.integer("seed", in: 0...Int.max) ?? 1)
        if root.has("messages") { messages = try Self.messages(root) }
        stop = try Self.stop(root)
        debugLevel = try root.integer("mbedtls_debug", in: 0...4) ?? 0
        published = try Self.published(root)
        expect = try Expectations(root)
    }

    private static func profilePath(_ name: String?, from folder: String) -> String? {
        guard let name, name.hasSuffix(".yml") || name.hasSuffix(".yaml") else { return name }
        return FileName.resolve(name, from: folder)
    }

    private static func credentials(_ root: YAMLReader, folder: String) throws(EmulationError) -> Credentials {
        let section = try root.section("credentials", keys: ["ca", "cert", "key"])
        var credentials = Credentials()
        if let ca = try section.string("ca") { credentials.ca = FileName.resolve(ca, from: folder) }
        if let cert = try section.string("cert") { credentials.cert = FileName.resolve(cert, from: folder) }
        if let key = try section.string("key") { credentials.key = FileName.resolve(key, from: folder) }
        guard (credentials.cert == nil) == (credentials.key == nil) else {
            let missing = credentials.cert == nil ? "cert" : "key"
            throw root.bad("credentials", "'\(missing)' is missing: a certificate and its key belong together")
        }
        return credentials
    }

    private static func endpoint(
        _ root: YAMLReader,
        _ key: String,
        defaultPort: Int?
    ) throws(EmulationError) -> Endpoint? {
        guard let text = try root.string(key) else { return nil }
        guard let endpoint = Endpoint(text: text, defaultPort: defaultPort) else {
            throw root.bad(key, "'\(text)' is not \(defaultPort == nil ? "HOST:PORT" : "HOST or HOST:PORT")")
        }
        return endpoint
    }

    private static func wifi(_ root: YAMLReader) throws(EmulationError) -> WiFi {
        let section = try root.section("wifi", keys: ["ssid", "password", "fault"])
        var wifi = WiFi()
        wifi.ssid = try section.string("ssid") ?? wifi.ssid
        wifi.password = try section.string("password") ?? wifi.password
        guard (1...32).contains(wifi.ssid.utf8.count) else { throw section.bad("ssid", "must have 1 to 32 bytes") }
        guard wifi.password.utf8.count <= 64 else { throw section.bad("password", "must have at most 64 bytes") }
        wifi.fault = try section.choice("fault") ?? wifi.fault
        return wifi
    }

    private static func link(_ root: YAMLReader) throws(EmulationError) -> Link {
        let section = try root.section("link", keys: ["latency_ms", "bandwidth_kbps", "loss_permille"])
        var link = Link()
        link.latencyMilliseconds = try section.integer("latency_ms", in: 0...60_000) ?? link.latencyMilliseconds
        link.bandwidthKbps = try section.integer("bandwidth_kbps", in: 1...1_000_000) ?? link.bandwidthKbps
        link.lossPermille = try section.integer("loss_permille", in: 0...999) ?? link.lossPermille
        return link
    }

    private static func messages(_ root: YAMLReader) throws(EmulationError) -> [Message] {
        var messages: [Message] = []
        for item in try root.list("messages", keys: ["after", "delay_s", "topic", "payload"]) {
            messages.append(
                Message(
                    after: try item.choice("after") ?? .subscribed,
                    delay: try item.seconds("delay_s") ?? .zero,
                    topic: try item.require("topic", item.string("topic")),
                    payload: try item.require("payload", item.string("payload"))
                )
            )
        }
        return messages
    }

    private static func published(_ root: YAMLReader) throws(EmulationError) -> [PublishedDuration] {
        var list: [PublishedDuration] = []
        for item in try root.list("published", keys: ["what", "seconds", "source", "note"]) {
            list.append(
                PublishedDuration(
                    what: try item.string("what") ?? "handshake",
                    seconds: try item.require("seconds", item.seconds("seconds")),
                    source: try item.require("source", item.string("source")),
                    note: try item.string("note") ?? ""
                )
            )
        }
        return list
    }

    private static func stop(_ root: YAMLReader) throws(EmulationError) -> StopRule {
        let section = try root.section("stop", keys: ["when", "boots"])
        var rule = StopRule()
        rule.boots = try section.integer("boots", in: 1...1000) ?? rule.boots
        rule.conditions = try section.choices("when")
        return rule
    }
}
