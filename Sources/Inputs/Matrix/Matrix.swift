import Record

/// Runs that differ in some respects: every combination of the values of some axes.
public struct Matrix: Sendable, Equatable {
    /// What all runs have in common.
    public var scenario = Scenario()
    /// What they differ in, the last one fastest.
    public var axes: [SweepReport.Axis] = []

    /// Keys and certificates by the name that the axis `key` calls them.
    public var keys: [String: Scenario.Credentials] = [:]

    /// A matrix of one run.
    public init() {}

    /// How many runs there are.
    public var count: Int { axes.reduce(1) { $0 &* $1.values.count } }

    /// The values of run `index`, one per axis.
    public func values(of index: Int) -> [String] { axes.values(of: index) }

    /// More runs than anyone can want to read about.
    static let mostRuns = 100_000
}

extension Matrix {
    private static let keys = ["scenario", "keys", "axes"]

    /// Reads a matrix; files in it are seen from its folder.
    public init(yaml text: String, file: String) throws(EmulationError) {
        try self.init(yaml: text, file: file, notes: nil)
    }

    init(yaml text: String, file: String, notes: SchemaNotes?) throws(EmulationError) {
        self.init()
        let root = try YAMLReader(text: text, file: file, keys: Self.keys, notes: notes)
        let folder = FileName.folder(of: file)
        if let path = try root.value("scenario", .file) {
            scenario = try Scenario(yaml: FileAccess.text(path), file: path)
        }
        let named = try root.section("keys", keys: nil)
        for name in named.names {
            let section = try named.section(name, keys: ["cert", "key"])
            keys[name] = Scenario.Credentials(
                cert: try section.require("cert", section.value("cert", .file)),
                key: try section.require("key", section.value("key", .file))
            )
        }
        _ = try root.require("axes", root.has("axes") ? true : nil)
        let section = try root.section("axes", keys: MatrixAxis.all.map(\.name))
        for name in section.names {
            axes.append(SweepReport.Axis(name: name, values: try values(name, section, folder)))
        }
        guard !axes.isEmpty else { throw root.bad("axes", "names no axis") }
        let total = axes.reduce(1) { $0.multipliedReportingOverflow(by: $1.values.count).partialValue }
        guard total <= Self.mostRuns else { throw root.bad("axes", "makes \(total) runs, at most \(Self.mostRuns)") }
    }

    private func values(
        _ name: String,
        _ section: YAMLReader,
        _ folder: String
    ) throws(EmulationError) -> [String] {
        let given = try section.texts(name)
        guard let axis = MatrixAxis.named(name), !given.isEmpty else { throw section.bad(name, "has no values") }
        var values: [String] = [], known: Set<String> = []
        for value in given.map({ axis.resolve($0, folder) }) {
            guard known.insert(value).inserted else { throw section.bad(name, "'\(value.shown)' is given twice") }
            guard axis.override(value, keys) != nil else {
                throw section.bad(name, "'\(value.shown)' is not \(axis.allowed(self))")
            }
            values.append(value)
        }
        return values
    }

    /// The scenario of run `index`, with its profile.
    public func resolved(_ index: Int, locator: Locator) throws(EmulationError) -> ResolvedScenario {
        let chosen = Dictionary(zip(axes.map(\.name), values(of: index))) { first, _ in first }
        var overrides: [Override] = []
        for axis in MatrixAxis.all {
            guard let value = chosen[axis.name] else { continue }
            guard let override = axis.override(value, keys) else {
                throw .inconsistent("axis \(axis.name) refuses '\(value)'")
            }
            overrides.append(override)
        }
        return try ResolvedScenario(scenario, overrides: overrides, locator: locator)
    }
}
