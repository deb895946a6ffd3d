import Foundation
import Record

/// What the pair of the AT firmware says about the flash cache.
enum FidelityCacheSection {
    static func lines(_ table: CacheTable) -> [String] {
        var lines = [
            "", "## What the flash cache may be", "",
            "The AT firmware's handshake took \(list(table.published)) with 16 and 32 KB of cache (scenarios `at-firmware-16kb`",
            "and `at-firmware-32kb`), a part of the firmware taken out for the second. Ours, by what is not documented of the",
            "cache:", "",
            "| ways | replaces | 16 KB | 32 KB | 16 KB : 32 KB |", "|---:|---|---:|---:|---:|",
            "| published | | \(cells(table.published)) |",
        ]
        for row in table.rows {
            let name = row.ways == 1 ? "" : row.replacement == 0 ? "least recently used" : "oldest"
            lines.append("| \(row.ways) | \(name) | \(cells(row.seconds)) |")
        }
        return lines
    }

    private static func list(_ seconds: [Seconds]) -> String {
        seconds.map { "\($0.text()) s" }.joined(separator: " and ")
    }

    private static func cells(_ seconds: [Seconds]) -> String {
        guard seconds.count == 2 else { return "" }
        let ratio = Double(seconds[0].microseconds) / Double(max(1, seconds[1].microseconds))
        return seconds.map { "\($0.text(digits: 3)) s" }.joined(separator: " | ") + String(format: " | %.2f", ratio)
    }
}
