import Record

/// The run record as one self-contained page: no network, light and dark, on paper and on a phone, with and without
/// scripts.
public enum HTMLReport {
    /// The page.
    public static func text(_ record: RunRecord) -> String { page(record).markup }

    private static func page(_ record: RunRecord) -> HTML {
        let summary = HTMLSummary(record: record)
        let tables = HTMLTables(record: record)
        let profile = HTMLProfile(record.callProfile ?? RunRecord.CallProfile())
        let firmware = HTMLFirmware(record: record)
        let all = [
            HTMLTimeline(record).section, HTMLTrips(trips: record.trips, wire: record.wire).section,
            firmware.exceptions, tables.states,
            HTMLWire(record, axis: TimeAxis(record.duration))?.section, HTMLCloud(record)?.section,
            profile.section, tables.stalls,
            tables.watchdogs, HTMLMemory(record: record).section, firmware.section,
            tables.boots, tables.console, tables.unknownAccesses, tables.parameters,
        ]
        let sections = all.compactMap { $0 }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(HTML(markup: policy))">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="vesp">
            <link rel="icon" href="data:,">
            <title>\(summary.word): \(subject(record)), \(record.clockMHz) MHz – vesp</title>
            <style>\(HTML(markup: stylesheet))</style>
            </head>
            <body>
            <main>
            \(summary.header)<nav aria-label="Sections">\(sections.map(\.link))</nav>
            \(summary.figures)\(sections.map(\.html))</main>
            <footer>Every figure comes from the run record, schema version \(record.schemaVersion): \
            \(grouped(record.cycles)) cycles, exact and reproducible with the parameters above.</footer>
            <script>\(HTML(markup: script))</script>
            </body>
            </html>

            """
    }

    private static func subject(_ record: RunRecord) -> String {
        record.firmware.map { "\($0.file) on \(record.profile)" } ?? record.profile
    }

    /// Nothing may be fetched, and no script may run but the page's own: not even one that a console smuggled in.
    private static let policy =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-\(scriptHash)'; "
        + "base-uri 'none'; form-action 'none'"
}
