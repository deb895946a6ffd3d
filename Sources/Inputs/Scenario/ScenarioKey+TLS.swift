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
}
