extension CheckReport {
    /// Reads a saved report.
    public static func saved(at file: String) throws(EmulationError) -> CheckReport {
        try SavedFile.read(CheckReport.self, file, version: 1)
    }

    /// The reports of the parts of one check as a whole.
    public static func merged(_ files: [String]) throws(EmulationError) -> CheckReport {
        var parts: [Int: (file: String, report: CheckReport)] = [:]
        var total: Int?
        for file in files {
            let report = try saved(at: file)
            guard let shard = report.shard else { throw bad(file, "is not the report of a shard") }
            if let total, total != shard.total {
                throw bad(file, "is part \(shard.text), the files before are of \(total)")
            }
            total = shard.total
            if let other = parts[shard.index] { throw bad(file, "is part \(shard.text), as \(other.file) is") }
            if let first = parts.values.first, first.report.scenarios != report.scenarios {
                throw bad(file, "is part of \(report.scenarios) scenarios, \(first.file) of \(first.report.scenarios)")
            }
            parts[shard.index] = (file, report)
        }
        var whole = CheckReport()
        for index in 0..<(total ?? 0) {
            guard let report = parts[index]?.report else {
                if let missing = Shard(index: index, total: total ?? 0) { whole.missingShards.append(missing) }
                continue
            }
            whole.scenarios = report.scenarios
            whole.interrupted = whole.interrupted || report.interrupted
            whole.notRun += report.notRun
            whole.results += report.results
        }
        whole.notRun.sort { ScenarioFiles.isBefore($0, $1) }
        whole.results.sort { ScenarioFiles.isBefore($0.scenario, $1.scenario) }
        return whole
    }

    private static func bad(_ file: String, _ message: String) -> EmulationError {
        .badInput(file: file, line: nil, message: message)
    }
}
