import Record

/// Two measurements side by side for people.
public enum ComparisonReport {
    /// Every metric and TLS state of both, then the functions that differ; `names` head the columns.
    public static func text(_ comparison: Comparison, names: (String, String), functions limit: Int = 20) -> String {
        let before = comparison.before, now = comparison.now
        var blocks: [[String]] = []
        let words = comparison.words
        if !words.isEmpty { blocks.append(words.map { "\($0.name): \($0.before) → \($0.now)" }) }
        blocks.append(
            table(
                [["metric", names.0, names.1, "difference"]]
                    + Metric.allCases.filter { before.value(of: $0) != nil || now.value(of: $0) != nil }.map {
                        row($0, before.value(of: $0), now.value(of: $0))
                    }
            )
        )
        let states = comparison.allStates
        if !states.isEmpty {
            let rows = states.map { row($0.name, $0.before, $0.now, .cycles) }
            blocks.append(table([["TLS state", names.0, names.1, "difference"]] + rows))
        }
        let functions = comparison.functions
        if !functions.isEmpty {
            let rows = functions.prefix(limit).map { [$0.name, $0.before, $0.now, $0.difference] }
            blocks.append(table([["function", names.0, names.1, "difference"]] + rows))
        }
        let same = comparison.changes.isEmpty && functions.isEmpty
        blocks.append([same ? "the two runs measure the same" : "the two runs differ"])
        return blocks.map { Reports.text(ofLines: $0) }.joined(separator: "\n")
    }

    private static func row(_ metric: Metric, _ before: Int?, _ now: Int?) -> [String] {
        guard let before, let now else {
            return [metric.title] + [before, now].map { $0.map(metric.text) ?? "not known" } + [""]
        }
        return row(metric.title, before, now, metric)
    }

    private static func row(_ name: String, _ before: Int?, _ now: Int?, _ metric: Metric) -> [String] {
        let difference = before == now ? "" : Comparison.difference(before ?? 0, now ?? 0, metric.unit)
        return [name, before.map(metric.text) ?? "none", now.map(metric.text) ?? "none", difference]
    }
}
