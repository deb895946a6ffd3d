import ArgumentParser
import Emulation
import ESP8266
import Foundation
import Inputs
import Record
import Reports

/// Moments of a run to come back to.
struct SnapshotOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Write a snapshot here, for --from.", valueName: "file")) var snapshot: String?
    @Option(help: ArgumentHelp("When to take it, in simulated seconds; else a debugger says when.", valueName: "s"))
    var snapshotAt: Double?
    @Option(help: ArgumentHelp("Begin where this snapshot was taken, with what was run there.", valueName: "file"))
    var from: String?

    /// Longest simulated time that ticks can tell.
    private static let longest = 1e9

    func validate() throws {
        if let snapshotAt {
            guard (0...Self.longest).contains(snapshotAt) else {
                throw ValidationError("--snapshot-at '\(snapshotAt)' is not a number of seconds from 0 to 1e9")
            }
            guard snapshot != nil else { throw ValidationError("--snapshot-at needs --snapshot FILE") }
        }
    }

    /// The snapshot to begin at; nil unless asked for.
    func beginning() throws(EmulationError) -> Snapshot? {
        guard let from else { return nil }
        guard let snapshot = try? JSONDecoder().decode(Snapshot.self, from: Data(FileAccess.bytes(from))) else {
            _ = try FileAccess.bytes(from)
            throw .badInput(file: from, line: nil, message: "is no snapshot of a run")
        }
        guard snapshot.schema == Snapshot.currentSchema else {
            throw .badInput(file: from, line: nil, message: "is a snapshot of another form, \(snapshot.schema)")
        }
        if let changed = snapshot.changedFile {
            throw .badInput(file: from, line: nil, message: "\(changed) is not what it was when the snapshot was taken")
        }
        return snapshot
    }

    /// Has `run`, which reads `inputs` and begins at `beginning`, take the snapshots that are asked for.
    func apply(to run: Run, _ beginning: Snapshot?, _ inputs: [String], _ delivery: Delivery) throws(EmulationError) {
        guard run.isRepeatable || snapshot == nil && from == nil else {
            throw .misuse(
                "\(from == nil ? "--snapshot" : "--from"): what a real server or network says does not come again"
            )
        }
        guard let path = snapshot else { return }
        if let snapshotAt { run.snapshotAt = Ticks(snapshotAt * Double(Clock.ticksPerSecond)) }
        let words = CommandLine.arguments.drop { $0 != RunCommand.configuration.commandName }.dropFirst()
        // A snapshot of a run that began at one is of the same run; flags behind it change what comes later.
        let arguments = (beginning?.arguments ?? []) + Self.withoutSnapshots(Array(words))
        var files: [Snapshot.File] = []
        for input in inputs where FileAccess.exists(input) && !files.contains(where: { $0.path == input }) {
            files.append(try Snapshot.File(input))
        }
        run.onSnapshot = { [files] moment in
            let snapshot = Snapshot(arguments: arguments, files: files, moment: moment)
            try? delivery.attempt { try Output.save(JSONReport.text(snapshot), to: path) }
        }
    }

    /// `arguments` without what is about snapshots and the debugger of the run that they were said to.
    private static func withoutSnapshots(_ arguments: [String]) -> [String] {
        var rest: [String] = []
        var words = arguments[...]
        while let word = words.popFirst() {
            let name = word.prefix { $0 != "=" }
            guard ["--snapshot", "--snapshot-at", "--from", "--gdb"].contains(name) else {
                rest.append(word)
                continue
            }
            if !word.contains("=") { words = words.dropFirst() }
        }
        return rest
    }

    /// Refuses to say nothing about a snapshot that no moment came for.
    func check(_ run: Run, _ record: RunRecord) throws(EmulationError) {
        guard let snapshotAt, run.snapshotAt != nil else { return }
        throw .misuse("--snapshot-at \(snapshotAt): the run was over after \(record.duration.text(digits: 6)) s")
    }
}
