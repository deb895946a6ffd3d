/// Why a run ended.
public enum RunEnding: String, Sendable, Codable, CaseIterable {
    /// All that the scenario waits for has happened.
    case done
    /// The chip has started as often as `stop.boots` allows.
    case boots
    /// `time_limit_s` is over.
    case timeLimit = "time_limit"
    /// The guest went astray: an exception without a handler.
    case lost
    /// A signal ended it early.
    case interrupted
}
