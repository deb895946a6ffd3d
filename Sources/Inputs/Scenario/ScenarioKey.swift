import Record

/// A key of a scenario file. A new one is a property of `Scenario` and an entry of one of these tables.
public typealias ScenarioKey = InputKey<Scenario>

extension InputKey where Subject == Scenario {
    /// Every key, a mapping before those it holds.
    public static let all: [ScenarioKey] =
        firmware + device + endpoint + cloud + network + radio + hosts + limits + tls + application + guest

    /// The key called `path`.
    public static func named(_ path: String) -> ScenarioKey? { all.first { $0.path == path } }

    /// Which device.
    private static let device: [ScenarioKey] = [
        ScenarioKey(
            "profile",
            \.profile,
            .profile,
            "a name that vesp profiles lists, or a file",
            axis: .init(.device, "profile", "board and SDK, a name or a file")
        ).shown(by: ParameterRows(.init(.run, "profile", rank: -2)) { $0.profile.name }),
        ScenarioKey(
            "clock",
            \.clockMHz,
            .number(of: [80, 160]),
            "CPU clock in MHz; the profile's when absent",
            axis: .init(.device, "clock", "CPU clock in MHz")
        ),
        .section("credentials", "PEM files, seen from the scenario; those of the tool when absent") {
            root,
            name,
            scenario throws(EmulationError) in
            let files = scenario.credentials
            guard (files.cert == nil) == (files.key == nil) else {
                let missing = files.cert == nil ? "cert" : "key"
                throw root.bad(name, "'\(missing)' is missing: a certificate and its key belong together")
            }
        },
        ScenarioKey(
            "credentials.ca",
            \.credentials.ca,
            .file,
            "certificates the device trusts",
            row: .init(.endpoint, "credentials.ca"),
            absent: "built-in"
        ),
        ScenarioKey(
            "credentials.cert",
            \.credentials.cert,
            .file,
            "the device's certificate",
            row: .init(.endpoint, "credentials.cert"),
            absent: "built-in"
        ),
        ScenarioKey(
            "credentials.key",
            \.credentials.key,
            .file,
            "the device's key",
            row: .init(.endpoint, "credentials.key"),
            absent: "built-in"
        ).varied(by: .key),
    ]

    /// When the run is over, and what decides it.
    private static let limits: [ScenarioKey] = [
        ScenarioKey(
            "on_trip",
            \.onTrip,
            .choice,
            "what a watchdog trip does",
            axis: .init(.world, "on_trip", "what a watchdog trip does", rank: 1),
            row: .init(.run, "on_trip")
        ),
        ScenarioKey(
            "time_limit_s",
            \.timeLimit,
            .positiveSeconds,
            "most simulated time",
            row: .init(.run, "time_limit", "s")
        ),
        ScenarioKey(
            "seed",
            \.seed,
            .unsigned,
            "seed of everything random",
            axis: .init(.world, "seed", "seed of everything random"),
            row: .init(.run, "seed", rank: -1)
        ),
    ]

    /// What the application does and what is expected of it.
    private static let guest: [ScenarioKey] = [
        ScenarioKey(
            "mbedtls_debug",
            \.debugLevel,
            .number(0...4),
            "mbedTLS debug level of the device; its lines take time on the UART",
            row: .init(.run, "mbedtls_debug", rank: 1)
        ),
        .list(
            "messages",
            \.messages,
            of: Scenario.Message.keys,
            blank: Scenario.Message(after: .subscribed, topic: "", payload: ""),
            "what the endpoint publishes to the device",
            rows: ParameterRows(.endpoint) { resolved in
                guard resolved.scenario.tcp == nil else { return [] }
                return resolved.scenario.messages.map(\.row)
            }
        ),
        .list(
            "buttons",
            \.buttons,
            of: Scenario.ButtonPress.keys,
            blank: Scenario.ButtonPress(gpio: 0, at: .zero),
            "who presses which button when",
            rows: ParameterRows(.run) { $0.scenario.buttons.map(\.row) }
        ),
        .section("stop", "when the run is over"),
        ScenarioKey("stop.when", \.stop.conditions, .choices, "all that must have happened").shown(
            by: ParameterRows(.init(.run, "stop.conditions")) { InputValue.choices.show($0.scenario.stopConditions) }
        ),
        ScenarioKey(
            "stop.boots",
            \.stop.boots,
            .number(1...1000),
            "starts of the chip after which a device that keeps tripping is given up",
            row: .init(.run, "stop.boots")
        ),
        .list(
            "published",
            \.published,
            of: PublishedDuration.keys,
            blank: PublishedDuration(what: "handshake", seconds: .zero, source: "", note: ""),
            "durations that someone measured on a device in this situation; without effect on the run"
        ),
        ScenarioKey("expect", "what vesp check judges by; a good verdict when absent") {
            root,
            _,
            scenario throws(EmulationError) in
            scenario.expect = try Expectations(root)
        },
    ]
}

extension InputKey {
    /// The same key with rows that are not just its value.
    func shown(by rows: ParameterRows) -> InputKey {
        var key = self
        key.rows = rows
        return key
    }

    /// The same key with an axis that changes more than it.
    fileprivate func varied(by axis: MatrixAxis) -> InputKey {
        var key = self
        key.axis = axis
        return key
    }
}
