import ESP8266
import LX106
import Record

extension TimingTable {
    /// The table of `profile`.
    public init(_ profile: Profile) {
        let model = profile.timingModel
        self.init(
            profile: profile.name,
            clockMHz: profile.clockMHz,
            parameters: TimingParameter.allCases.map { Self.row($0, value: model[$0]) } + Self.flashRows(profile, model)
        )
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
