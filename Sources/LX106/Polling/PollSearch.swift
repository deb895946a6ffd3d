/// When to look for a loop that only polls, and what has been found.
///
/// Looking is slow, so it is done the more seldom the longer nothing is found: in a program that computes it costs next to
/// nothing. Whether and when it is done changes no result, as a pass is skipped only where it is known what it does.
struct PollSearch {
    /// Loops that were found, the newest first.
    private(set) var loops: [PollLoop] = [] {
        didSet { starts = loops.reduce(0) { $0 | Self.mark($1.pc) } }
    }
    /// One bit for each address at which a pass may begin: most others are told from them without a search.
    private var starts: UInt64 = 0
    /// Follows the guest while one is looked for.
    var recorder: PassRecorder?
    /// Words of memory that passes need in common, but whose values are seldom the same for long: a recorder takes them for
    /// inputs. And how often it came to nothing with one of them.
    private(set) var parameters: [UInt32] = []
    private var failures: [UInt32: Int] = [:]
    /// How often another way was looked for without a gain.
    private var fruitless = 0
    /// Blocks to execute one by one until the core is where a known pass begins; nil while nobody looks.
    private(set) var blocksLeft: Int?
    private var epoch: UInt64 = 0
    private var next: Cycles = 0
    private var gap = PollSearch.shortestGap
    private var nextRecording: Cycles = 0
    private var recordingGap = PollSearch.shortestRecordingGap

    private static let shortestGap: Cycles = 1 << 12
    private static let longestGap: Cycles = 1 << 23
    private static let shortestRecordingGap: Cycles = 1 << 18
    private static let longestRecordingGap: Cycles = 1 << 26
    private static let longWait: Cycles = 1 << 14
    private static let mostLoops = 16
    private static let mostFruitless = 8
    private static let mostParameters = 32
    private static let mostFailures = 16
    private static let fewestBlocks: UInt64 = 64
    private static let mostBlocks: UInt64 = 1024
    /// It is not worth looking for less.
    private static let shortestSkip: Cycles = 1 << 11

    /// Whether to look now, with nothing to happen before `target`.
    func isDue(_ now: Cycles, before target: Cycles) -> Bool {
        blocksLeft != nil || recorder != nil || now >= next && target &- now > Self.shortestSkip
    }

    /// When the guest's execution pauses to look again, `.max` if that is not to come.
    func pause(after now: Cycles) -> Cycles { next > now ? next : .max }

    /// Begins to look; what was found in code that is gone is forgotten.
    mutating func begin(_ code: CodeStore) {
        see(code)
        let longest = loops.map(\.longest).max() ?? 0
        blocksLeft = loops.isEmpty ? 0 : Int(min(longest + Self.fewestBlocks, Self.mostBlocks))
    }

    private mutating func see(_ code: CodeStore) {
        if epoch != code.epoch { loops = [] }
        epoch = code.epoch
    }

    private static func mark(_ pc: UInt32) -> UInt64 { 1 << UInt64(pc >> 1 & 63) }

    /// Whether a pass may begin at `pc`, with the code as it was at `epoch`.
    func mayBegin(at pc: UInt32, _ epoch: UInt64) -> Bool { starts & Self.mark(pc) != 0 && self.epoch == epoch }

    /// Whether another block is to be executed on the way to a known pass.
    mutating func takeBlock() -> Bool {
        guard let left = blocksLeft, left > 0 else { return false }
        blocksLeft = left - 1
        return true
    }

    /// No known pass was met: whether to look for a new one.
    mutating func missed(at now: Cycles) -> Bool {
        blocksLeft = nil
        if now >= nextRecording { return true }
        next = now &+ gap
        gap = min(2 * gap, Self.longestGap)
        return false
    }

    /// The recorder found none.
    mutating func recordingFailed(at now: Cycles) {
        recorder = nil
        blocksLeft = nil
        nextRecording = now &+ recordingGap
        recordingGap = min(4 * recordingGap, Self.longestRecordingGap)
        next = now &+ gap
        gap = min(2 * gap, Self.longestGap)
    }

    /// Time makes the guest go through `loop` on a way that is not known: it is followed, unless that has led nowhere before.
    mutating func lookForAnotherWay(through loop: PollLoop, at now: Cycles, hasGained: Bool) {
        fruitless = hasGained ? 0 : fruitless + 1
        if fruitless > Self.mostFruitless {
            recordingFailed(at: now)
        } else {
            recorder = PassRecorder(loop, parameters: parameters)
        }
    }

    /// The guest would go through `loop` but for what `words` hold: it is followed with those for inputs. Whether it is.
    mutating func vary(_ words: [UInt32], of loop: PollLoop, at now: Cycles) -> Bool {
        guard !words.isEmpty, words.allSatisfy({ failures[$0, default: 0] < Self.mostFailures }) else { return false }
        parameters = (parameters + words.filter { !parameters.contains($0) }).suffix(Self.mostParameters)
        lookForAnotherWay(through: loop, at: now, hasGained: false)
        return recorder != nil
    }

