import LX106

/// Runs every combination of a matrix.
public struct Sweep: Sendable {
    /// The matrix.
    public var matrix: Matrix
    /// The runs to do, by their number in the matrix.
    public var indices: [Int]
    /// Where the tool's own files are.
    public var locator: Locator
    /// How the core executes; without influence on the results.
    public var engine = Engine.generated

    /// A sweep over `matrix`, or over a part of it.
    public init(_ matrix: Matrix, shard: Shard? = nil, locator: Locator) {
        self.matrix = matrix
        self.locator = locator
        let all = Array(0..<matrix.count)
        indices = shard?.part(of: all) ?? all
    }

    /// A pool that does every run on at most `threads` threads.
    public func pool(threads: Int) -> WorkPool<SweepReport.Point> {
        WorkPool(count: indices.count, threads: threads) { point(indices[$0]) }
    }

    private func point(_ index: Int) -> SweepReport.Point {
        var result = SweepReport.Point(index: index, values: matrix.values(of: index))
        do {
            result.measurement = Measurement(try Run(plan(result.values)).record())
            result.measurement?.functions = nil
        } catch {
            result.fault = CheckResult.Fault(message: error.description, exitCode: error.exitCode)
        }
        return result
    }

    private func plan(_ values: [String]) throws(EmulationError) -> RunPlan {
        let chosen = Dictionary(zip(matrix.axes.map(\.name), values)) { first, _ in first }
        let name = chosen["profile"] ?? matrix.scenario.profile ?? Scenario.defaultProfile
        var point = Matrix.Point(scenario: matrix.scenario, profile: try locator.profile(name), keys: matrix.keys)
        if let clock = matrix.scenario.clockMHz { point.profile.clockMHz = clock }
        for axis in MatrixAxis.all {
            guard let value = chosen[axis.name] else { continue }
            guard axis.apply(value, &point) else { throw .inconsistent("axis \(axis.name) refuses '\(value)'") }
        }
        point.scenario.credentials.cert = try point.scenario.credentials.cert.map(locator.given)
        point.scenario.credentials.key = try point.scenario.credentials.key.map(locator.given)
        var plan = try RunPlan(scenario: point.scenario, profile: point.profile, locator: locator)
        plan.engine = engine
        return plan
    }
}

/// What `vesp sweep` found out: the only thing its tables are made of, also later from a saved file.
public struct SweepReport: Sendable, Equatable, Codable {
    /// Version of the meaning of the keys.
    public var schemaVersion = 1
    /// What kind of file this is.
    public var kind = Kind.sweep
    /// Which part of the matrix this is, or null for all of it.
    @Nullable public var shard: Shard?
    /// What the runs differ in.
    public var axes: [Matrix.Axis] = []
    /// Parts that a merged report lacks.
    public var missingShards: [Shard] = []
    /// Whether a signal ended the sweep early.
    public var interrupted = false
    /// The runs that were done, in the order of the matrix.
    public var points: [Point] = []

    /// The kind of a saved report.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Of `vesp sweep`.
        case sweep
    }

    /// One run.
    public struct Point: Sendable, Equatable, Codable {
        /// Its number in the matrix.
        public var index: Int
        /// One value per axis.
        public var values: [String]
        /// Why it could not be done, or null.
        @Nullable public var fault: CheckResult.Fault?
        /// Its numbers, or null.
        @Nullable public var measurement: Measurement?

        /// A run as yet without result.
        public init(index: Int, values: [String]) {
            self.index = index
            self.values = values
        }
    }

    /// An empty report.
    public init() {}

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case kind, shard, axes
        case missingShards = "missing_shards"
        case interrupted, points
    }

    /// How many runs the whole matrix has.
    public var total: Int { axes.reduce(1) { $0 &* $1.values.count } }

    /// 0 when everything was run, 1 when not, the code of the first fault when a run was impossible. What a run came
    /// to is no fault: a sweep asks, it does not judge.
    public var exitCode: Int32 {
        if let fault = points.lazy.compactMap(\.fault).first { return fault.exitCode }
        return interrupted || !missingShards.isEmpty ? 1 : 0
    }
}
