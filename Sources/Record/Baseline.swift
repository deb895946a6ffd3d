/// Measurements of scenarios as they were, to compare with those of today.
///
/// Runs are exact, so the tolerance of a metric is zero unless the file gives one.
public struct Baseline: Sendable, Equatable, Codable {
    /// Version of the meaning of the keys.
    public var schemaVersion = 1
    /// Tolerance by metric, for all scenarios: a number in the metric's unit, or a share such as `"0.5 %"`.
    public var tolerances: [Metric: Tolerance] = [:]
    /// Measurements by scenario file, seen from the folder of the baseline.
    public var scenarios: [String: Measurement] = [:]

    /// Nothing to compare with.
    public init() {}

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case tolerances, scenarios
    }

    /// A difference from the baseline.
    public struct Change: Sendable, Equatable, Codable {
        /// What differs: a metric, `TLS state …`, a function, or a word of the measurement.
        public var name: String
        /// What the baseline has.
        public var before: String
        /// What the run has.
        public var now: String
        /// The difference, with its sign; empty when these are no numbers.
        public var difference: String

        package init(name: String, before: String, now: String, difference: String = "") {
            self.name = name
            self.before = before
            self.now = now
            self.difference = difference
        }

        /// One line.
        public var text: String {
            "\(name): baseline \(before), now \(now)" + (difference.isEmpty ? "" : " (\(difference))")
        }
    }

    /// The differences of `measurement` from the baseline of the scenario called `name` that exceed the tolerances.
    public func changes(
        in measurement: Measurement,
        of name: String
    ) -> [Change] {
        guard let old = scenarios[name] else {
            return [Change(name: "baseline", before: "none", now: "a run; --update-baseline adds it")]
        }
        return Comparison(before: old, now: measurement, tolerances: tolerances).changes
    }

    /// The functions whose cycles differ, largest difference first; empty when one side has no call profile.
    public func functionChanges(in measurement: Measurement, of name: String) -> [Change] {
        guard let old = scenarios[name] else { return [] }
        return Comparison(before: old, now: measurement).functions
    }

    /// The path of `file` seen from the folder of `baselineFile`.
    public static func name(of file: String, from baselineFile: String) -> String {
        FileName.relative(file, from: baselineFile)
    }
}

/// How far a metric may be from its baseline.
public enum Tolerance: Sendable, Equatable, Codable {
    /// At most so much, in the metric's unit.
    case absolute(Int)
    /// At most so many thousandths of a percent of the baseline.
    case share(milliPercent: Int)

    /// Reads `0.5 %` or a whole number.
    public init?(text: String) {
        let trimmed = text.filter { $0 != " " }
        guard trimmed.hasSuffix("%") else {
            guard let value = Int(trimmed), value >= 0 else { return nil }
            self = .absolute(value)
            return
        }
        // The same grammar as seconds: at most six decimals, of which three count.
        guard let value = Seconds(text: String(trimmed.dropLast())), value.microseconds % 1000 == 0 else { return nil }
        self = .share(milliPercent: Int(value.microseconds / 1000))
    }

    /// Whether `now` is near enough to `before`.
    public func allows(_ now: Int, insteadOf before: Int) -> Bool {
        let distance = now.subtractingReportingOverflow(before).partialValue.magnitude
        switch self {
        case .absolute(let most): return distance <= most.magnitude
        case .share(let milliPercent):
            let left = distance.multipliedFullWidth(by: 100_000)
            let right = before.magnitude.multipliedFullWidth(by: milliPercent.magnitude)
            return (left.high, left.low) <= (right.high, right.low)
        }
    }

    /// Reads a number or a text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let number = try? container.decode(Int.self)
        let text = if let number { "\(number)" } else { try container.decode(String.self) }
        guard let value = Tolerance(text: text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "'\(text)' is neither a whole number nor a percentage such as '0.5 %'"
            )
        }
        self = value
    }

    /// Writes a number or a text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .absolute(let value): try container.encode(value)
        case .share(let milliPercent):
            try container.encode("\(Seconds(microseconds: Int64(milliPercent) * 1000).exactText) %")
        }
    }
}
