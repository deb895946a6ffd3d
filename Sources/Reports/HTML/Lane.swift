import Record

/// One lane of a time chart: its name, what it is measured in, and a picture that can be stretched.
struct Lane {
    /// Name at the left.
    var name: String
    /// Below the name, smaller.
    var note = ""
    /// Height in pixels.
    var height = 24
    /// What is drawn; positions are percentages of the run.
    var picture: HTML

    /// The lane as a row of a chart.
    var html: HTML {
        let small: HTML = note.isEmpty ? "" : "<small>\(note)</small>"
        return """
            <div class="lane"><div class="name">\(name)\(small)</div>\
            <svg class="track" height="\(height)" role="img" aria-label="\(name)\(note.isEmpty ? "" : ", \(note)")">\
            <svg class="pan" width="100%" height="100%">\(picture)</svg></svg></div>

            """
    }
}

/// Shapes that several lanes draw.
enum Shape {
    /// A named interval that can be read and zoomed to.
    static func interval(
        _ label: String,
        _ start: Seconds,
        _ end: Seconds,
        axis: TimeAxis,
        style: String,
        title: String,
        height: Int = 24
    ) -> HTML {
        let width = max(0, axis.fraction(end) - axis.fraction(start))
        let fit = fit(label, share: width)
        let thin = width < 0.006 ? " thin" : ""
        return """
            <svg class="ev \(style)\(thin)" x="\(axis.x(start))" width="\(axis.width(start, end))" height="\(height)">\
            <title>\(title)</title><rect width="100%" height="100%"/><line y2="100%"/>\
            <text class="\(fit)" x="6" y="\(height / 2 + 4)">\(label)</text></svg>
            """
    }

    /// A moment that can be read and zoomed to.
    static func moment(_ label: String, _ at: Seconds, axis: TimeAxis, style: String, title: String) -> HTML {
        let isLate = axis.fraction(at) > 0.75
        return """
            <svg class="ev \(style)" x="\(axis.x(at))" width="1" height="100%"><title>\(title)</title>\
            <line class="hit" y2="100%"/><line y2="100%"/>\
            <text class="mark \(isLate ? "end" : "start")" x="\(isLate ? -5 : 5)" y="13">\(label)</text></svg>
            """
    }

    /// A line or area: `points` in microseconds and in 0 (bottom) to `top`, whose value is read out as `reading` says, if it is.
    static func curve(
        _ points: [(x: Int64, y: Int64)],
        axis: TimeAxis,
        top: Int64,
        style: String,
        fill: Bool,
        reading: Reading? = nil
    ) -> HTML {
        guard let first = points.first, let last = points.last, top > 0 else { return .none }
        let places = points.map { "\($0.x) \(top - min(max($0.y, 0), top))" }.joined(separator: "L")
        let told =
            reading.map { " data-read=\"\(HTML.escaped($0.text))\" data-scale=\"\($0.scale)\"" } ?? ""
        let area = fill ? "<path class=\"area\" d=\"M\(first.x) \(top)L\(places)L\(last.x) \(top)Z\"/>" : ""
        return HTML(
            markup: "<svg class=\"curve \(style)\"\(told) viewBox=\"0 0 \(axis.microseconds) \(top)\" width=\"100%\" "
                + "height=\"100%\" preserveAspectRatio=\"none\">\(area)<path class=\"line\" d=\"M\(places)\"/></svg>"
        )
    }

    /// How the value of a curve is told: `%` in `text` stands for the value divided by `scale`.
    struct Reading {
        var text: String
        var scale = 1
    }

    /// Whether a label fits its box on a wide page, on a narrow one too, or not at all; scripts measure it better.
    static func fit(_ label: String, share: Double) -> String {
        let need = Double(label.count) * 6.6 + 12
        return need > share * 900 ? "tight" : need > share * 330 ? "narrow" : ""
    }

    /// `4.24 s to 12.81 s (8.57 s)`.
    static func span(_ start: Seconds, _ end: Seconds) -> String {
        "\(start.text(digits: 3)) s to \(end.text(digits: 3)) s (\((end - start).text(digits: 3)) s)"
    }
}
