import Emulation

/// `1234567` as `1,234,567`.
func grouped(_ value: UInt64) -> String {
    var groups: [String] = []
    var rest = String(value)
    while rest.count > 3 {
        groups.insert(String(rest.suffix(3)), at: 0)
        rest.removeLast(3)
    }
    return ([rest] + groups).joined(separator: ",")
}

/// A part of a whole as a percentage with one decimal; `-` of nothing.
func share(_ part: Int64, of whole: Int64) -> String {
    guard whole > 0, part >= 0 else { return "-" }
    let (quotient, overflow) = part.multipliedReportingOverflow(by: 1000)
    let permille = overflow ? part / (whole / 1000) : (quotient + whole / 2) / whole
    return "\(permille / 10).\(permille % 10) %"
}

/// Columns as wide as their widest cell: the first left-aligned, the others right-aligned.
func table(_ rows: [[String]]) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
        row.enumerated().map { column, cell in
            let space = String(repeating: " ", count: widths[column] - cell.count)
            return column == 0 ? cell + space : space + cell
        }.joined(separator: "  ")
    }
}
