import Record

/// Advice for people: the device as it is, what helps how much, and what to write where.
public enum AdviceReport {
    /// The report on `advice`, ending in a newline.
    public static func text(_ advice: Advice) -> String {
        var blocks = [head(advice), ranking(advice)]
        let settings = advice.tried.enumerated().flatMap { setting($1, number: $0 + 1) }
        if !settings.isEmpty { blocks.append(["what to write"] + settings) }
        let rest = advice.trials.filter { $0.status != .tried }.flatMap(untried)
        if !rest.isEmpty { blocks.append(["not tried"] + rest) }
        return blocks.map { Reports.text(ofLines: $0) }.joined(separator: "\n")
    }

    private static let width = 110

    /// The verdict first: what everyone reads.
    private static func head(_ advice: Advice) -> [String] {
        [
            verdict(advice), "",
            "scenario   \(advice.scenario ?? "the default one")",
            "device     \(advice.profile), \(advice.clockMHz) MHz, \(advice.keyKind) client key, seed \(advice.seed)",
            "as it is   \(advice.asItIs.reasons.first ?? "nothing is wrong")",
        ]
    }

    static func verdict(_ advice: Advice) -> String {
        let tried = advice.tried.count
        let cures = advice.tried.filter { $0.outcome?.ok == true }
        if advice.interrupted == true {
            return "INTERRUPTED: \(tried) remedies were run, \(cures.count) of them are enough"
        }
        if advice.asItIs.ok { return "OK: nothing trips; \(tried) remedies were run for what else they change" }
        guard let cure = cures.first(where: { $0.ids == advice.cure }), let outcome = cure.outcome else {
            return "NO CURE: none of \(tried) remedies and combinations is enough"
        }
        let before = advice.asItIs.completed ? "\(advice.asItIs.longestStall.text()) s" : "no handshake"
        let stalls = "longest stall \(outcome.longestStall.text()) s instead of \(before)"
        return "CURE: \(cure.name), \(stalls); \(cures.count) of \(tried) remedies and combinations are enough"
    }

    private static func ranking(_ advice: Advice) -> [String] {
        let base = advice.asItIs
        var rows = [["   remedy", "verdict", "longest stall", "", "handshake", "heap peak", "", "flash", ""]]
        rows.append(["   as it is"] + cells(base, base))
        for (index, trial) in advice.tried.enumerated() {
            guard let outcome = trial.outcome else { continue }
            rows.append(["\(padded(index + 1)) \(trial.name)"] + cells(outcome, base))
        }
        return table(rows).map { String($0.reversed().drop { $0 == " " }.reversed()) }
    }

    private static func padded(_ number: Int) -> String { number < 10 ? " \(number)" : "\(number)" }

    private static func cells(_ outcome: Advice.Outcome, _ base: Advice.Outcome) -> [String] {
        [
            word(outcome), stall(outcome),
            outcome.completed && base.completed
                ? change(outcome.longestStall.microseconds, base.longestStall.microseconds) : "",
            outcome.completed ? "\(outcome.handshake.text()) s" : "-",
            outcome.isHeapUnknown == true ? "not known" : "\(outcome.heapPeak)",
            difference(outcome.heapPeak - base.heapPeak), "\(outcome.flashBytes)",
            difference(outcome.flashBytes - base.flashBytes),
        ]
    }

    private static func stall(_ outcome: Advice.Outcome) -> String {
        guard outcome.completed else { return "-" }
        return outcome.isStallUnknown == true ? "not known" : "\(outcome.longestStall.text()) s"
    }

    /// One word for an outcome.
    static func word(_ outcome: Advice.Outcome) -> String {
        switch outcome.badness {
        case 0: "good"
        case 1: "soft trips"
        case 2: outcome.softTripped ? "both trip" : "hard trips"
        default: "fails"
        }
    }

    /// Change in percent, with enough digits that no change is printed as none.
    static func change(_ value: Int64, _ base: Int64) -> String {
        guard base > 0, value != base else { return "" }
        let sign = value < base ? "-" : "+"
        let part = (value - base).magnitude
        let (scaled, overflow) = part.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return "" }
        let permille = (scaled + base.magnitude / 2) / base.magnitude
        return permille == 0 ? "\(sign)<0.1 %" : "\(sign)\(permille / 10).\(permille % 10) %"
    }

    private static func difference(_ value: Int) -> String { value == 0 ? "" : value > 0 ? "+\(value)" : "\(value)" }

    private static func setting(_ trial: Advice.Trial, number: Int) -> [String] {
        guard trial.ids.count == 1 else { return [] }
        var lines = wrapped("\(padded(number)) \(trial.name): \(trial.settings.joined(separator: " "))")
        for note in trial.notes + remarks(trial) { lines += wrapped("   (\(note))") }
        return lines
    }

    /// What the table has no column for.
    private static func remarks(_ trial: Advice.Trial) -> [String] {
        guard let outcome = trial.outcome else { return [] }
        var remarks: [String] = []
        if let reconnect = outcome.reconnect { remarks.append("The resumed handshake took \(reconnect.text()) s.") }
        if outcome.badness == 3, let reason = outcome.reasons.first(where: { !$0.contains("watchdog at") }) {
            remarks.append("The run failed: \(reason).")
        }
        return remarks
    }

    private static func untried(_ trial: Advice.Trial) -> [String] {
        let what =
            switch trial.status {
            case .inEffect: "in effect already"
            case .notBuilt: "not built"
            case .needsBuild: "needs a build"
            case .notAvailable, .tried: "not available"
            }
        var text = "   \(trial.name): \(what)" + (trial.reason.map { ", \($0)" } ?? "")
        if let outcome = trial.outcome {
            let times = "longest stall \(outcome.longestStall.text()) s, handshake \(outcome.handshake.text()) s"
            text += "; without it: \(outcome.completed ? times : "no handshake"), flash \(outcome.flashBytes)"
        }
        if trial.status == .needsBuild { text += trial.settings.map { "; \($0)" }.joined() }
        return wrapped(text)
    }

    /// `text` in lines of at most `width` columns; those after the first are indented by 3.
    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        var line = String(text.prefix { $0 == " " })
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = "   " + word
            } else {
                line += (isEmpty ? "" : " ") + word
            }
            isEmpty = false
        }
        return lines + [line]
    }
}

extension Advice {
    /// What was run, best first.
    var tried: [Trial] { trials.filter { $0.status == .tried } }
}
