import Foundation
import Record

/// What the pair of the AT firmware says about the flash cache.
enum FidelityCacheSection {
    static func lines(_ table: CacheTable) -> [String] {
        var lines = [
            "", "## What the flash cache may be", "",
            "The AT firmware's handshake took \(list(table.published)) with 16 and 32 KB of cache (scenarios `at-firmware-16kb`",
            "and `at-firmware-32kb`), a part of the firmware taken out for the second. And of libsodium's multiplication of the",
            "base point, with its table of 30 KB in flash, 13.8 ms did not depend on the clock (esphome/esphome#19000: 58.6 ms at",
            "80 MHz, 36.2 ms at 160 MHz, DOUT, 32 KB; yields and the figures' rounding leave 2 ms). Ours, by what is not",
            "documented of the cache; ways are those of 32 KB, and 16 KB have half of them:", "",
            "| ways | replaces | 16 KB | 32 KB | 16 KB : 32 KB | table, 16 KB | table, 32 KB |",
            "|---:|---|---:|---:|---:|---:|---:|",
            "| published | | \(cells(table.published)) | | 13.8 ms |",
        ]
        for row in table.rows {
            let name = row.ways == 1 ? "" : row.replacement == 0 ? "least recently used" : "oldest"
            let flash = row.flashTime.map { String(format: "%.1f ms", Double($0.microseconds) / 1000) }
            lines.append("| \(row.ways) | \(name) | \(cells(row.seconds)) | \(flash.joined(separator: " | ")) |")
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
