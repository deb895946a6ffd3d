import ArgumentParser
import Emulation
import Foundation
import LX106
import Record
import Studies

extension NameSpecification {
    /// -j N, -jN and --jobs N.
    static var jobs: NameSpecification { [.customShort("j", allowingJoined: true), .long] }
}

/// How many runs are done: at a time, and of all.
struct WorkOptions: ParsableArguments {
    @Option(name: .jobs, help: "Runs at a time; as many as there are cores without it.") var jobs: Int?
    @Option(
        help: ArgumentHelp(
            "Run only part I of N (from 1), or auto: the part that the job's variables name.",
            valueName: "i/n|auto"
        )
    )
    var shard: String?
    @Option(help: ArgumentHelp("Folder of the guest images.", valueName: "dir")) var firmware: String?
    @Option(help: EngineHelp.text) var engine = Engine.generated

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
        if let shard, shard != "auto", Shard(text: shard) == nil {
            throw ValidationError("--shard '\(shard)' is neither I/N with I from 1 to N, nor auto")
        }
    }

    /// Runs at a time.
    var threads: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

    /// The part to run, nil for everything.
    func part() throws -> Shard? {
        guard let shard else { return nil }
        return shard == "auto" ? try Shard.found(in: ProcessInfo.processInfo.environment) : Shard(text: shard)
    }

    /// What `pool` comes to, as far as no signal ends it. `show` gets every result in order, whichever ends first.
    func results<Result>(
        of pool: WorkPool<Result>,
        _ noun: String,
        isShown: Bool,
        show: (Int, Result) throws -> Void
    ) rethrows -> (results: [Result?], isComplete: Bool) {
        Interruption.whenItComes { pool.cancel() }
        let progress = ProgressLine(isWanted: isShown)
        var results = [Result?](repeating: nil, count: pool.count)
        var shown = 0
        progress.show("0 of \(results.count) \(noun)")
        let isComplete = try pool.run { index, result in
            results[index] = result
            progress.clear()
            while shown < results.count, let next = results[shown] {
                try show(shown, next)
                shown += 1
            }
            progress.show("\(results.count { $0 != nil }) of \(results.count) \(noun)")
        }
        progress.clear()
        for index in shown..<results.count {
            if let result = results[index] { try show(index, result) }
        }
        return (results, isComplete)
    }
}
