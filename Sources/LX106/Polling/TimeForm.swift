/// What a value that hangs on time is counted from.
enum TimeBase: Equatable {
    /// What clock number `clock` shows at a cycle.
    case moment(clock: Int, at: Int64)
    /// What place number `input` held when the pass began.
    case input(Int)
    /// What derivation number `derived` gives in the pass.
    case derived(Int)
}

/// How a value hangs on time: one base is added to it, another subtracted.
///
/// A poll of a clock never comes back to the same state, as its registers hold moments and distances. Known by their forms,
/// they come back to the same state, seen from a later time.
struct TimeForm: Equatable {
    private(set) var plus: TimeBase?
    private(set) var minus: TimeBase?

    /// A value that does not hang on time.
    static let plain = TimeForm()

    private init() {}

    init(_ base: TimeBase) { plus = base }

    var isPlain: Bool { plus == nil && minus == nil }

    var bases: [TimeBase] { [plus, minus].compactMap { $0 } }

    /// Whether it hangs on a clock.
    var hasMoments: Bool {
        for case .moment in bases { return true }
        return false
    }

    /// The same with every base changed.
    func mapped(_ change: (TimeBase) -> TimeBase) -> TimeForm {
        var result = self
        result.plus = plus.map(change)
        result.minus = minus.map(change)
        return result
    }

    /// The same, with every moment later by `distance`.
    func shifted(by distance: Int64) -> TimeForm {
        mapped { base in
            if case .moment(let clock, let at) = base { return .moment(clock: clock, at: at &+ distance) }
            return base
        }
    }

    /// The form of a difference; nil when there is none.
    static func - (left: TimeForm, right: TimeForm) -> TimeForm? {
        if right.isPlain { return left }
        var pluses = [left.plus, right.minus].compactMap { $0 }
        var minuses = [left.minus, right.plus].compactMap { $0 }
        for base in pluses {
            guard let same = minuses.firstIndex(of: base), let own = pluses.firstIndex(of: base) else { continue }
            minuses.remove(at: same)
            pluses.remove(at: own)
        }
        guard pluses.count <= 1, minuses.count <= 1 else { return nil }
        var result = TimeForm()
        result.plus = pluses.first
        result.minus = minuses.first
        return result
    }

    /// The form of a sum; nil when there is none.
    static func + (left: TimeForm, right: TimeForm) -> TimeForm? {
        if right.isPlain { return left }
        guard let negative = plain - right else { return nil }
        return left - negative
    }
}

/// What forms are worked out with.
struct TimeSource {
    var clocks: [RegisterClock]
    /// What the places held when the pass began.
    var inputs: [UInt32]
    /// What the derivations of the pass give, as far as they are worked out.
    var derived: [UInt32] = []

    /// The number behind `base`, with moments counted from `start`.
    @inline(__always)
    func value(_ base: TimeBase, from start: Int64) -> UInt32 {
        switch base {
        case .moment(let clock, let at): clocks[clock].value(at: start &+ at)
        case .input(let number): inputs[number]
        case .derived(let number): derived[number]
        }
    }
}

/// A value with what time adds to it taken off.
struct TimedValue: Equatable {
    var constant: UInt32
    var form: TimeForm

    init(constant: UInt32, form: TimeForm) {
        self.constant = constant
        self.form = form
    }

    /// `value` as it is at `start`, from which the moments of `form` are counted.
    init(_ value: UInt32, _ form: TimeForm, from start: Int64, _ source: TimeSource) {
        self.form = form
        constant = 0
        constant = value &- self.value(from: start, source)
    }

    /// Whether it is what place number `input` held.
    func isInput(_ input: Int) -> Bool { constant == 0 && form == TimeForm(.input(input)) }

    @inline(__always)
    func value(from start: Int64, _ source: TimeSource) -> UInt32 {
        var result = constant
        if let plus = form.plus { result &+= source.value(plus, from: start) }
        if let minus = form.minus { result &-= source.value(minus, from: start) }
        return result
    }

    /// The same with values in the places of inputs, nil for one that stays; nil when that has no form, or when a
    /// derivation in it does not stay what it is.
    func substituting(_ values: [TimedValue?], stable: [Bool]) -> TimedValue? {
        var result = TimedValue(constant: constant, form: .plain)
        for (base, isAdded) in [(form.plus, true), (form.minus, false)] {
            guard let base else { continue }
            var value = TimedValue(constant: 0, form: TimeForm(base))
            if case .input(let number) = base, let known = values[number] { value = known }
            if case .derived(let number) = base, !stable[number] { return nil }
            guard let form = isAdded ? result.form + value.form : result.form - value.form else { return nil }
            result.constant = isAdded ? result.constant &+ value.constant : result.constant &- value.constant
            result.form = form
        }
        return result
    }

    /// The values that it takes when `start` goes on to `end`, in any steps, while the inputs stay; nil when they cannot be
    /// told.
    func range(from start: Int64, to end: Int64, _ source: TimeSource) -> TimedRange? {
        let first = value(from: start, source)
        switch (form.plus, form.minus) {
        case (.moment(let clock, let plus)?, .moment(let other, let minus)?):
            guard clock == other else { return nil }
            // The distance of two moments is one of two numbers of steps, whenever it is measured.
            let step = source.clocks[clock].cyclesPerStep
            let low = constant &+ UInt32(truncatingIfNeeded: RegisterClock.floor(plus &- minus, step))
            return TimedRange(first: first, low: low, width: (plus &- minus) % step == 0 ? 0 : 1)
        case (.moment(let clock, let at)?, _):
            let steps = source.steps(clock, at, from: start, to: end)
            return TimedRange(first: first, low: first, width: steps)
        case (_, .moment(let clock, let at)?):
            let steps = source.steps(clock, at, from: start, to: end)
            return TimedRange(first: first, low: first &- UInt32(truncatingIfNeeded: steps), width: steps)
        default: return TimedRange(first: first, low: first, width: 0)
        }
    }
}

extension TimeSource {
    /// Steps of a clock while `start` goes on to `end`.
    fileprivate func steps(_ clock: Int, _ at: Int64, from start: Int64, to end: Int64) -> UInt64 {
        UInt64(clamping: clocks[clock].steps(at: end &+ at) &- clocks[clock].steps(at: start &+ at))
    }
}

/// Values a timed value takes: from `low` up by at most `width`, beginning with `first`.
struct TimedRange {
    let first: UInt32
    let low: UInt32
    let width: UInt64

    /// Whether they are in order, without going from the largest number to 0.
    var isUnbroken: Bool { UInt64(low) &+ width <= UInt64(UInt32.max) }

    func contains(_ value: UInt32) -> Bool { UInt64(value &- low) <= width }
}
