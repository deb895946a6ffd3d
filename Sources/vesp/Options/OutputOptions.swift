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

    /// Whether the record goes where the text report would.
    var useStandardOutput: Bool { json == "-" || html == "-" }

    private var paths: [String] { [json, html, profileOut, vcd, pcap, keylog].compactMap { $0 } }

    func validate() throws {
        if json == "-" && html == "-" { throw ValidationError("--json - and --html - cannot share stdout") }
        if let profileOut, ProfileFormat(path: profileOut) == nil {
            throw ValidationError("--profile-out '\(profileOut)' must end in .folded, .txt or .json")
        }
    }

    /// Finds out before the run what could not be written after it.
    func prepare() throws(EmulationError) {
        for path in paths { try Output.check(path) }
    }

    /// Has the run collect what the files need.
    func apply(to plan: inout RunPlan) {
        plan.collectsTraffic = pcap != nil || keylog != nil
        plan.collectsCallProfile = callProfile || profileOut != nil || html != nil
    }

    /// Writes the files.
    func write(_ record: RunRecord) throws {
        if let json { try Output.save(JSONReport.text(record), to: json) }
        if let html { try Output.save(HTMLReport.text(record), to: html) }
        if let vcd { try Output.save(WaveformReport.text(record), to: vcd) }
        if let pcap, let traffic = record.traffic { try Output.save(PacketCapture.bytes(traffic), to: pcap) }
        if let keylog, let traffic = record.traffic {
            try Output.save(traffic.keyLog.map { $0 + "\n" }.joined(), to: keylog)
        }
        if let profileOut, let profile = record.callProfile, let format = ProfileFormat(path: profileOut) {
            switch format {
            case .collapsed: try Output.save(CollapsedStacks.text(profile), to: profileOut)
            case .trace: try Output.save(TraceReport.text(record), to: profileOut)
            }
        }
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