    /// The recorder could not follow what the guest made of `words`: that may be no pass, or each of its passes may be so.
    mutating func noteObstacles(_ words: [UInt32]) {
        for word in words where failures[word] != nil || failures.count < Self.mostParameters {
            failures[word, default: 0] += 1
            if failures[word] == Self.mostFailures { parameters.removeAll { $0 == word } }
        }
    }

    /// The recorder found `pass`. The guest may come through one address several times in a pass: each time is another loop.
    mutating func found(_ pass: PollPass, _ code: CodeStore) {
        recorder = nil
        recordingGap = Self.shortestRecordingGap
        for place in pass.inputs { failures[place] = nil }
        see(code)
        let place = loops.firstIndex { $0.pc == pass.pc && $0.agrees(with: pass) }
        let loop = PollLoop(pass, with: place.map { loops.remove(at: $0) })
        if loops.count == Self.mostLoops, let oldest = loops.indices.min(by: { loops[$0].used < loops[$1].used }) {
            loops.remove(at: oldest)
        }
        loops.insert(loop, at: 0)
    }

    /// Passes were skipped; nothing is to be gained before `next`.
    mutating func skipped(until next: Cycles) {
        blocksLeft = nil
        gap = Self.shortestGap
        self.next = next
    }

    /// The guest is likely to wait: looks soon, and follows it if the wait is long.
    mutating func hurry(at now: Cycles) {
        gap = Self.shortestGap
        next = min(next, now)
        nextRecording = min(nextRecording, now &+ Self.longWait)
    }

    /// Something happens before a known pass could be met.
    mutating func interrupted() {
        blocksLeft = nil
    }
}

extension Core {
    /// Skips passes of a loop that only polls, or goes on to look for one: executes or skips something before `target`, where
    /// the next thing happens. False when nothing was done, and the guest is to be executed as usual.
    func poll(before target: Cycles) -> Bool {
        guard profiler == nil, polls.isDue(now, before: target) else { return false }
        if let recorder = polls.recorder {
            follow(recorder, before: target)
            return true
        }
        if polls.blocksLeft == nil { polls.begin(code) }
        while true {
            if let hasSkipped = skip(before: target) { return hasSkipped }
            guard target &- now > Cycles(code.maxBlockCost) else {
                polls.interrupted()
                return false
            }
            guard polls.takeBlock() else { break }
            executeBlock(before: target)
            guard goesOn(before: target) else { return true }
        }
        if polls.missed(at: now) { polls.recorder = PassRecorder(parameters: polls.parameters) }
        return polls.recorder != nil
    }

    /// Watches the guest until something happens, or until it is known what it does.
    private func follow(_ recorder: PassRecorder, before target: Cycles) {
        repeat {
            switch recorder.step(self) {
            case .going: continue
            case .failed:
                polls.noteObstacles(recorder.obstacles)
                polls.recordingFailed(at: now)
            case .found(let pass):
                polls.found(pass, code)
                _ = skip(before: target)
            }
            return
        } while goesOn(before: target)
    }

    /// Whether the next instruction is all that happens next.
    private func goesOn(before target: Cycles) -> Bool {
        now < target && target <= special.timerDue && !signals.changed && stop == nil && !isWaiting
            && !special.isDebugArmed && special.latched & Interrupts.nmi == 0
            && (pendingInterrupts & special.intenable == 0 || special.currentLevel > 0)
    }

    /// Follows the guest through a loop that begins here and would be gone but for a few words of memory; nil when there is
    /// none.
    private func vary() -> Bool? {
        for loop in polls.loops where loop.pc == pc {
            if polls.vary(loop.differingWords(self), of: loop, at: now) { return true }
        }
        return nil
    }

    /// Skips what it can of the known loops that begin here. Nil when none does; otherwise whether it did, or looks for
    /// another way through one.
    private func skip(before target: Cycles) -> Bool? {
        guard polls.mayBegin(at: pc, code.epoch) else { return nil }
        var unknown: PollLoop?
        for loop in polls.loops where loop.pc == pc {
            let began = now
            let outcome = loop.skip(self, before: target)
            if now > began { loop.used = now }
            switch outcome {
            case .elsewhere: continue
            case .skipped:
                polls.skipped(until: target)
                return now > began
            case .unknownWay where now > began:
                polls.lookForAnotherWay(through: loop, at: now, hasGained: true)
                return true
            case .unknownWay: unknown = loop
            }
        }
        guard let unknown else { return vary() }
        polls.lookForAnotherWay(through: unknown, at: now, hasGained: false)
        return polls.recorder != nil ? true : nil
    }
}
