import Record

extension RunRecord.Stall {
    /// `10.22 s`, or `≥ 2.16 s` when a watchdog's reset hides the rest.
    var text: String { "\(figure) s" }

    /// The same without the unit.
    var figure: String { (isLowerBound ? "≥ " : "") + length.text() }

    /// What ended it too early; nil when nothing did.
    var cutText: String? {
        cutOff.map { "cut off by the \($0.rawValue) watchdog after \(seconds.text()) s" }
    }
}

extension Measurement {
    /// The longest stall, whole: `10.22 s`, or `≥ 2.16 s`.
    var stall: String { Metric.wholeStall.brief(self) }
}
