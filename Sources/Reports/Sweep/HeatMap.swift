import Record

/// A sweep as a page: one coloured cell per run, the last axis across, the others down.
public enum HeatMap {
    /// The page, coloured by `metric`.
    public static func text(_ report: SweepReport, metric: Metric = .longestStall) -> String {
        let values = report.points.compactMap { $0.measurement?[metric] }
        let range = (values.min() ?? 0, values.max() ?? 0)
        let across = report.axes.last?.values ?? []
        var points: [Int: SweepReport.Point] = [:]
        for point in report.points { points[point.index] = point }
        let rows = stride(from: 0, to: report.total, by: max(1, across.count)).map { start in
            row(start, across.indices.map { points[start + $0] }, report, metric, range)
        }
        let down = report.axes.dropLast()
        let head =
            down.map { "<th scope=\"col\">\(Markup.escaped($0.name))</th>" }
            + across.map { "<th scope=\"col\">\(Markup.escaped("\(report.axes.last?.name ?? "") \($0)"))</th>" }
        return CheckPage.page(
            title: "vesp sweep",
            body: """
                <h1>vesp sweep</h1>
                <p>Colour and figures: \(Markup.escaped(metric.title)). A watchdog's name: it bit first.
                \(Markup.escaped(SweepTable.summary(report))).</p>
                <style>td.cell { color: #111; text-align: right } td, th { white-space: nowrap }</style>
                <div class="wide"><table>
                <thead><tr>\(head.joined())</tr></thead>
                <tbody>
                \(rows.joined(separator: "\n"))
                </tbody></table></div>
                """
        )
    }

    private static func row(
        _ start: Int,
        _ points: [SweepReport.Point?],
        _ report: SweepReport,
        _ metric: Metric,
        _ range: (Int, Int)
    ) -> String {
        let names = report.axes.values(of: start).dropLast()
        let heads = names.map { "<th scope=\"row\">\(Markup.escaped($0))</th>" }
        return "<tr>" + heads.joined() + points.map { cell($0, metric, range) }.joined() + "</tr>"
    }

    private static func cell(_ point: SweepReport.Point?, _ metric: Metric, _ range: (Int, Int)) -> String {
        guard let point else { return "<td>not run</td>" }
        guard let measurement = point.measurement else {
            return "<td class=\"error\">\(Markup.escaped(point.fault?.message ?? "no result"))</td>"
        }
        let bite = measurement.watchdog == "none" ? "" : "<br>\(measurement.watchdog)"
        let verdict = measurement.ok ? "good" : measurement.reasons.joined(separator: "; ")
        return "<td class=\"cell\" style=\"background:\(colour(measurement[metric], range))\""
            + " title=\"\(Markup.escaped(verdict))\">\(Markup.escaped(metric.brief(measurement)))\(bite)</td>"
    }

    /// From green for the least to red for the most.
    static func colour(_ value: Int, _ range: (least: Int, most: Int)) -> String {
        let span = Double(range.most) - Double(range.least)
        let share = span > 0 ? (Double(value) - Double(range.least)) / span : 0
        return "hsl(\(Int(120 - 120 * share)) 70% 75%)"
    }
}
