extension InputKey where Subject == Scenario {
    /// The server.
    static let endpoint: [ScenarioKey] = [
        ScenarioKey(
            "endpoint",
            \.endpoint,
            .endpoint(defaultPort: 8883),
            "HOST or HOST:PORT the device connects to and checks",
            row: .init(.endpoint, "endpoint", rank: -1)
        ),
        ScenarioKey(
            "server_certificate",
            \.serverCertificate,
            .choice,
            "certificates of the built-in endpoint",
            axis: .init(.world, "server_certificate", "chains of the built-in endpoint"),
            row: .init(.endpoint, "server_certificate", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "server_chain",
            \.serverChain,
            .choice,
            "how much of its chain the endpoint sends",
            axis: .init(.world, "server_chain", "how much of its chain the endpoint sends"),
            row: .init(.endpoint, "server_chain", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "server_flight",
            \.serverFlight,
            .choice,
            "how the endpoint packs its first flight into records",
            axis: .init(.world, "server_flight", "how the endpoint packs its flight"),
            row: .init(.endpoint, "server_flight", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "server_asks_certificate",
            \.serverAsksForCertificate,
            .boolean,
            "whether the endpoint wants the device's certificate; without it no MQTT follows",
            row: .init(.endpoint, "server_asks_certificate", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "server_key_exchange",
            \.serverKeyExchange,
            .choice,
            "key exchanges that the endpoint serves",
            axis: .init(.tls, "server_key_exchange", "key exchanges that the endpoint serves", rank: 1),
            row: .init(.endpoint, "server_key_exchange", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "server_suites",
            \.serverSuites,
            .suites,
            "cipher suites that the endpoint serves; all of AWS IoT's when absent",
            axis: .init(.tls, "server_suite", "the one cipher suite that the endpoint serves", rank: 1),
            row: .init(.endpoint, "server_suites", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "server_curves",
            \.serverCurves,
            .curves,
            "curves that the endpoint prefers to the device's first",
            row: .init(.endpoint, "server_curves", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "server_keeps_sessions",
            \.serverKeepsSessions,
            .boolean,
            "whether the endpoint lets a device resume its session, by its id",
            row: .init(.endpoint, "server_keeps_sessions", isOfBuiltInEndpoint: true)
        ),
        ScenarioKey(
            "tcp",
            \.tcp,
            .endpoint(defaultPort: nil),
            "HOST:PORT of a real server instead of the built-in endpoint",
            row: .init(.endpoint, "tcp")
        ),
    ]

    /// The way to it.
    static let network: [ScenarioKey] = [
        .section("wifi", "the network, and what the device is told of it"),
        ScenarioKey(
            "wifi.ssid",
            \.wifi.ssid,
            .text(bytes: 1...32),
            "name the device looks for",
            row: .init(.wifi, "ssid")
        ),
        ScenarioKey("wifi.password", \.wifi.password, .text(bytes: 0...64), "password the device has"),
        ScenarioKey(
            "wifi.known",
            \.wifi.isKnown,
            .boolean,
            "whether the device has joined it before, so that its SDK has the key in flash",
            row: .init(.wifi, "known")
        ),
        ScenarioKey("wifi.fault", \.wifi.fault, .choice, "what is wrong with the network", row: .init(.wifi, "fault")),
        .section("link", "the way to the server"),
        ScenarioKey(
            "link.latency_ms",
            \.link.latencyMilliseconds,
            .number(0...60_000),
            "one way",
            axis: .init(.world, "latency_ms", "latency of the link, one way"),
            row: .init(.link, "latency", "ms")
        ),
        ScenarioKey(
            "link.bandwidth_kbps",
            \.link.bandwidthKbps,
            .number(1...1_000_000),
            "each direction",
            axis: .init(.world, "bandwidth_kbps", "bandwidth of the link"),
            row: .init(.link, "bandwidth", "kbit/s")
        ),
        ScenarioKey(
            "link.loss_permille",
            \.link.lossPermille,
            .number(0...999),
            "lost segments in a thousand",
            axis: .init(.world, "loss_permille", "lost segments in a thousand"),
            row: .init(.link, "loss", "‰")
        ),
        ScenarioKey(
            "link.reordering_permille",
            \.link.reorderingPermille,
            .number(0...999),
            "frames in a thousand that others overtake"
        ).shown(
            by: ParameterRows(.init(.link, "reordering", "‰")) { resolved in
                let permille = resolved.scenario.link.reorderingPermille
                return permille == 0 ? nil : "\(permille)"
            }
        ),
    ]
}
