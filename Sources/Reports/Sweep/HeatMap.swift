import Record

/// A sweep as a page: one cell per run, the last axis across, the others down.
///
/// A good run is coloured by a metric, from the least of the good ones to the most; one with a bad verdict is hatched and
/// says why, whatever the metric.
public struct HeatMap {
    private let report: SweepReport
    private let metric: Metric
    private let file: String?
    /// Of the runs with a good verdict.
    private let range: (least: Int, most: Int)

    /// The page, coloured by `metric`. `file`, where it will be, is what links to pages of runs start from.
    public static func text(_ report: SweepReport, metric: Metric = .wholeStall, file: String? = nil) -> String {
        HeatMap(report, metric: metric, file: file).page.html.markup
    }

    private init(_ report: SweepReport, metric: Metric, file: String?) {
        self.report = report
        self.metric = metric
        self.file = file
        let values = report.points.compactMap(\.measurement).filter(\.ok).compactMap { $0.value(of: metric) }
        range = (values.min() ?? 0, values.max() ?? 0)
    }

    private var page: IndexPage {
        let isWhole = report.points.count == report.total && !report.interrupted && report.missingShards.isEmpty
        let isPossible = report.points.allSatisfy { $0.fault == nil }
        return IndexPage(
            command: "sweep",
            word: isWhole && isPossible ? "DONE" : "INCOMPLETE",
            isGood: isWhole && isPossible,
            summary: SweepTable.summary(report),
            sections: [Section("runs", "Runs by \(metric.title)", table + legend)]
        )
    }

    private var table: HTML {
        let across = report.axes.last?.values ?? []
        let name = report.axes.last?.name ?? ""
        var points: [Int: SweepReport.Point] = [:]
        for point in report.points { points[point.index] = point }
        let head = report.axes.dropLast().map(\.name) + across.map { "\(name) \($0)" }
        let rows = stride(from: 0, to: report.total, by: max(1, across.count)).map { start -> HTML in
            let names = report.axes.values(of: start).dropLast()
            let heads = names.map { text -> HTML in "<th scope=\"row\">\(text)</th>" }
            return "<tr>\(heads)\(across.indices.map { cell(points[start + $0]) })</tr>\n"
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="Runs"><table class="heat">\
            <caption>\(metric.title) of every run; a hatched cell has a bad verdict</caption>
            <thead><tr>\(head.map { text -> HTML in "<th scope=\"col\">\(text)</th>" })</tr></thead>
            <tbody>
            \(rows)</tbody></table></div>

            """
    }

    private func cell(_ point: SweepReport.Point?) -> HTML {
        guard let point else { return "<td>not run</td>" }
        guard let measurement = point.measurement else {
            return "<td class=\"ill\"><small>cannot be run</small>\(point.fault?.message ?? "no result")</td>"
        }
        let value = IndexPage.link("\(metric.brief(measurement))", to: point.page, from: file)
        guard !measurement.ok else {
            let share = "\(Int(100 * Self.share(measurement[metric], range)))%"
            return "<td class=\"fine\" style=\"--share:\(share)\" title=\"good\">\(value)</td>"
        }
        let word = measurement.watchdog == "none" ? "fails" : "\(measurement.watchdog) watchdog bites"
        let why = measurement.reasons.joined(separator: "; ")
        return "<td class=\"ill\" title=\"\(why)\">\(value)<small>\(word)</small></td>"
    }

    private var legend: HTML {
        guard report.points.contains(where: { $0.measurement?.ok == true }) else { return .none }
        func swatch(_ share: Int, _ value: Int) -> HTML {
            "<span><span class=\"swatch fine\" style=\"--share:\(share)%\"></span>\(metric.brief(value))</span>"
        }
        let ends = [swatch(0, range.least)] + (range.least < range.most ? [swatch(100, range.most)] : [])
        return """
            <p class="legend keys">\(ends)\
            <span><span class="swatch ill"></span>a watchdog bites, or the run fails</span></p>

            """
    }

    /// Where `value` is between the ends of `range`, 0…1.
    static func share(_ value: Int, _ range: (least: Int, most: Int)) -> Double {
        let span = Double(range.most) - Double(range.least)
        return span > 0 ? min(max((Double(value) - Double(range.least)) / span, 0), 1) : 0
    }
}
