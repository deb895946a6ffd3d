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
    /// How often another way was looked for without a gain.
    private var fruitless = 0
    /// Blocks to execute one by one until the core is where a known pass begins; nil while nobody looks.
    private(set) var blocksLeft: Int?
    private var generation: UInt64 = 0
    private var next: Cycles = 0
    private var gap = PollSearch.shortestGap
    private var nextRecording: Cycles = 0
    private var recordingGap = PollSearch.shortestRecordingGap

    private static let shortestGap: Cycles = 1 << 12
    private static let longestGap: Cycles = 1 << 23
    private static let shortestRecordingGap: Cycles = 1 << 18
    private static let longestRecordingGap: Cycles = 1 << 26
    private static let mostLoops = 8
    private static let mostFruitless = 8
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
    mutating func begin(_ generation: UInt64) {
        if self.generation != generation { loops = [] }
        self.generation = generation
        let longest = loops.map(\.longest).max() ?? 0
        blocksLeft = loops.isEmpty ? 0 : Int(min(longest + Self.fewestBlocks, Self.mostBlocks))
    }

    private static func mark(_ pc: UInt32) -> UInt64 { 1 << UInt64(pc >> 1 & 63) }

    /// Whether a pass may begin at `pc`.
    func mayBegin(at pc: UInt32) -> Bool { starts & Self.mark(pc) != 0 }

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
        if fruitless > Self.mostFruitless { recordingFailed(at: now) } else { recorder = PassRecorder(loop) }
    }

    /// The recorder found `pass`.
    mutating func found(_ pass: PollPass, _ generation: UInt64) {
        recorder = nil
        recordingGap = Self.shortestRecordingGap
        if self.generation != generation { loops = [] }
        self.generation = generation
        let place = loops.firstIndex { $0.pc == pass.pc }
        let loop = PollLoop(pass, with: place.map { loops.remove(at: $0) })
        loops.insert(loop, at: 0)
        if loops.count > Self.mostLoops { loops.removeLast() }
    }

    /// Passes were skipped; nothing is to be gained before `next`.
    mutating func skipped(until next: Cycles) {
        blocksLeft = nil
        gap = Self.shortestGap
        self.next = next
    }

    /// Something happens before a known pass could be met.
    mutating func interrupted() {
        blocksLeft = nil
    }
}

extension Core {
    /// Skips loops of a loop that only polls, or goes on to look for one: executes or skips something before `target`, where
    /// the next thing happens. False when nothing was done, and the guest is to be executed as usual.
    func poll(before target: Cycles) -> Bool {
        guard profiler == nil, polls.isDue(now, before: target) else { return false }
        if let recorder = polls.recorder {
            switch recorder.step(self) {
            case .going: return true
            case .failed: polls.recordingFailed(at: now)
            case .found(let pass):
                polls.found(pass, code.generation)
                _ = skip(before: target)
            }
            return true
        }
        if polls.blocksLeft == nil { polls.begin(code.generation) }
        if skip(before: target) { return true }
        guard target &- now > Cycles(code.maxBlockCost) else {
            polls.interrupted()
            return false
        }
        if polls.takeBlock() {
            hostLimit = 0
            let isReady = (0..<16).allSatisfy { readyAt[$0] <= now }
            execute(limit: now, single: usesReferencePath || !isReady)
            return true
        }
        if polls.missed(at: now) { polls.recorder = PassRecorder() }
        return polls.recorder != nil
    }

    /// Skips what it can of a known loop that begins here; whether it did, or looks for another way through it.
    private func skip(before target: Cycles) -> Bool {
        guard polls.mayBegin(at: pc) else { return false }
        for loop in polls.loops where loop.pc == pc {
            let began = now
            switch loop.skip(self, before: target) {
            case .elsewhere: continue
            case .skipped: polls.skipped(until: target)
            case .unknownWay: polls.lookForAnotherWay(through: loop, at: now, hasGained: now > began)
            }
            return now > began || polls.recorder != nil
        }
        return false
    }
}
