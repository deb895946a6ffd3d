/// What a watchdog that runs out does.
public enum TripAction: String, Sendable, Codable, CaseIterable {
    /// The chip resets, as the real one.
    case reset
    /// The trip is recorded and the device carries on, so that the whole stall is seen.
    case observe
}
