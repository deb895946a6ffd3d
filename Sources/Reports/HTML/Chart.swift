import Record

/// A time chart of lanes that can be stretched: with a script by mouse, touch and keyboard, without one a still picture.
enum Chart {
    /// The chart with its buttons; nothing without lanes.
    static func html(label: String, lanes: [Lane], axis: TimeAxis) -> HTML {
        guard !lanes.isEmpty else { return .none }
        return """
            <div class="chart" data-chart data-us="\(Int(axis.microseconds))">\(toolbar(label))
            <div class="plot" tabindex="0" role="group" aria-label="\(label)" aria-describedby="chart-keys">\(axis.ruler)
            \(lanes.map(\.html))</div><p class="readout" aria-live="polite"></p></div>
            """
    }

    /// What the keys do; once in a page.
    static let keys: HTML = """
        <p id="chart-keys" class="keys">Keys in a focused chart: <kbd>+</kbd> <kbd>−</kbd> zoom, \
        <kbd>←</kbd> <kbd>→</kbd> move, <kbd>↓</kbd> <kbd>↑</kbd> read the next or previous item, \
        <kbd>Enter</kbd> zoom to it, <kbd>0</kbd> whole run. Drag, pinch or Ctrl + wheel do the same.</p>

        """

    private static func toolbar(_ label: String) -> HTML {
        let buttons: [(action: String, name: String, sign: String)] = [
            ("in", "Zoom in", "+"), ("out", "Zoom out", "−"), ("left", "Earlier", "←"), ("right", "Later", "→"),
            ("all", "Whole run", "Whole run"),
        ]
        let pieces = buttons.map { button -> HTML in
            "<button type=\"button\" data-do=\"\(button.action)\" aria-label=\"\(button.name)\">\(button.sign)</button>"
        }
        return """
            <div class="toolbar" role="toolbar" aria-label="Zoom of: \(label)">\(pieces)\
            <output class="range" aria-live="polite"></output></div>
            """
    }
}
