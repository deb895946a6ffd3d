/// The passes that are known of one polling loop: which one comes next, time alone decides.
final class PollLoop {
    let pc: UInt32
    private let first: PollPass
    private let ways: [PollWay]
    /// What the ways derive, all the same; nil when they derive different things, or what hangs on what they change.
    private let derivations: [Derivation]?
    /// Numbers of the ways, those gone more often mostly first.
    private var order: [Int]
    private let variables: [UInt32]
    /// Places that have been seen to hang on time.
    let timed: [UInt32]
    private let changesLevel: Bool
    private let needs: [PollPass.Need]
    private let specials: [PollPass.Special]
    private let loads: [PollPass.Load]
    private let calls: [PollPass.Call]
    private let lines: [UInt32]
    let clocks: [PollPass.Clock]
    /// When passes of it were skipped last.
    var used: Cycles = 0

    /// Most cycles skipped at once, so that nothing can overflow.
    private static let mostCycles: Cycles = 1 << 40
    private static let mostWays = 24
    private static let mostDiffering = 4

    /// Instructions of the longest pass.
    var longest: UInt64 { ways.reduce(0) { max($0, $1.pass.instructions) } }

    /// A loop of `pass` and those of the passes of `other` that go with it.
    init(_ pass: PollPass, with other: PollLoop? = nil) {
        var passes = [pass]
        for old in other?.ways.map(\.pass) ?? [] where passes.count < Self.mostWays {
            if passes.allSatisfy({ $0.agrees(with: old) && !$0.isSameWay(as: old) }) { passes.append(old) }
        }
        pc = pass.pc
        first = pass
        clocks = pass.clocks
        variables = Self.union(passes.flatMap(\.inputs))
        timed = Self.union(passes.flatMap(\.timed) + (other?.timed ?? []))
        changesLevel = passes.contains(where: \.changesLevel)
        needs = passes.flatMap(\.needs)
        specials = passes.flatMap(\.specials)
        loads = passes.flatMap(\.loads)
        lines = Self.union(passes.flatMap(\.lines))
        let calls = passes.flatMap { $0.calls.map(\.call) }
        self.calls = calls.indices.filter { calls[..<$0].contains(calls[$0]) == false }.map { calls[$0] }
        let (variables, names) = (variables, self.calls)
        ways = passes.map { PollWay($0, variables, names) }
        order = Array(ways.indices)
        let updated = Set(ways.flatMap { $0.updates.map(\.variable) })
        let common = ways[0].derivations
        let isCommon = ways.allSatisfy { $0.derivations == common }
        derivations = isCommon && Derivation.stable(common, updated: updated).allSatisfy(\.self) ? common : nil
        for way in ways { way.divideConditions(updated: updated) }
    }

    private static func union(_ places: [UInt32]) -> [UInt32] {
        var seen: Set<UInt32> = []
        return places.filter { seen.insert($0).inserted }
    }

    /// Whether the passes may follow each other.
    func agrees(with pass: PollPass) -> Bool { ways.allSatisfy { $0.pass.agrees(with: pass) } }

    /// What came of a skip.
    enum Outcome {
        /// The core is in another state.
        case elsewhere
        /// Nothing or less than could be was skipped: time makes the guest go a way that is not known.
        case unknownWay
        case skipped
    }

    /// Skips all passes that are over before `target`.
    func skip(_ core: Core, before target: Cycles) -> Outcome {
        guard core.pc == pc, let clocks = currentClocks(core), matches(core), let end = end(core) else {
            return .elsewhere
        }
        let target = min(target, end, core.now &+ Self.mostCycles)
        var journey = Journey(core.now, TimeSource(clocks: clocks, inputs: variables.map { core.word($0) }), ways.count)
        setOut(&journey)
        var tally = [Repetition?](repeating: nil, count: calls.count)
        var outcome = Outcome.skipped
        while true {
            guard let number = next(&journey) else {
                outcome = .unknownWay
                break
            }
            let way = ways[number]
            let room = target > journey.now ? (target &- 1 &- journey.now) / way.cycles : 0
            guard room > 0 else { break }
            let count = repetitions(of: way, journey, room)
            for (call, times) in way.calls {
                let times = times.shifted(by: journey.now).repeated(count, every: way.cycles)
                if tally[call]?.add(times) == nil { tally[call] = times }
            }
            go(number, count, &journey)
        }
        if journey.now > core.now {
            order = journey.candidates + order.filter { !journey.candidates.contains($0) }
            commit(journey, tally, core)
        }
        return outcome
    }

