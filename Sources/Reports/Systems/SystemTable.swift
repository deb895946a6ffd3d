import Record

/// Systems side by side as text.
public enum SystemTable {
    /// One row per system, and below what some decide by themselves.
    public static func text(_ comparison: SystemComparison) -> String {
        var lines = [conditions(comparison.conditions), ""]
        lines += table([head] + rows(comparison))
        let own = notes(comparison)
        if !own.isEmpty { lines += [""] + own.map { "\($0.number) \($0.text)" } }
        let complaints = comparison.systems.flatMap { entry in failures(entry).map { "\(entry.name): \($0)" } }
        if !complaints.isEmpty { lines += [""] + complaints }
        return Reports.text(ofLines: lines)
    }

    static let head = [
        "system", "library", "connect", "handshake", "stall", "bite", "heap", "stack", "flash", "on air", "resumed",
    ]

    static func conditions(_ conditions: SystemComparison.Conditions) -> String {
        "all at \(conditions.clockMHz) MHz, with a key \(conditions.key), before \(conditions.serverCertificate) certificates"
    }

    static func rows(_ comparison: SystemComparison) -> [[String]] {
        let own = notes(comparison)
        return comparison.systems.map { entry in
            let marks = own.filter { entry.own.contains($0.text) }.map(\.number).joined(separator: " ")
            let name = marks.isEmpty ? entry.name : "\(entry.name) \(marks)"
            guard let figures = entry.figures else { return [name] + Array(repeating: "–", count: head.count - 1) }
            return [name] + cells(figures)
        }
    }

    private static func cells(_ figures: SystemComparison.Figures) -> [String] {
        func seconds(_ value: Seconds?) -> String { value.map { "\($0.text()) s" } ?? "–" }
        func bytes(_ value: Int?) -> String { value.map { grouped(UInt64($0)) } ?? "–" }
        let stall = (figures.stallIsLowerBound ? "≥ " : "") + seconds(figures.stall)
        return [
            figures.library ?? "–", seconds(figures.connect), seconds(figures.handshake), stall, figures.watchdog,
            bytes(figures.heapPeak), bytes(figures.stackPeak), bytes(figures.flashBytes), bytes(figures.bytesOnAir),
            seconds(figures.resumption),
        ]
    }

    /// What systems decide by themselves, each once with a number.
    static func notes(_ comparison: SystemComparison) -> [(number: String, text: String)] {
        var texts: [String] = []
        for text in comparison.systems.flatMap(\.own) where !texts.contains(text) { texts.append(text) }
        return texts.enumerated().map { ("[\($0 + 1)]", $1) }
    }

    /// Why a system did not connect, or could not be run.
    static func failures(_ entry: SystemComparison.Entry) -> [String] {
        if let fault = entry.fault { return ["cannot be run: \(fault.message)"] }
        guard let figures = entry.figures, !figures.connected || figures.watchdog != "none" else { return [] }
        return figures.reasons
    }
}
