/// One cell of a table.
struct Cell {
    var content: HTML
    var style = ""

    /// Words, left-aligned.
    static func text(_ text: String) -> Cell { Cell(content: "\(text)") }
    /// Code, left-aligned, monospaced.
    static func code(_ text: String) -> Cell { Cell(content: "<code>\(text)</code>") }
    /// A number, right-aligned.
    static func number(_ text: String) -> Cell { Cell(content: "\(text)", style: "n") }

    /// A bar of `fraction` of the column's width.
    static func bar(_ fraction: Double, style: String = "heat0") -> Cell {
        Cell(
            content: """
                <svg class="bar \(style)" aria-hidden="true"><rect width="\(HTML(markup: percent(fraction)))" \
                height="100%"/></svg>
                """,
            style: "b"
        )
    }
}

/// A table whose first column heads its rows.
struct Table {
    var caption: String
    var head: [Cell]
    var rows: [[Cell]]
    /// Class of the table.
    var style = ""

    /// The table in a box that scrolls by itself when the page is narrow.
    var html: HTML {
        let header = head.map { cell -> HTML in "<th scope=\"col\" class=\"\(cell.style)\">\(cell.content)</th>" }
        let body = rows.map { row -> HTML in
            let cells = row.enumerated().map { column, cell -> HTML in
                let style: HTML = cell.style.isEmpty ? "" : " class=\"\(cell.style)\""
                return column == 0
                    ? "<th scope=\"row\"\(style)>\(cell.content)</th>" : "<td\(style)>\(cell.content)</td>"
            }
            return "<tr>\(cells)</tr>\n"
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(caption)"><table class="\(style)">\
            <caption>\(caption)</caption><thead><tr>\(header)</tr></thead>
            <tbody>\(body)</tbody></table></div>

            """
    }
}
