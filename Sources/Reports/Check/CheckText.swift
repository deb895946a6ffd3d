import Record

/// A check for people at a terminal.
public enum CheckText {
    /// One scenario: a line, and what is wrong below it.
    public static func line(_ result: CheckResult, number: Int, of total: Int) -> String {
        let count = "\(total)".count
        let place = String(repeating: " ", count: max(0, count - "\(number)".count)) + "\(number)/\(total)"
        let head = "\(word(result.status)): \(place) \(result.scenario)"
        guard result.status != .passed else { return Reports.text(ofLines: [head + figures(result)]) }
        var lines = [head + figures(result)] + result.complaints.map { "    \($0)" }
        lines += slower(result).map { "    \($0)" }
        lines.append("    reproduce: \(result.reproduce)")
        return Reports.text(ofLines: lines)
    }

    /// The last line: what came out.
    public static func summary(_ report: CheckReport) -> String {
        let ran = report.results.count
        var parts = ["\(report.count(.passed)) of \(ran) scenarios as expected"]
        if report.count(.failed) > 0 { parts.append("\(report.count(.failed)) not") }
        if report.count(.error) > 0 { parts.append("\(report.count(.error)) could not be run") }
        if !report.notRun.isEmpty { parts.append("\(report.notRun.count) not run") }
        if let shard = report.shard { parts.append("shard \(shard.text) of \(report.scenarios) scenarios") }
        if !report.missingShards.isEmpty {
            parts.append("missing shards: \(report.missingShards.map(\.text).joined(separator: " "))")
        }
        if report.interrupted { parts.append("interrupted") }
        return "\(report.isGood ? "OK" : "FAILED"): \(parts.joined(separator: ", "))\n"
    }

    /// The status in one word.
    static func word(_ status: CheckResult.Status) -> String {
        switch status {
        case .passed: "ok"
        case .failed: "FAILED"
        case .error: "ERROR"
        }
    }

    private static func figures(_ result: CheckResult) -> String {
        guard let measurement = result.measurement else { return "" }
        let bite = measurement.watchdog == "none" ? "no bite" : "\(measurement.watchdog) watchdog bites"
        let handshake = measurement.value(of: .handshake).map { ", handshake \(Metric.handshake.brief($0))" } ?? ""
        let isKnown = measurement.value(of: .wholeStall) != nil
        let times = "stall \(isKnown ? measurement.stall : "not known")\(handshake)"
        return " (\(result.profile), \(result.clockMHz) MHz): \(times), \(bite)"
    }

    /// The functions that changed most, if the runs kept a call profile.
    static func slower(_ result: CheckResult, limit: Int = 10) -> [String] {
        guard !result.functions.isEmpty else { return [] }
        let rest = result.functions.count - limit
        return ["by function:"] + result.functions.prefix(limit).map { "  \($0.text)" }
            + (rest > 0 ? ["  and \(rest) more"] : [])
    }
}
