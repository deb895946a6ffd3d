import Record

/// A way in which people connect an ESP8266: an SDK, a TLS library and an application, reproduced by the tool's own guest.
/// Each is a file of `Resources/systems`.
public struct DeviceSystem: Sendable, Equatable {
    /// File name without its ending.
    public var name: String
    /// Its place among the others; lower ones come first.
    public var order: Int
    /// What people call it.
    public var title: String
    /// Its profile, application and what else it does in every situation.
    public var scenario: Scenario
    /// What it decides by itself, whatever the conditions are.
    public var own: [String]
    /// What is reproduced of it, in sentences.
    public var reproduced: [String]
    /// What is not.
    public var notReproduced: [String]

    private static let keys = ["order", "title", "scenario", "own", "reproduced", "not_reproduced"]

    /// Reads a system; files in it are seen from its folder.
    public init(yaml text: String, file: String) throws(EmulationError) {
        name = FileName.stem(of: file)
        let root = try YAMLReader(text: text, file: file, keys: Self.keys)
        order = try root.require("order", root.value("order", .number(1...1000)))
        title = try root.require("title", root.string("title"))
        own = try root.texts("own")
        reproduced = try root.texts("reproduced")
        notReproduced = try root.texts("not_reproduced")
        var scenario = Scenario()
        _ = try root.require("scenario", root.has("scenario") ? true : nil)
        let section = try root.section("scenario", keys: ScenarioKey.roots(ScenarioKey.all))
        scenario.origin = Scenario.Origin(
            file: file,
            lines: try ScenarioKey.read(ScenarioKey.all, from: section, into: &scenario)
        )
        self.scenario = scenario
        guard !reproduced.isEmpty else { throw root.bad("reproduced", "says nothing") }
    }
}

extension Locator {
    /// Every system, in their order.
    public func systems() throws(EmulationError) -> [DeviceSystem] {
        var systems: [DeviceSystem] = []
        for path in try resources(in: "systems", ending: ".yml") {
            systems.append(try DeviceSystem(yaml: FileAccess.text(path), file: path))
        }
        return systems.sorted { ($0.order, $0.name) < ($1.order, $1.name) }
    }

    /// The systems called `names`, all without any.
    public func systems(named names: [String]) throws(EmulationError) -> [DeviceSystem] {
        let all = try systems()
        guard !names.isEmpty else { return all }
        for name in names where !all.contains(where: { $0.name == name }) {
            let known = all.map(\.name)
            let hint = Spelling.nearest(to: name, in: known).map { "; did you mean '\($0)'?" }
            throw .notFound("no system '\(name)'" + (hint ?? "; known: \(known.joined(separator: ", "))"))
        }
        return all.filter { names.contains($0.name) }
    }
}
