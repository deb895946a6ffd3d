import ESP8266
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
    }

    /// Version of the meaning of the keys.
    public var schemaVersion = 1
    /// Name of the profile.
    public var profile: String
    /// CPU clock in MHz.
    public var clockMHz: Int
    /// The parameters.
    public var parameters: [Row]

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case profile
        case clockMHz = "clock_mhz"
        case parameters
    }

    /// The table of `profile`.
    public init(_ profile: Profile) {
        self.profile = profile.name
        clockMHz = profile.clockMHz
        let model = profile.timingModel
        parameters = TimingParameter.allCases.map { Self.row($0, value: model[$0]) } + Self.flashRows(profile, model)
    }

    private static func row(_ parameter: TimingParameter, value: Int) -> Row {
        var row = Row(
            parameter: parameter.rawValue,
            value: value,
            unit: parameter.unit,
            grade: parameter.grade,
            evidence: parameter.evidence
        )
        row.low = parameter.range?.lowerBound
        row.high = parameter.range?.upperBound
        return row
    }

    /// What follows from the profile's flash and cache.
    private static func flashRows(_ profile: Profile, _ model: TimingModel) -> [Row] {
        let fill = profile.flashMode.lineFillCycles(
            megahertz: profile.clockMHz,
            flashMegahertz: profile.flashMHz,
            timing: model
        )
        return [
            Row(
                parameter: "cache_size",
                value: profile.cacheKB,
                unit: "KB",
                grade: .measured,
                evidence: "third argument of the ROM's Cache_Read_Enable; the SDK decides (profile, --cache)"
            ),
            Row(
                parameter: "cache_line",
                value: 32,
                unit: "bytes",
                grade: .measured,
                evidence: "Arduino core_esp8266_features.cpp; bursts on a scope (nerdralph 2015)"
            ),
            Row(
                parameter: "line_fill_clocks",
                value: profile.flashMode.lineFillClocks,
                unit: "SPI clocks",
                grade: .derived,
                evidence: "\(profile.flashMode.rawValue): command, address, mode or dummy, 32 bytes of data"
            ),
            Row(
                parameter: "line_fill",
                value: fill,
                unit: "cycles",
                grade: .derived,
                evidence: "(line_fill_clocks + line_fill_overhead) at \(profile.flashMHz) MHz, CPU at "
                    + "\(profile.clockMHz) MHz"
            ),
        ]
    }
}
