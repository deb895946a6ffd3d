import Record

/// A scenario with the profile that it names and all that overrides both: what a run is a function of, together with
/// the files it names.
public struct ResolvedScenario: Sendable, Equatable {
    /// The scenario.
    public var scenario: Scenario
    /// The profile, with the clock that the scenario asks for.
    public var profile: Profile
    /// Keys of the profile that something else than a file changed, by their paths.
    package private(set) var overridden: Set<String> = []

    /// Reads the profile of `scenario`. Overrides of the scenario come first, as they may name another profile; those of
    /// the profile come last. Firmware of the user's own has the values of the chip, unless the scenario names a profile.
    ///
    /// - Throws: `EmulationError`, also when the scenario gives a key that its kind of guest does not heed.
    public init(
        _ scenario: Scenario,
        overrides: [Override] = [],
        locator: Locator
    ) throws(EmulationError) {
        var scenario = scenario
        for case .scenario(let path, let change) in overrides {
            change(&scenario)
            scenario.origin?.lines[path] = nil
        }
        try scenario.checkGuest(overrides)
        scenario.credentials.cert = try scenario.credentials.cert.map(locator.given)
        scenario.credentials.key = try scenario.credentials.key.map(locator.given)
        self.scenario = scenario
        let isOwnProfile = scenario.firmware != nil && scenario.profile == nil
        profile =
            isOwnProfile
            ? Profile(name: "unknown SDK") : try locator.profile(scenario.profile ?? Scenario.defaultProfile)
        if let clock = scenario.clockMHz { profile.clockMHz = clock }
        if let name = scenario.application.name { profile.sdk.application = name }
        for case .profile(let path, let change) in overrides {
            change(&profile)
            overridden.insert(path)
        }
        self.scenario.usualMessages = Scenario.Message.usual(of: profile.sdk.application)
    }

    /// Reads a scenario file and its profile; the default scenario for nil.
    public init(file: String?, overrides: [Override] = [], locator: Locator) throws(EmulationError) {
        let scenario = if let file { try Scenario(yaml: FileAccess.text(file), file: file) } else { Scenario() }
        try self.init(scenario, overrides: overrides, locator: locator)
    }

    /// Reads what can be run: a scenario file, or firmware of the user's own; the default scenario for nil.
    public init(runnable file: String?, overrides: [Override] = [], locator: Locator) throws(EmulationError) {
        guard let file, try Self.isFirmware(file, locator) else {
            let scenario = if let file { try Scenario(yaml: locator.text(file), file: file) } else { Scenario() }
            try self.init(scenario, overrides: overrides, locator: locator)
            return
        }
        var scenario = Scenario()
        scenario.firmware = file
        try self.init(scenario, overrides: overrides, locator: locator)
    }

    /// Changes the key at `path` of the profile, as an override does: before what firmware of the user's own says of itself.
    package mutating func override(_ path: String, _ change: (inout Profile) -> Void) {
        change(&profile)
        overridden.insert(path)
    }

    /// Whether a file is firmware rather than YAML: by its ending, else by a byte that no text has.
    private static func isFirmware(_ file: String, _ locator: Locator) throws(EmulationError) -> Bool {
        if [".yml", ".yaml"].contains(where: file.hasSuffix) { return false }
        if [".elf", ".bin"].contains(where: file.hasSuffix) { return true }
        return try locator.bytes(file).prefix(4096).contains(0)
    }

    /// A scenario on a profile made by hand, whatever either says of the other.
    package init(scenario: Scenario, profile: Profile) {
        self.scenario = scenario
        self.profile = profile
        self.scenario.usualMessages = Scenario.Message.usual(of: profile.sdk.application)
    }
}
