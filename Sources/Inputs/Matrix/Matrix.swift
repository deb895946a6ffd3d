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
        if let name = try root.string("scenario") {
            let path = FileName.resolve(name, from: folder)
            scenario = try Scenario(yaml: FileAccess.text(path), file: path)
        }
        let named = try root.section("keys", keys: nil)
        for name in named.names {
            let section = try named.section(name, keys: ["cert", "key"])
            keys[name] = Scenario.Credentials(
                cert: FileName.resolve(try section.require("cert", section.string("cert")), from: folder),
                key: FileName.resolve(try section.require("key", section.string("key")), from: folder)
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
        var values = try section.words(name)
        guard let axis = MatrixAxis.named(name), !values.isEmpty else { throw section.bad(name, "has no values") }
        if axis.isFile {
            values = values.map {
                $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") ? FileName.resolve($0, from: folder) : $0
            }
        }
        for (index, value) in values.enumerated() {
            guard !values[..<index].contains(value) else { throw section.bad(name, "'\(value)' is given twice") }
            var point = Point(scenario: scenario, profile: Profile(name: ""), keys: keys)
            guard axis.apply(value, &point) else { throw section.bad(name, "'\(value)' is not \(axis.allowed(self))") }
        }
        return values
    }

    /// One run of a matrix, as its axes make it.
    package struct Point {
        package var scenario: Scenario
        package var profile: Profile
        package var keys: [String: Scenario.Credentials]

        package init(scenario: Scenario, profile: Profile, keys: [String: Scenario.Credentials]) {
            self.scenario = scenario
            self.profile = profile
            self.keys = keys
        }
    }
}
