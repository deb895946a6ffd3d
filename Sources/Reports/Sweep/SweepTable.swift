import Record

/// A sweep as rows: text, CSV and an HTML heat map.
public enum SweepTable {
    /// Columns as wide as their widest cell, one row per run.
    public static func text(_ report: SweepReport) -> String {
        var rows = [report.axes.map(\.name) + ["stall", "handshake", "bite", "heap", "verdict"]]
        rows += report.points.map { point in
            guard let measurement = point.measurement else {
                return point.values + ["", "", "", "", "cannot be run: \(point.fault?.message ?? "")"]
            }
            return point.values + [
                measurement.stall, Metric.handshake.brief(measurement), measurement.watchdog,
                Metric.heapPeak.brief(measurement), measurement.ok ? "good" : "bad",
            ]
        }
        return Reports.text(ofLines: table(rows) + [summary(report)])
    }

    /// How much of the matrix this is.
    static func summary(_ report: SweepReport) -> String {
        let good = report.points.count { $0.measurement?.ok == true }
        var parts = ["\(report.points.count) of \(report.total) runs", "\(good) with a good verdict"]
        if let shard = report.shard { parts.append("shard \(shard.text)") }
        if !report.missingShards.isEmpty {
            parts.append("missing shards: \(report.missingShards.map(\.text).joined(separator: " "))")
        }
        if report.interrupted { parts.append("interrupted") }
        return parts.joined(separator: ", ")
    }

    private static let columns = Metric.allCases.filter { $0 != .wholeStall }
    /// Columns that came after the first version: those before keep their places.
    private static let lateColumns = [Metric.wholeStall.rawValue, "stall_is_lower_bound"]

    /// Comma-separated values (RFC 4180) with a header, every metric exact.
    public static func csv(_ report: SweepReport) -> String {
        let head = report.axes.map(\.name) + ["ok", "connected", "watchdog", "ciphersuite"]
        var rows = [head + columns.map(\.rawValue) + ["fault"] + lateColumns]
        rows += report.points.map { point in
            let measurement = point.measurement
            let words = measurement.map { ["\($0.ok)", "\($0.connected)", $0.watchdog, $0.ciphersuite ?? ""] }
            func number(_ metric: Metric) -> String { measurement?.value(of: metric).map { "\($0)" } ?? "" }
            let whole = [number(.wholeStall), measurement.map { "\($0.stallIsLowerBound == true)" } ?? ""]
            return point.values + (words ?? ["", "", "", ""]) + columns.map(number) + [point.fault?.message ?? ""]
                + whole
        }
        return rows.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { ",\"\r\n".contains($0) || $0.isNewline }) else { return field }
        return "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
}

extension Metric {
    /// The value for a table, seconds rounded; a dash when it is not known.
    func brief(_ measurement: Measurement) -> String {
        guard let value = measurement.value(of: self) else { return "–" }
        let isLess = self == .wholeStall && measurement.stallIsLowerBound == true
        return (isLess ? "≥ " : "") + brief(value)
    }

    /// A value for a table, seconds rounded.
    func brief(_ value: Int) -> String {
        unit == .microseconds ? "\(Seconds(microseconds: Int64(value)).text()) s" : text(value)
    }
}
