/// A comparison of values that hang on time: which way the pass goes.
struct PollCondition: Equatable {
    enum Relation {
        case equal
        /// Compared as unsigned numbers.
        case below
        /// Compared as signed numbers.
        case less

        func holds(_ left: UInt32, _ right: UInt32) -> Bool {
            switch self {
            case .equal: left == right
            case .below: left < right
            case .less: Int32(bitPattern: left) < Int32(bitPattern: right)
            }
        }
    }

    let relation: Relation
    /// What is compared, with moments counted from the beginning of the pass.
    let left: TimedValue
    let right: TimedValue
    /// Whether the relation held.
    let outcome: Bool
    /// How far the left one is above the right one; nil when that has no form.
    private let gap: TimedValue?

    init(relation: Relation, left: TimedValue, right: TimedValue, outcome: Bool) {
        self.relation = relation
        self.left = left
        self.right = right
        self.outcome = outcome
        gap = (left.form - right.form).map { TimedValue(constant: left.constant &- right.constant, form: $0) }
    }

    /// Whether the pass that begins at `start` goes the same way.
    @inline(__always)
    func holds(from start: Int64, _ source: TimeSource) -> Bool {
        relation.holds(left.value(from: start, source), right.value(from: start, source)) == outcome
    }

    /// Whether all passes that begin between `start` and `end` surely go the same way, while the inputs stay.
    func holds(from start: Int64, to end: Int64, _ source: TimeSource) -> Bool {
        guard let gaps = gap?.range(from: start, to: end, source) else { return false }
        if relation == .equal { return gaps.width == 0 ? outcome == (gaps.low == 0) : !outcome && !gaps.contains(0) }
        // Signed numbers are in the order of unsigned ones that are larger by half the range.
        let bias: UInt32 = relation == .less ? 1 << 31 : 0
        guard let lefts = left.adding(bias).range(from: start, to: end, source), lefts.isUnbroken,
            let rights = right.adding(bias).range(from: start, to: end, source), rights.isUnbroken,
            gaps.width < 1 << 32
        else { return false }
        let lowest = Int64(lefts.first) - Int64(rights.first) - Int64(gaps.first &- gaps.low)
        return outcome ? lowest + Int64(gaps.width) < 0 : lowest >= 0
    }

    /// The same with values in the places of inputs; nil when that has no form.
    func substituting(_ values: [TimedValue?], stable: [Bool]) -> PollCondition? {
        guard let left = left.substituting(values, stable: stable),
            let right = right.substituting(values, stable: stable)
        else { return nil }
        return PollCondition(relation: relation, left: left, right: right, outcome: outcome)
    }

    func mapped(_ change: (TimeBase) -> TimeBase) -> PollCondition {
        PollCondition(relation: relation, left: left.mapped(change), right: right.mapped(change), outcome: outcome)
    }
}

extension TimedValue {
    fileprivate func adding(_ bias: UInt32) -> TimedValue { TimedValue(constant: constant &+ bias, form: form) }

    func mapped(_ change: (TimeBase) -> TimeBase) -> TimedValue {
        TimedValue(constant: constant, form: form.mapped(change))
    }
}
