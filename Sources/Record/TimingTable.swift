import LX106

/// The timing model of one profile as a table: what `vesp timing` prints.
public struct TimingTable: Sendable, Equatable, Codable {
    /// One parameter.
    public struct Row: Sendable, Equatable, Codable {
        /// Name, as in a profile's `timing:` section.
        public var parameter: String
        /// Its value.
        public var value: Int
        /// What the value counts.
        public var unit: String
        /// Smallest value the evidence allows; null for a value that is not assumed.
        @Nullable public var low: Int?
        /// Largest value the evidence allows; null for a value that is not assumed.
        @Nullable public var high: Int?
        /// `measured`, `derived` or `assumed`.
        public var grade: TimingEvidence
        /// What the value rests on.
        public var evidence: String

        /// A row without a range.
        public init(parameter: String, value: Int, unit: String, grade: TimingEvidence, evidence: String) {
            self.parameter = parameter
            self.value = value
            self.unit = unit
            self.grade = grade
            self.evidence = evidence
        }
    }

    /// Version of the meaning of the keys.
    public var schemaVersion = 1
    /// Name of the profile.
    public var profile: String
    /// CPU clock in MHz.
    public var clockMHz: Int
    /// One row per parameter, in the order in which `vesp timing` prints them.
    public var parameters: [Row]

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case profile
        case clockMHz = "clock_mhz"
        case parameters
    }

    package init(profile: String, clockMHz: Int, parameters: [Row]) {
        self.profile = profile
        self.clockMHz = clockMHz
        self.parameters = parameters
    }
}
