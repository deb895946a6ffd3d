import Record

/// Systems side by side as one HTML page.
public enum SystemPage {
    /// The page; it loads nothing from elsewhere.
    public static func text(_ comparison: SystemComparison) -> String {
        let bad = comparison.systems.count { !isGood($0) }
        let count = comparison.systems.count
        var sections = [Section("systems", "Systems", table(comparison))]
        if !SystemTable.notes(comparison).isEmpty {
            sections.append(Section("own", "What they decide", notes(comparison)))
        }
        let failures = comparison.systems.filter { !SystemTable.failures($0).isEmpty }
        if !failures.isEmpty { sections.append(Section("failures", "What went wrong", "\(failures.map(failure))")) }
        let page = IndexPage(
            command: "compare-systems",
            word: "\(count) systems",
            isGood: bad == 0,
            summary: "\(SystemTable.conditions(comparison.conditions))\(bad == 0 ? "" : "; \(bad) not well")",
            sections: sections
        )
        return page.html.markup
    }

    private static func isGood(_ entry: SystemComparison.Entry) -> Bool {
        entry.figures.map { $0.connected && $0.watchdog == "none" } ?? false
    }

    private static func table(_ comparison: SystemComparison) -> HTML {
        let rows = zip(comparison.systems, SystemTable.rows(comparison)).map { entry, texts -> [Cell] in
            let title = Cell(content: "\(entry.title)<br><small>\(texts[0])</small>")
            let isBitten = entry.figures.map { $0.watchdog != "none" } ?? false
            let bite = Cell(content: "\(texts[5])", style: isBitten ? "bad" : "")
            let numbers = texts[6...].map { Cell.number($0) }
            return [title, .text(texts[1])] + texts[2...4].map { Cell.number($0) } + [bite] + numbers
        }
        let head = SystemTable.head.enumerated().map { number, name -> Cell in
            [0, 1, 5].contains(number) ? .text(name) : .number(name)
        }
        return Table(caption: "What every system came to", head: head, rows: rows, style: "verdicts").html
    }

    private static func notes(_ comparison: SystemComparison) -> HTML {
        let lines = SystemTable.notes(comparison).map { note -> HTML in "<p>\(note.number) \(note.text)</p>\n" }
        return "\(lines)"
    }

    private static func failure(_ entry: SystemComparison.Entry) -> HTML {
        """
        <h3>\(entry.title)</h3>
        <pre>\(SystemTable.failures(entry).map { line -> HTML in "\(line)\n" })</pre>

        """
    }
}
