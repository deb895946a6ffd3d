import Record

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

/// A part of a whole as a percentage with one decimal, and with more where something would read as nothing or a part as
/// the whole; `-` of nothing.
func share<Amount: BinaryInteger>(_ amount: Amount, of total: Amount) -> String {
    guard total > 0, (0...total).contains(amount) else { return "-" }
    let part = UInt64(amount), whole = UInt64(total)
    var scale: UInt64 = 10
    for digits in 1...9 {
        let product = part.multipliedFullWidth(by: 100 * scale)
        let (quotient, rest) = whole.dividingFullWidth(product)
        let rounded = quotient + (rest >= whole - rest ? 1 : 0)
        let readsAsNothing = rounded == 0 && part > 0, readsAsWhole = rounded == 100 * scale && part < whole
        guard readsAsNothing || readsAsWhole else {
            let fraction = String(rounded % scale)
            let zeros = String(repeating: "0", count: digits - fraction.count)
            return "\(rounded / scale).\(zeros)\(fraction) %"
        }
        scale *= 10
    }
    return part < whole / 2 ? "<0.000000001 %" : ">99.999999999 %"
}

/// Columns as wide as their widest cell: the first left-aligned, the others right-aligned.
func table(_ rows: [[String]]) -> [String] {
    let rows = rows.map { $0.map(\.printable) }
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
        row.enumerated().map { column, cell in
            let space = String(repeating: " ", count: widths[column] - cell.count)
            return column == 0 ? cell + space : space + cell
        }.joined(separator: "  ")
    }
}
