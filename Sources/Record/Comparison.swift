/// Two measurements side by side.
public struct Comparison: Sendable {
    /// The side that counts as 100 %.
    public var before: Measurement
    /// The side whose differences are told.
    public var now: Measurement
    /// Differences that count as none.
    public var tolerances: [Metric: Tolerance]

    package init(before: Measurement, now: Measurement, tolerances: [Metric: Tolerance] = [:]) {
        self.before = before
        self.now = now
        self.tolerances = tolerances
    }

    /// Everything that differs by more than its tolerance: words, metrics, TLS states.
    public var changes: [Baseline.Change] {
        words + metrics + states
    }

    /// The words that differ.
    public var words: [Baseline.Change] {
        let pairs = [
            ("verdict", Self.verdict(before), Self.verdict(now)),
            ("connected", "\(before.connected)", "\(now.connected)"),
            ("watchdog", before.watchdog, now.watchdog),
            ("ciphersuite", before.ciphersuite ?? "none", now.ciphersuite ?? "none"),
        ]
        return pairs.filter { $0.1 != $0.2 }.map { Baseline.Change(name: $0.0, before: $0.1, now: $0.2) }
    }

    /// The metrics that differ, of those that the side before has.
    public var metrics: [Baseline.Change] {
        Metric.allCases.compactMap { metric in
            guard let old = before.metrics[metric] else { return nil }
            guard let new = now.metrics[metric] else {
                return Baseline.Change(name: metric.title, before: metric.text(old), now: "not known")
            }
            guard !(tolerances[metric] ?? .absolute(0)).allows(new, insteadOf: old) else { return nil }
            return Baseline.Change(
                name: metric.title,
                before: metric.text(old),
                now: metric.text(new),
                difference: Self.difference(old, new, metric.unit)
            )
        }
    }

    /// The TLS states whose cycles differ, by the tolerance of the handshake's cycles.
    public var states: [Baseline.Change] {
        let tolerance = tolerances[.handshakeCycles] ?? .absolute(0)
        return Self.parts(before.states, now.states)
            .filter { !tolerance.allows($0.now ?? 0, insteadOf: $0.before ?? 0) || $0.now == nil || $0.before == nil }
            .map { Self.change("TLS state \($0.name)", $0) }
    }

    /// The cycles of every TLS state in both, in the order of the first.
    public var allStates: [(name: String, before: Int?, now: Int?)] {
        Self.parts(before.states, now.states).map { ($0.name, $0.before, $0.now) }
    }

    /// The functions whose own cycles differ, largest difference first; empty when one side has no call profile.
    public var functions: [Baseline.Change] {
        guard let old = before.functions, let new = now.functions else { return [] }
        return Set(old.keys).union(new.keys)
            .map { Pair(name: $0, before: old[$0], now: new[$0]) }
            .filter { $0.now != $0.before }
            .sorted { ($1.distance, $0.name) < ($0.distance, $1.name) }
            .map { Self.change($0.name, $0) }
    }

    private struct Pair {
        var name: String
        var before: Int?
        var now: Int?
        var distance: UInt { ((now ?? 0) &- (before ?? 0)).magnitude }
    }

    private static func parts(_ old: [Measurement.Part], _ new: [Measurement.Part]) -> [Pair] {
        let newValues = Dictionary(new.map { ($0.name, $0.cycles) }) { first, _ in first }
        let oldNames = Set(old.map(\.name))
        return old.map { Pair(name: $0.name, before: $0.cycles, now: newValues[$0.name]) }
            + new.filter { !oldNames.contains($0.name) }.map { Pair(name: $0.name, before: nil, now: $0.cycles) }
    }

    private static func change(_ name: String, _ pair: Pair) -> Baseline.Change {
        func text(_ value: Int?) -> String { value.map { Metric.cycles.text($0) } ?? "none" }
        return Baseline.Change(
            name: name,
            before: text(pair.before),
            now: text(pair.now),
            difference: difference(pair.before ?? 0, pair.now ?? 0, .cycles)
        )
    }

    private static func verdict(_ measurement: Measurement) -> String {
        measurement.ok ? "good" : "bad: " + measurement.reasons.joined(separator: "; ")
    }

    /// `+12 bytes, +0.04 %`: exact, and a share that never reads as zero.
    public static func difference(_ old: Int, _ new: Int, _ unit: Metric.Unit) -> String {
        let distance = new &- old
        let sign = distance < 0 ? "-" : "+"
        let amount = sign + Metric.text(Int(clamping: distance.magnitude), unit)
        guard old > 0 else { return amount }
        let (scaled, overflow) = Int64(clamping: distance.magnitude).multipliedReportingOverflow(by: 100)
        let whole = Int64(old)
        let (micro, tooLarge) = (scaled % whole).multipliedReportingOverflow(by: 1_000_000)
        guard !overflow, !tooLarge else { return amount }
        let percent = Seconds(microseconds: (scaled / whole) &* 1_000_000 &+ micro / whole)
        let text = percent == .zero && distance != 0 ? "less than 0.000001" : percent.text()
        return "\(amount), \(sign)\(text) %"
    }
}

extension Metric {
    /// A value of this metric for people, exact.
    public func text(_ value: Int) -> String { Self.text(value, unit) }

    /// A value for people, exact.
    static func text(_ value: Int, _ unit: Unit) -> String {
        switch unit {
        case .cycles: "\(grouped(value)) cycles"
        case .microseconds: "\(Seconds(microseconds: Int64(value)).exactText) s"
        case .bytes: "\(value) bytes"
        case .count: grouped(value)
        }
    }

    private static func grouped(_ value: Int) -> String {
        var rest = String(value.magnitude), groups: [String] = []
        while rest.count > 3 {
            groups.insert(String(rest.suffix(3)), at: 0)
            rest.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([rest] + groups).joined(separator: ",")
    }
}
