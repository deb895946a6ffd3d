/// Watches the core execute one instruction after the other, until it has gone through a pass of a loop that only polls.
///
/// It starts at the target of the first jump and compares the state whenever the core is there again. The state at which
/// the comparison starts moves on, so that it does not matter how the loop was entered or how often it goes through
/// that address in one pass.
final class PassRecorder {
    enum Progress {
        case going
        case failed
        case found(PollPass)
    }

    /// A register or word that the pass touches.
    private struct Touched {
        let place: UInt32
        /// What it held when the pass began, and its number if it hangs on time.
        let start: UInt32
        let input: Int?
        /// Bits that were read before they were written, and those that were written.
        var read: UInt32 = 0
        var written: UInt32 = 0
    }

    /// What the core was when the pass began.
    private struct Beginning {
        let now: Cycles
        let instructions: UInt64
        let peripheralStores: UInt64
        let misses: UInt64
        let accesses: UInt64
        let line: UInt32
        let ps: UInt32
        let frames: [CallFrame]
        let epoch: UInt64
    }

    /// Instructions until it gives up, in all and when the core has not come back once.
    private static let mostInstructions = 8000
    private static let mostAway = 4000
    /// How often the core may come back in another state.
    private static let mostArrivals = 128
    /// Places and calls of one pass.
    private static let mostTouched = 256

    private(set) var pc: UInt32?
    private var beginning: Beginning?
    /// Where and when the core must be for the next instruction.
    private var expected: (pc: UInt32, now: Cycles)?
    private var count = 0
    private var arrivals = 0
    private var nextBeginning = 1
    /// Whether it started where passes are known to begin.
    private let isPlaced: Bool

    /// Forms of a0…a15 and SAR, and of words of memory that hang on time.
    var forms = [TimeForm](repeating: .plain, count: 17)
    var memory: [UInt32: TimeForm] = [:]
    private(set) var clocks: [PollPass.Clock] = []
    /// The clocks, and what places that hang on time held when the pass began.
    private(set) var source = TimeSource(clocks: [], inputs: [])
    private var inputs: [UInt32] = []

    /// Words of memory that are no needs but inputs, though they do not hang on time: they are seldom the same for long.
    private let parameters: [UInt32]
    private(set) var derivations: [Derivation] = []

    private var touched: [Touched] = []
    private var places: [UInt32: Int] = [:]
    /// Whether the interrupt level changes on the way.
    var changesLevel = false
    var specials: [PollPass.Special] = []
    var lines: [UInt32] = []
    var loads: [PollPass.Load] = []
    var calls: [(call: PollPass.Call, offset: Cycles)] = []
    var conditions: [PollCondition] = []

    /// Starts anywhere.
    init(parameters: [UInt32]) {
        isPlaced = false
        self.parameters = parameters
    }

    /// Starts where passes of `loop` begin, with what is known of them.
    init(_ loop: PollLoop, parameters: [UInt32]) {
        isPlaced = true
        self.parameters = parameters
        pc = loop.pc
        clocks = loop.clocks
        for place in loop.timed {
            if place <= PollPass.sar { forms[Int(place)] = Self.unknown } else { memory[place] = Self.unknown }
        }
    }

    private static let unknown = TimeForm(.input(0))

    /// Cycle at which the pass began.
    var start: Cycles { beginning?.now ?? 0 }

    /// Whether every value is plain so far.
    var isTimeless: Bool { clocks.isEmpty && inputs.isEmpty }

    /// Executes one instruction.
    func step(_ core: Core) -> Progress {
        if let expected, expected != (core.pc, core.now) { return .failed }
        if core.pc == pc, let found = arrive(core) { return .found(found) }
        count += 1
        guard isWorthwhile, let record = lookUp(core) else { return .failed }
        guard let effect = effect(of: record, core) else {
            noteObstacle(record)
            return .failed
        }
        let instructions = core.instructions, waiting = core.returns.count
        core.execute(limit: core.now, single: true)
        guard core.instructions == instructions &+ 1, core.stop == nil, !core.isWaiting, core.returns.count == waiting,
            apply(effect, core)
        else { return .failed }
        expected = (core.pc, core.now)
        if pc == nil, record.operation.endsBlock, record.operation != .system { pc = core.pc }
        return .going
    }