    /// Works out what lasts, and which ways may be gone at all.
    private func setOut(_ journey: inout Journey) {
        if let derivations { journey.source.derive(derivations) }
        for number in order {
            if derivations == nil { journey.source.derive(ways[number].derivations) }
            if ways[number].mayBeGone(journey.source) { journey.candidates.append(number) }
        }
    }

    /// Number of the way that the guest goes now; nil when it is none of them. Then `journey` has what the way derives.
    private func next(_ journey: inout Journey) -> Int? {
        let start = Int64(bitPattern: journey.now)
        for place in journey.candidates.indices {
            let number = journey.candidates[place]
            if derivations == nil { journey.source.derive(ways[number].derivations) }
            guard ways[number].isGone(from: start, journey.source) else { continue }
            if place > 0, journey.gone[number] >= journey.gone[journey.candidates[place - 1]] {
                journey.candidates.swapAt(place, place - 1)
            }
            return number
        }
        return nil
    }

    /// How often `way` is surely gone one time after the other, once at least and at most `room` times.
    private func repetitions(of way: PollWay, _ journey: Journey, _ room: UInt64) -> UInt64 {
        guard room > 1, let conditions = way.settledConditions else { return 1 }
        let second = Int64(bitPattern: journey.now &+ way.cycles)
        func holds(_ count: UInt64) -> Bool {
            let end = second &+ Int64(bitPattern: (count &- 2) &* way.pass.cycles)
            return conditions.allSatisfy { $0.holds(from: second, to: end, journey.source) }
        }
        guard holds(2) else { return 1 }
        if holds(room) { return room }
        var (good, bad) = (UInt64(2), room)
        while bad - good > 1 {
            let middle = good + (bad - good) / 2
            if holds(middle) { good = middle } else { bad = middle }
        }
        return good
    }

    private func go(_ number: Int, _ count: UInt64, _ journey: inout Journey) {
        let way = ways[number]
        if count > 1 {
            // The last time begins with what the time before has left.
            journey.now &+= (count &- 1) &* way.cycles
            let start = Int64(bitPattern: journey.now)
            for (variable, value) in way.settled.enumerated() {
                if let value { journey.source.inputs[variable] = value.value(from: start, journey.source) }
            }
            if derivations == nil { journey.source.derive(way.derivations) }
        }
        journey.gone[number] &+= count
        journey.turn &+= 1
        journey.last[number] = (journey.turn, journey.now)
        if way.usesInputs { journey.keepInputs(of: number) }
        let start = Int64(bitPattern: journey.now)
        for (index, update) in way.updates.enumerated() {
            journey.news[index] = update.value.value(from: start, journey.source)
        }
        for (index, update) in way.updates.enumerated() { journey.source.inputs[update.variable] = journey.news[index] }
        journey.now &+= way.cycles
    }

    /// Makes the core's state that behind the journey.
    private func commit(_ journey: Journey, _ tally: [Repetition?], _ core: Core) {
        let began = core.now
        for (number, times) in tally.enumerated() {
            guard let times else { continue }
            switch calls[number] {
            case .store(let address, let value, let width, let kind):
                core.repeatedKind = kind
                core.bus.repeatStore(address, value, width: width, times)
            case .hook(let address): core.code.hooks.repeatCall(at: address, core, times)
            }
        }
        // What one way leaves, another may change again: in the order in which they were gone last.
        let order = ways.indices.filter { journey.gone[$0] > 0 }.sorted {
            journey.last[$0].turn < journey.last[$1].turn
        }
        for number in order {
            let way = ways[number], last = journey.last[number]
            var source = TimeSource(clocks: journey.source.clocks, inputs: journey.keptInputs(of: number))
            if way.usesInputs { source.derive(way.derivations) }
            for output in way.outputs {
                let value = output.value.value(from: Int64(bitPattern: last.start), source)
                core.setWord(output.place, core.word(output.place) & ~output.mask | value & output.mask)
            }
            let count = journey.gone[number]
            core.instructions &+= count &* way.pass.instructions
            core.counts.peripheralStores &+= count &* way.pass.peripheralStores
            guard let cache = core.cache else { continue }
            for line in way.pass.lines { _ = cache.touch(line) }
            cache.accesses &+= count &* way.pass.lineCount &- UInt64(way.pass.lines.count)
        }
        core.skippedCycles &+= journey.now &- began
        core.now = journey.now
        core.cycles = journey.now
    }

    /// The clocks as they go now; nil when one has another pace.
    private func currentClocks(_ core: Core) -> [RegisterClock]? {
        var found: [RegisterClock] = []
        for clock in clocks {
            guard let current = core.pollClock(clock.address), current.cyclesPerStep == clock.cyclesPerStep else {
                return nil
            }
            found.append(current)
        }
        return found
    }

