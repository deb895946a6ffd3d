import ArgumentParser
import Emulation
import Inputs
import Record
import Reports

/// Flags about what a run writes besides its text report.
struct OutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write the report as JSON to a file, - for stdout.", valueName: "file|-"))
    var json: String?
    @Option(help: ArgumentHelp("Write the report as one self-contained HTML page, - for stdout.", valueName: "file|-"))
    var html: String?
    @Option(
        help: ArgumentHelp(
            "Write the exact cycles by call stack: to a .folded or .txt file as collapsed stacks, to a .json file as a "
                + "trace for Perfetto, with the timeline.",
            valueName: "file"
        )
    )
    var profileOut: String?

    @Flag(
        help:
            "Count the cycles of every function, exactly: the ten largest in the report, all in the JSON. Takes longer."
    )
    var callProfile = false

    @Option(
        help: ArgumentHelp(
            "Write waveforms of pins, UART, watchdogs and TLS state as a value change dump for GTKWave.",
            valueName: "file"
        )
    )
    var vcd: String?

    @Option(help: ArgumentHelp("Write the TCP connections as a capture for Wireshark.", valueName: "file"))
    var pcap: String?
    @Option(
        help: ArgumentHelp("Write the TLS secrets that decrypt the capture, in NSS key log format.", valueName: "file")
    )
    var keylog: String?

    @Option(
        help: ArgumentHelp(
            "Write the 802.11 frames of firmware of your own as a capture for Wireshark.",
            valueName: "file"
        )
    )
    var airPcap: String?

    /// Whether the record goes where the text report would.
    var useStandardOutput: Bool { paths.contains { $0.path == "-" } }

    private var paths: [(option: String, path: String?)] {
        [
            ("--json", json), ("--html", html), ("--profile-out", profileOut), ("--vcd", vcd), ("--pcap", pcap),
            ("--keylog", keylog), ("--air-pcap", airPcap),
        ]
    }

    func validate() throws {
        if json == "-" && html == "-" { throw ValidationError("--json - and --html - cannot share stdout") }
        if let profileOut, ProfileFormat(path: profileOut) == nil {
            throw ValidationError("--profile-out '\(profileOut)' must end in .folded, .txt or .json")
        }
    }

    /// Refuses a file that would be empty.
    func check(_ scenario: Scenario) throws(EmulationError) {
        guard airPcap != nil, scenario.firmware == nil else { return }
        throw .misuse("--air-pcap concerns firmware of your own; the tool's has no radio")
    }

    /// Says which files are written.
    func claim(_ claims: inout FileClaims) {
        for (option, path) in paths { claims.writes(path, option) }
    }

    /// What these files, `others` and the text report are written through.
    func delivery(besides others: [String?] = []) -> Delivery { Delivery(files: paths.map(\.path) + others) }

    /// Has the run collect what the files need.
    func apply(to plan: inout RunPlan) {
        plan.collectsTraffic = pcap != nil || keylog != nil
        plan.collectsAir = airPcap != nil
        plan.collectsCallProfile = callProfile || profileOut != nil || html != nil
    }

    /// Writes the files.
    func write(_ record: RunRecord, _ delivery: Delivery) throws {
        func save(_ path: String?, _ text: () throws -> String) throws {
            if let path { try delivery.attempt { try Output.save(text(), to: path) } }
        }
        try save(json) { try JSONReport.text(record) }
        try save(html) { HTMLReport.text(record) }
        try save(vcd) { WaveformReport.text(record) }
        if let airPcap, let air = record.air {
            try delivery.attempt { try Output.save(AirCapture.bytes(air), to: airPcap) }
        }
        if let traffic = record.traffic { try write(traffic, delivery) }
        if let profileOut, let profile = record.callProfile, let format = ProfileFormat(path: profileOut) {
            try save(profileOut) {
                switch format {
                case .collapsed: CollapsedStacks.text(profile)
                case .trace: try TraceReport.text(record)
                }
            }
        }
    }

    private func write(_ traffic: RunRecord.Traffic, _ delivery: Delivery) throws {
        if let pcap { try delivery.attempt { try Output.save(PacketCapture.bytes(traffic), to: pcap) } }
        guard let keylog else { return }
        let text = traffic.keyLog.map { $0 + "\n" }.joined()
        try delivery.attempt { try Output.save(Array(text.utf8), to: keylog, isSecret: true) }
    }
}

/// How a profile is written, by the ending of the file.
enum ProfileFormat {
    case collapsed, trace

    init?(path: String) {
        switch path.split(separator: "/").last?.split(separator: ".", omittingEmptySubsequences: false).last {
        case "folded", "txt": self = .collapsed
        case "json": self = .trace
        default: return nil
        }
    }
}