    /// The parameters that the pass has read, when it makes something of them that cannot be followed.
    private(set) var obstacles: [UInt32] = []

    private func noteObstacle(_ record: Record) {
        let bases = form(record.s).bases + form(record.t).bases
        guard bases.contains(where: { if case .moment = $0 { false } else { true } }) else { return }
        obstacles = touched.filter { $0.input != nil && $0.read != 0 && parameters.contains($0.place) }.map(\.place)
    }

    private var isWorthwhile: Bool {
        count < (arrivals > 1 ? Self.mostInstructions : Self.mostAway) && arrivals < Self.mostArrivals
            && touched.count + loads.count + calls.count < Self.mostTouched
    }

    /// The record of the next instruction, with the look-ups of the cache on the way to it and the registers it reads; nil
    /// when something is called there that wants to see each time.
    private func lookUp(_ core: Core) -> Record? {
        var number = Int(core.code.block(at: core.pc, single: true))
        var line = core.currentLine
        while true {
            let record = core.code.records[number]
            switch record.operation {
            case .hook:
                guard core.code.hooks.areRepeatable(at: core.pc) else { return nil }
                calls.append((.hook(core.pc), core.now &- start))
            case .line where record.imm != line:
                line = record.imm
                if core.cache != nil { lines.append(line) }
            case .hazard:
                var reads = record.imm
                while reads != 0 {
                    noteRead(UInt32(reads.trailingZeroBitCount), core)
                    reads &= reads &- 1
                }
            case .line, .head, .native: break
            default: return record
            }
            number += 1
        }
    }

    /// The core is where passes begin: the pass that has ended there, if it is one.
    private func arrive(_ core: Core) -> PollPass? {
        if let pass = finishedPass(core) { return pass }
        arrivals += 1
        if arrivals >= nextBeginning {
            nextBeginning = isPlaced ? .max : 4 * nextBeginning
            begin(core)
        } else if isBack(core, butForTime: true) {
            // What was a number at the beginning has turned out to hang on time.
            begin(core)
        }
        return nil
    }

    private func begin(_ core: Core) {
        beginning = Beginning(
            now: core.now,
            instructions: core.instructions,
            peripheralStores: core.counts.peripheralStores,
            misses: core.cache?.misses ?? 0,
            accesses: core.cache?.accesses ?? 0,
            line: core.currentLine,
            ps: core.special.ps,
            frames: Array(core.allFrames),
            epoch: core.code.epoch
        )
        for place in parameters where core.memoryWord(place) != nil { memory[place] = Self.unknown }
        inputs = forms.indices.filter { !forms[$0].isPlain }.map(UInt32.init) + memory.keys.sorted()
        source = TimeSource(clocks: clocks.compactMap { core.pollClock($0.address) }, inputs: inputs.map(core.word))
        for (number, place) in inputs.enumerated() {
            let form = TimeForm(.input(number))
            if place <= PollPass.sar { forms[Int(place)] = form } else { memory[place] = form }
        }
        touched = []
        places = [:]
        changesLevel = false
        specials = []
        lines = []
        loads = []
        calls = []
        conditions = []
        derivations = []
    }

    /// Adds what `derivation` gives: its number; nil when it cannot be followed.
    func derive(_ derivation: Derivation) -> Int? {
        guard derivations.count < Self.mostTouched, !derivation.s.form.hasMoments, !derivation.t.form.hasMoments,
            let value = derivation.value(source)
        else { return nil }
        derivations.append(derivation)
        source.derived.append(value)
        return derivations.count - 1
    }

