extension InputKey where Subject == Profile {
    /// What bites.
    static let watchdogs: [ProfileKey] = [
        .section("soft_watchdog", "the SDK's watchdog"),
        ProfileKey(
            "soft_watchdog.enabled",
            "whether there is one",
            rows: ParameterRows(.init(.watchdogs, "soft.enabled")) { "\($0.profile.soft.isEnabled)" }
        ) { section, name, profile throws(EmulationError) in
            // A profile that says anything of it has one.
            profile.soft.isEnabled = try section.boolean(name) ?? section.isPresent
        },
        ProfileKey(
            "soft_watchdog.interval_us",
            \.soft.intervalMicroseconds,
            .number(1_000...100_000_000),
            "time to one expiry; it bites at the second",
            row: .init(.watchdogs, "soft.interval", "µs")
        ).followed(by: .init(.watchdogs, "soft.timeout", "s")) { $0.profile.soft.timeout.shortText },
        .section("hard_watchdog", "the chip's watchdog: stages of 0.8192 ms times a power of two"),
        ProfileKey(
            "hard_watchdog.enabled",
            \.hard.isEnabled,
            .boolean,
            "whether the SDK enables it",
            row: .init(.watchdogs, "hard.enabled")
        ),
        ProfileKey(
            "hard_watchdog.op",
            \.hard.stage0,
            .number(0...15),
            "exponent of the first stage",
            row: .init(.watchdogs, "hard.op")
        ),
        ProfileKey(
            "hard_watchdog.op_nd",
            \.hard.stage1,
            .number(0...15),
            "exponent of the second stage",
            row: .init(.watchdogs, "hard.op_nd")
        ),
        ProfileKey(
            "hard_watchdog.interrupt",
            \.hard.interrupt,
            .choice,
            "what happens between the stages",
            row: .init(.watchdogs, "hard.interrupt")
        ).followed(by: .init(.watchdogs, "hard.timeout", "s")) { $0.profile.hard.timeout.shortText },
    ]

    /// The same key with a row for what follows from it.
    private func followed(
        by place: ParameterRows.Place,
        _ text: @escaping @Sendable (ResolvedScenario) -> String?
    ) -> ProfileKey {
        var key = self
        key.rows = rows?.followed(by: place, text)
        return key
    }
}
