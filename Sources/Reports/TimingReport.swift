import Record

/// The timing model for people: a column each for the value, its range when it is assumed, and its evidence.
public enum TimingReport {
    /// The table, ending in a newline.
    public static func text(_ table: TimingTable) -> String {
        var rows = [["parameter", "value", "unit", "range", "evidence"]]
        for row in table.parameters {
            rows.append([row.parameter, String(row.value), row.unit, range(row), evidence(row)])
        }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            (0..<4).map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 1 || column == 3 ? space + row[column] : row[column] + space
            }.joined(separator: "  ") + "  " + row[4]
        }
        return "profile \(table.profile.printable), \(table.clockMHz) MHz\n\n" + lines.joined(separator: "\n") + "\n"
    }

    private static func range(_ row: TimingTable.Row) -> String {
        guard let low = row.low, let high = row.high else { return "" }
        return "\(low)–\(high)"
    }

    private static func evidence(_ row: TimingTable.Row) -> String {
        row.grade == .assumed ? "assumed: \(row.evidence)" : row.evidence
    }
}