    /// The number of a clock, which the pass looks at.
    func clock(_ address: UInt32?, _ core: Core) -> Int {
        if let known = clocks.firstIndex(where: { $0.address == address }) { return known }
        guard let clock = core.pollClock(address) else { return 0 }
        clocks.append(PollPass.Clock(address: address, cyclesPerStep: clock.cyclesPerStep))
        source.clocks.append(clock)
        return clocks.count - 1
    }

    /// The pass reads bits of a place.
    func noteRead(_ place: UInt32, _ core: Core, _ mask: UInt32 = .max) {
        let index = touch(place, core)
        touched[index].read |= mask & ~touched[index].written
    }

    /// The pass writes to bits of a place, behind this.
    func noteWrite(_ place: UInt32, _ core: Core, _ mask: UInt32 = .max) {
        touched[touch(place, core)].written |= mask
    }

    private func touch(_ place: UInt32, _ core: Core) -> Int {
        if let known = places[place] { return known }
        places[place] = touched.count
        touched.append(Touched(place: place, start: core.word(place), input: inputs.firstIndex(of: place)))
        return touched.count - 1
    }

    private func form(of place: UInt32) -> TimeForm {
        place <= PollPass.sar ? forms[Int(place)] : memory[place] ?? .plain
    }

    /// `value` with the moments of its form counted from the beginning of the pass.
    func timed(_ value: UInt32, _ form: TimeForm) -> TimedValue {
        if form.isPlain { return TimedValue(constant: value, form: form) }
        let start = Int64(bitPattern: start)
        return TimedValue(value, form.shifted(by: 0 &- start), from: start, source)
    }

    /// The pass from the beginning to here, if nothing has changed on the way but what hangs on time.
    private func finishedPass(_ core: Core) -> PollPass? {
        guard let pc, let beginning, core.now > beginning.now, core.code.epoch == beginning.epoch,
            core.special.ps == beginning.ps, core.currentLine == beginning.line,
            core.isUndisturbed(changesLevel: changesLevel),
            core.cache.map({ $0.misses == beginning.misses }) ?? true,
            core.cache.map({ $0.accesses == beginning.accesses &+ UInt64(lines.count) }) ?? true,
            core.hasFrames(beginning.frames), isBack(core)
        else { return nil }
        // Places that hang on time but were not looked at are nobody's input.
        let used = touched.filter { $0.read != 0 }.compactMap(\.input)
        func change(_ base: TimeBase) -> TimeBase {
            if case .input(let number) = base { return .input(used.firstIndex(of: number) ?? 0) }
            return base
        }
        return PollPass(
            pc: pc,
            changesLevel: changesLevel,
            cycles: core.now &- beginning.now,
            instructions: core.instructions &- beginning.instructions,
            peripheralStores: core.counts.peripheralStores &- beginning.peripheralStores,
            lineCount: UInt64(lines.count),
            lines: lines.reversed().reduce(into: []) { if !$0.contains($1) { $0.append($1) } }.reversed(),
            ps: beginning.ps,
            currentLine: beginning.line,
            frames: beginning.frames,
            needs: touched.filter { $0.read != 0 && $0.input == nil }.map {
                PollPass.Need(place: $0.place, value: $0.start, mask: $0.read)
            },
            specials: specials,
            loads: loads,
            inputs: used.map { inputs[$0] },
            outputs: touched.filter { $0.written != 0 }.map {
                let value = timed(core.word($0.place), form(of: $0.place))
                return PollPass.Output(place: $0.place, value: value.mapped(change), mask: $0.written)
            },
            timed: inputs,
            clocks: clocks,
            derivations: derivations.map { $0.mapped(change) },
            conditions: conditions.map { $0.mapped(change) },
            calls: calls
        )
    }

    /// Whether every place that the pass looks at, and that does not hang on time, is as it was; with `butForTime`, leaving
    /// out those that do now.
    private func isBack(_ core: Core, butForTime: Bool = false) -> Bool {
        touched.allSatisfy {
            if $0.read == 0 || $0.input != nil { return true }
            return form(of: $0.place).isPlain ? (core.word($0.place) ^ $0.start) & $0.read == 0 : butForTime
        }
    }
}