    /// The few words of memory whose values keep the core from going through a pass from here, when nothing else does.
    func differingWords(_ core: Core) -> [UInt32] {
        guard core.pc == pc, currentClocks(core) != nil, matches(core, ignoringNeeds: true), end(core) != nil else {
            return []
        }
        var found: [UInt32] = []
        for need in needs where (core.word(need.place) ^ need.value) & need.mask != 0 && !found.contains(need.place) {
            guard need.place > PollPass.sar, found.count < Self.mostDiffering else { return [] }
            found.append(need.place)
        }
        return found
    }

    private func matches(_ core: Core, ignoringNeeds: Bool = false) -> Bool {
        guard core.special.ps == first.ps, core.currentLine == first.currentLine,
            core.isUndisturbed(changesLevel: changesLevel)
        else { return false }
        for need in needs where !ignoringNeeds && (core.word(need.place) ^ need.value) & need.mask != 0 { return false }
        for special in specials where core.readSpecial(special.register, now: core.now) != special.value {
            return false
        }
        for call in calls {
            switch call {
            case .store(let address, let value, _, _):
                guard core.bus.canRepeatStore(address, value, now: core.now) else { return false }
            case .hook(let address):
                guard core.code.hooks.areRepeatable(at: address) else { return false }
            }
        }
        return core.hasFrames(first.frames) && (core.cache.map { lines.allSatisfy($0.holds) } ?? lines.isEmpty)
    }

    /// Until when its loads of registers give what they gave; nil when they do not.
    private func end(_ core: Core) -> Cycles? {
        var end = Cycles.max
        for load in loads {
            guard let own = core.end(of: load) else { return nil }
            end = min(end, own)
        }
        return end
    }

    /// Where the guest would be, and how it would have come there.
    private struct Journey {
        var now: Cycles
        var source: TimeSource
        var turn = 0
        /// Room for the variables' next values.
        var news: [UInt32]
        /// How often each way was gone, and when it was gone last.
        var gone: [UInt64]
        var last: [(turn: Int, start: Cycles)]
        /// Ways that may be gone, those gone more often mostly first.
        var candidates: [Int] = []
        /// The variables of each way when it was gone last, one way behind the other.
        private var inputs: [UInt32]

        init(_ now: Cycles, _ source: TimeSource, _ count: Int) {
            self.now = now
            self.source = source
            news = source.inputs
            gone = .init(repeating: 0, count: count)
            last = .init(repeating: (0, 0), count: count)
            inputs = .init(repeating: 0, count: count * source.inputs.count)
        }

        mutating func keepInputs(of way: Int) {
            let first = way * source.inputs.count
            for (place, value) in source.inputs.enumerated() { inputs[first + place] = value }
        }

        func keptInputs(of way: Int) -> [UInt32] {
            let first = way * source.inputs.count
            return Array(inputs[first..<first + source.inputs.count])
        }
    }
}

extension PollLoop.Outcome: Equatable {}

extension PollPass.Call {
    /// Whether both may be told of, each with all its times at once.
    func goes(with other: PollPass.Call) -> Bool {
        guard case .store(let address, _, _, let kind) = self, case .store(address, _, _, let own) = other else {
            return true
        }
        return kind == own
    }
}

extension PollPass {
    /// Whether the other pass leaves what this one needs, and the other way round, so that they may follow each other.
    func agrees(with other: PollPass) -> Bool {
        ps == other.ps && currentLine == other.currentLine && frames.isSame(as: other.frames)
            && clocks.starts(with: other.clocks) && goes(with: other) && other.goes(with: self)
            && calls.allSatisfy { own in other.calls.allSatisfy { own.call.goes(with: $0.call) } }
    }

    func isSameWay(as other: PollPass) -> Bool {
        cycles == other.cycles && inputs == other.inputs && derivations == other.derivations
            && conditions == other.conditions && outputs == other.outputs
    }

    /// Whether the places that this one needs are neither variable nor changed in the other.
    private func goes(with other: PollPass) -> Bool {
        needs.allSatisfy { need in
            !other.inputs.contains(need.place)
                && other.needs.allSatisfy {
                    $0.place != need.place || ($0.value ^ need.value) & $0.mask & need.mask == 0
                }
                && other.outputs.allSatisfy {
                    $0.place != need.place
                        || $0.value.form.isPlain && ($0.value.constant ^ need.value) & $0.mask & need.mask == 0
                }
        }
    }
}
