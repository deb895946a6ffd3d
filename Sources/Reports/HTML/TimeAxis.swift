import Record

/// The time axis of a chart: from the start of the run to its end.
struct TimeAxis {
    /// End of the axis in microseconds, at least 1.
    let microseconds: Int64

    init(_ duration: Seconds) {
        microseconds = max(1, duration.microseconds)
    }

    /// Where a moment is, 0…1.
    func fraction(_ at: Seconds) -> Double {
        min(max(Double(at.microseconds) / Double(microseconds), 0), 1)
    }

    /// Where a moment is, as an attribute.
    func x(_ at: Seconds) -> HTML { HTML(markup: percent(fraction(at))) }

    /// How wide an interval is, as an attribute; never nothing, which would not be drawn.
    func width(_ start: Seconds, _ end: Seconds) -> HTML {
        HTML(markup: percent(max(0.000_000_01, fraction(end) - fraction(start))))
    }

    /// A moment inside the axis.
    func bounded(_ at: Seconds) -> Int64 { min(max(at.microseconds, 0), microseconds) }

    /// A line that keeps each value until the next one's moment, the last one to the end.
    func staircase(_ values: [(at: Seconds, value: Int)]) -> [(x: Int64, y: Int64)] {
        var points: [(x: Int64, y: Int64)] = []
        for (at, value) in values {
            let x = bounded(at)
            if let last = points.last, last.x != x { points.append((x, last.y)) }
            points.append((x, Int64(value)))
        }
        if let last = points.last { points.append((microseconds, last.y)) }
        return points
    }

    /// Round moments to write at the axis, at most nine.
    var ticks: [Seconds] {
        var step: Int64 = 1
        while microseconds / step > 8 {
            let decade = step
            for factor in [2, 5, 10] as [Int64] where microseconds / step > 8 { step = decade.multiplied(factor) }
        }
        return (0...microseconds / step).map { Seconds(microseconds: $0 * step) }
    }

    /// The ruler behind the lanes.
    var ruler: HTML {
        let marks = ticks.enumerated().map { index, at -> HTML in
            let x = self.x(at)
            let style: HTML = index % 2 == 1 ? " class=\"narrow\"" : ""
            return """
                <line x1="\(x)" x2="\(x)" y1="20" y2="100%"/><text x="\(x)" y="12"\(style)>\(Self.short(at)) s</text>
                """
        }
        return "<svg class=\"ruler\" aria-hidden=\"true\"><g>\(marks)</g></svg>"
    }

    /// Seconds without trailing zeros.
    static func short(_ at: Seconds) -> String {
        var text = at.text(digits: 6)
        while text.hasSuffix("0") { text.removeLast() }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}

extension Int64 {
    /// The product, or the largest value.
    fileprivate func multiplied(_ factor: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}
