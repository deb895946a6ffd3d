/// A flame graph that a script can zoom: by mouse, touch and keyboard.
struct FlameGraph {
    let tree: FlameTree
    /// What it shows.
    let label: String
    /// What is counted, in the plural.
    let unit: String

    private static let rowHeight = 19
    /// Narrower frames, as a part of the whole, are left out and counted.
    private static let narrowest: UInt64 = 20_000

    /// The graph; nothing when there is nothing to show.
    var html: HTML {
        let total = tree.nodes[0].total
        guard total > 0 else { return .none }
        let shown = tree.nodes.filter { $0.total >= max(1, total / Self.narrowest) }
        let height = ((shown.map(\.depth).max() ?? 0) + 1) * Self.rowHeight
        let left = tree.nodes.count - shown.count
        let note = left > 0 ? " \(grouped(left)) frames of less than 0.005 % are left out." : ""
        return """
            <div class="flame" data-flame><div class="toolbar" role="toolbar" aria-label="Zoom of: \(label)">\
            <button type="button" data-do="all">All</button></div>
            <svg class="track" height="\(height)" role="group" aria-label="\(label)">\
            <svg class="pan" width="100%" height="100%">
            \(shown.enumerated().map { frame($1, of: total, isFirst: $0 == 0) })</svg></svg>
            <p class="readout" aria-live="polite"></p>
            <p class="keys">Click or <kbd>Enter</kbd> zooms to a frame, arrow keys go from frame to frame, \
            <kbd>Esc</kbd> shows all.\(note)</p></div>

            """
    }

    private func frame(_ node: FlameTree.Node, of total: UInt64, isFirst: Bool) -> HTML {
        let width = Double(node.total) / Double(total)
        let title =
            "\(node.name): \(grouped(node.total)) \(unit), \(share(node.total, of: total))"
            + (node.own == node.total ? "" : "; itself \(grouped(node.own)), \(share(node.own, of: total))")
        let fit = Shape.fit(node.name, share: width)
        return """
            <svg class="fr f\(Self.tint(node.name))" x="\(HTML(markup: percent(Double(node.start) / Double(total))))" \
            y="\(node.depth * Self.rowHeight)" width="\(HTML(markup: percent(width)))" \
            height="\(Self.rowHeight - 1)" data-d="\(node.depth)" tabindex="\(isFirst ? 0 : -1)" role="button" \
            aria-label="\(title)"><title>\(title)</title><rect width="100%" height="100%"/>\
            <text class="\(fit)" x="4" y="13">\(node.name)</text></svg>

            """
    }

    /// One of four tints, always the same for a name.
    private static func tint(_ name: String) -> Int {
        Int(name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 } >> 13 & 3)
    }
}
