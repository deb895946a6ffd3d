/// A change that an option or an axis of a matrix makes to the inputs of a run.
public enum Override: Sendable {
    /// Changes the scenario at the key `path`.
    case scenario(path: String, @Sendable (inout Scenario) -> Void)
    /// Changes the profile that the scenario names, at the key `path`.
    case profile(path: String, @Sendable (inout Profile) -> Void)
}

extension Override {
    /// Sets the scenario's key at `path` to what `option` says; nil when the option is not given.
    package static func scenario(_ path: String, from option: String, _ words: [String]?) throws(Refusal) -> Override? {
        try words.map { words throws(Refusal) in
            try ScenarioKey.override(ScenarioKey.named(path), words, option: option)
        }
    }

    /// Sets the profile's key at `path` to what `option` says; nil when the option is not given.
    package static func profile(_ path: String, from option: String, _ word: String?) throws(Refusal) -> Override? {
        try word.map { word throws(Refusal) in
            try ProfileKey.override(ProfileKey.named(path), [word], option: option)
        }
    }
}

extension InputKey where Subject: RunInput {
    fileprivate static func override(
        _ key: InputKey?,
        _ words: [String],
        option: String
    ) throws(Refusal) -> Override {
        guard let key, let change = key.change else { throw Refusal("\(option) is about a key that only files give") }
        do {
            return Subject.override(key.path, try change(words))
        } catch {
            let given = if case .numbers = key.kind { ", not \(words.joined(separator: ", ").shown)" } else { "" }
            throw Refusal("\(option) \(error.message)\(given)")
        }
    }
}
