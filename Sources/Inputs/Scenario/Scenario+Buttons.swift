import Record

extension Scenario {
    /// A button between a pin and ground that somebody presses.
    public struct ButtonPress: Sendable, Equatable {
        /// The pin, GPIO0 to GPIO15.
        public var gpio: Int
        /// When, from power-on.
        public var at: Seconds
        /// How long it is held.
        public var duration = Seconds(microseconds: 200_000)
    }
}

extension Scenario.ButtonPress {
    /// The keys of an item of `buttons`.
    static let keys: [InputKey<Scenario.ButtonPress>] = [
        InputKey("gpio", \.gpio, .number(0...15), "pin that it pulls low", isRequired: true),
        InputKey("at", \.at, .seconds, "when it is pressed, from power-on", isRequired: true),
        InputKey("for_s", \.duration, .positiveSeconds, "how long it is held"),
    ]

    /// What a record says of it.
    var row: RunRecord.Parameter {
        .init(
            group: ParameterRows.Group.run.rawValue,
            name: "button at \(at.shortText) s",
            value: "GPIO\(gpio) low for \(duration.shortText) s",
            unit: nil
        )
    }
}
