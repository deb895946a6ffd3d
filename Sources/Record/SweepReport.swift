/// What `vesp sweep` found out: the only thing its tables are made of, also later from a saved file.
public struct SweepReport: Sendable, Equatable, Codable {
    /// Version of the meaning of the keys.
    public var schemaVersion = 1
    /// What kind of file this is.
    public var kind = Kind.sweep
    /// Which part of the matrix this is, or null for all of it.
    @Nullable public var shard: Shard?
    /// What the runs differ in.
    public var axes: [Axis] = []
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

    /// One respect and its values.
    public struct Axis: Sendable, Equatable, Codable {
        /// Name of a `MatrixAxis`.
        public var name: String
        /// Values as written.
        public var values: [String]

        package init(name: String, values: [String]) {
            self.name = name
            self.values = values
        }
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
        /// File with the page of the run; nil when none was asked for.
        public var page: String?

        /// A run as yet without result.
        public init(index: Int, values: [String]) {
            self.index = index
            self.values = values
        }
    }

    package init() {}

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

extension [SweepReport.Axis] {
    /// The values of run `index`, one per axis.
    public func values(of index: Int) -> [String] {
        var rest = index
        var values: [String] = []
        for axis in reversed() {
            values.insert(axis.values[rest % axis.values.count], at: 0)
            rest /= axis.values.count
        }
        return values
    }
}
