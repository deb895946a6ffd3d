/// A pass as it fits among the others of its loop: inputs go by their number among the loop's variables.
final class PollWay {
    let pass: PollPass
    let cycles: Cycles
    let derivations: [Derivation]
    /// What must hold; what of it comes out the same in a whole journey, and the rest.
    private let conditions: [PollCondition]
    private var lasting: [PollCondition] = []
    private var changing: [PollCondition] = []
    let outputs: [PollPass.Output]
    /// What it makes of the variables; those that are not here stay.
    let updates: [(variable: Int, value: TimedValue)]
    /// What the variables are when the pass comes directly behind itself, nil for what stays.
    let settled: [TimedValue?]
    /// What must hold then, but for what lasts; nil when that cannot be told.
    private(set) var settledConditions: [PollCondition]?
    /// Number of each call among the loop's, with its times counted from the beginning.
    let calls: [(number: Int, times: Repetition)]
    /// Whether what it leaves depends on the variables.
    let usesInputs: Bool

    init(_ pass: PollPass, _ variables: [UInt32], _ names: [PollPass.Call]) {
        let numbers = pass.inputs.map { variables.firstIndex(of: $0) ?? 0 }
        func change(_ base: TimeBase) -> TimeBase {
            if case .input(let own) = base { return .input(numbers[own]) }
            return base
        }
        self.pass = pass
        cycles = pass.cycles
        derivations = pass.derivations.map { $0.mapped(change) }
        conditions = pass.conditions.map { $0.mapped(change) }
        outputs = pass.outputs.map {
            PollPass.Output(place: $0.place, value: $0.value.mapped(change), mask: $0.mask)
        }
        usesInputs = outputs.contains { $0.value.form.hasInputs }
        calls = Self.times(pass, names)
        var updates: [(variable: Int, value: TimedValue)] = []
        var settled = [TimedValue?](repeating: nil, count: variables.count)
        for (number, place) in variables.enumerated() {
            guard let output = outputs.first(where: { $0.place == place }), !output.value.isInput(number) else {
                continue
            }
            updates.append((number, output.value))
            // Seen from the next pass, it lies a pass back.
            var earlier = output.value
            earlier.form = earlier.form.shifted(by: 0 &- Int64(bitPattern: pass.cycles))
            settled[number] = earlier
        }
        self.updates = updates
        self.settled = settled
    }

    private static func times(_ pass: PollPass, _ names: [PollPass.Call]) -> [(number: Int, times: Repetition)] {
        var times: [(number: Int, times: Repetition)] = []
        for (call, offset) in pass.calls {
            guard let number = names.firstIndex(of: call) else { continue }
            if let place = times.firstIndex(where: { $0.number == number }) {
                times[place].times.add(Repetition(at: offset))
            } else {
                times.append((number, Repetition(at: offset)))
            }
        }
        return times
    }

    /// Divides the conditions, when the ways of the loop change the variables in `updated`.
    func divideConditions(updated: Set<Int>) {
        let stable = Derivation.stable(derivations, updated: updated)
        lasting = conditions.filter { $0.isLasting(stable, updated: updated) }
        changing = conditions.filter { !$0.isLasting(stable, updated: updated) }
        let own = Derivation.stable(derivations, updated: Set(updates.map(\.variable)))
        guard settled.allSatisfy({ $0?.form.isSettled(own) ?? true }) else { return }
        let steady = changing.compactMap { $0.substituting(settled, stable: own) }
        settledConditions = steady.count == changing.count ? steady : nil
    }

    /// Whether what lasts is as it must be.
    func mayBeGone(_ source: TimeSource) -> Bool { lasting.allSatisfy { $0.holds(from: 0, source) } }

    /// Whether it is gone from `start` on, when what lasts is as it must be.
    @inline(__always)
    func isGone(from start: Int64, _ source: TimeSource) -> Bool {
        for condition in changing where !condition.holds(from: start, source) { return false }
        return true
    }
}

extension PollCondition {
    /// Whether it comes out the same from pass to pass, while inputs in `updated` change.
    fileprivate func isLasting(_ stable: [Bool], updated: Set<Int>) -> Bool {
        left.form.isLasting(stable, updated: updated) && right.form.isLasting(stable, updated: updated)
    }
}

extension TimeForm {
    /// Whether it is the same from pass to pass, while inputs in `updated` change.
    fileprivate func isLasting(_ stable: [Bool], updated: Set<Int>) -> Bool {
        bases.allSatisfy { base in
            switch base {
            case .moment: false
            case .input(let number): !updated.contains(number)
            case .derived(let number): stable[number]
            }
        }
    }

    /// Whether it hangs on what the pass finds.
    fileprivate var hasInputs: Bool {
        bases.contains { base in
            if case .moment = base { return false }
            return true
        }
    }

    /// Whether it is known when a pass comes behind itself: it hangs on no input but through what stays.
    fileprivate func isSettled(_ stable: [Bool]) -> Bool {
        bases.allSatisfy { base in
            switch base {
            case .moment: true
            case .input: false
            case .derived(let number): stable[number]
            }
        }
    }
}
