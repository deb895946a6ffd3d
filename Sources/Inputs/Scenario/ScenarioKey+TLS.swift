extension InputKey where Subject == Scenario {
    /// What the device's TLS client is asked for.
    static let tls: [ScenarioKey] = [
        .section("tls", "what the device's TLS client is asked for"),
        ScenarioKey(
            "tls.suites",
            \.tls.suites,
            .suites,
            "cipher suites offered, best first; the TLS build's when absent",
            axis: .init(.tls, "suite", "the one cipher suite that the device offers"),
            row: .init(.tls, "suites")
        ),
        ScenarioKey(
            "tls.curves",
            \.tls.curves,
            .curves,
            "curves offered, best first; the TLS build's when absent",
            axis: .init(.tls, "curve", "the one curve that the device offers"),
            row: .init(.tls, "curves")
        ),
        ScenarioKey(
            "tls.max_fragment_length",
            \.tls.maxFragmentLength,
            .number(of: TLSSettings.fragmentLengths),
            "what the device asks the server for, in bytes",
            axis: .init(.tls, "max_fragment_length", "what the device asks the server for, in bytes"),
            row: .init(.tls, "max_fragment_length", "bytes"),
            absent: "not asked for"
        ),
        ScenarioKey(
            "tls.probe_fragment_length",
            \.tls.probesFragmentLength,
            .boolean,
            "whether the device first asks by a connection of its own if the server takes max_fragment_length"
        ).shown(by: rowWhenSet("probe_fragment_length", \.probesFragmentLength)),
        ScenarioKey(
            "tls.input_buffer",
            \.tls.inputBuffer,
            .number(TLSSettings.bufferSizes),
            "room for the content of an incoming record, in bytes",
            axis: .init(.tls, "input_buffer", "room for the content of an incoming record, in bytes"),
            row: .init(.tls, "input_buffer", "bytes")
        ),
        ScenarioKey(
            "tls.output_buffer",
            \.tls.outputBuffer,
            .number(TLSSettings.bufferSizes),
            "room for the content of an outgoing record, in bytes",
            axis: .init(.tls, "output_buffer", "room for the content of an outgoing record, in bytes"),
            row: .init(.tls, "output_buffer", "bytes")
        ),
        ScenarioKey(
            "tls.insecure",
            \.tls.isInsecure,
            .boolean,
            "whether the device takes any chain of the server"
        ).shown(by: rowWhenSet("insecure", \.isInsecure)),
        ScenarioKey(
            "tls.fingerprint",
            \.tls.fingerprint,
            .fingerprint,
            "SHA-1 of the server's certificate, by which alone the device judges it",
            row: .init(.tls, "fingerprint")
        ),
        ScenarioKey(
            "tls.time",
            \.tls.time,
            .time,
            "UTC by the device's clock at power-on; 1970-01-01T00:00:00Z is a board that never asked for the time"
        ).shown(
            by: ParameterRows(.init(.tls, "time")) { resolved in
                let time = resolved.scenario.tls.time
                return time == TLSSettings().time ? nil : InputValue.time.show(time)
            }
        ),
        ScenarioKey(
            "tls.between_steps",
            \.tls.betweenSteps,
            .choice,
            "what the application does between two steps of the handshake",
            axis: .init(.tls, "between_steps", "what the application does between two steps of the handshake"),
            row: .init(.tls, "between_steps")
        ),
        ScenarioKey(
            "tls.ecp_max_ops",
            \.tls.ecpMaxOps,
            .number(1...1_000_000),
            "operations after which arithmetic of the image restartable returns",
            axis: .init(.tls, "ecp_max_ops", "operations after which arithmetic of the image restartable returns"),
            row: .init(.tls, "ecp_max_ops"),
            absent: "no limit"
        ),
        ScenarioKey(
            "tls.handshake_timeout_s",
            \.tls.handshakeTimeout,
            .positiveSeconds,
            "how long the application waits for a handshake; as long as the library does when absent",
            row: .init(.tls, "handshake_timeout", "s")
        ),
        ScenarioKey(
            "tls.resume",
            \.tls.resume,
            .boolean,
            "whether the device connects again with the session of its first connection",
            row: .init(.tls, "resume")
        ),
        ScenarioKey(
            "tls.image",
            \.tls.image,
            .imageName,
            "firmware with one setting of the TLS library changed: APPLICATION-LIBRARY-BUILD+IMAGE.elf",
            axis: .init(.tls, "image", "firmware with one mbedTLS setting changed"),
            row: .init(.tls, "image"),
            absent: "the build's"
        ),
    ]

    /// A row for what is off in most runs, which then say nothing of it.
    private static func rowWhenSet(_ name: String, _ setting: KeyPath<TLSSettings, Bool> & Sendable) -> ParameterRows {
        ParameterRows(.init(.tls, name)) { $0.scenario.tls[keyPath: setting] ? "true" : nil }
    }
}
