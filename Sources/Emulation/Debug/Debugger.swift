import GDBRemote
import LX106

/// Has a debugger stop a run, look at it and go on, in either direction.
///
/// The guest does not notice: stops are between two instructions, no byte of its memory is changed, and its cycles are those of
/// a run without debugger, unless the debugger writes. A run is a function of its inputs: to come to an earlier moment, it is
/// begun anew. All of it happens on the guest's thread, which waits while the guest stands still.
public final class Debugger {
    /// Whether the run has to begin anew, to come to an earlier moment.
    private(set) var isRewinding = false
    /// Whether the debugger wants the run to end.
    private(set) var isKilled = false
    /// Whether the run can be repeated: it reaches nothing real, and the debugger has changed nothing.
    var isRepeatable = true
    /// Whether the debugger has changed what the guest computes with.
    var hasWritten = false
    /// Called every tenth of a second while the guest stands still.
    var onHold: () -> Void = {}

    let server: DebugServer
    var mode: Mode
    /// Whether the guest waits for a debugger; if not, they come and go while it runs.
    private let isAwaited: Bool
    var conditions = Debugger.usualConditions
    var points: [Breakpoint] = []
    var watches: [Breakpoint] = []
    var core: Core?
    var machine: Machine?
    /// While the run stands still because of an exception: the instruction that raised it is shown, the handler is next.
    var shownException: ExceptionNote?
    private var installed: [UInt32: Hook] = [:]
    private var hasBegun = false
    private var isCancelled: () -> Bool = { false }
    /// What stops the run at the end of this instruction.
    private var pending: Stop?
    /// Where what is watched lies.
    private var watched = (first: UInt32(0), size: UInt32(0))
    /// How deep in handlers the instruction lies that a step executes.
    private var depth = 0
    private var seenExceptions: UInt64 = 0
    /// Where it stood last: what is there does not stop it again.
    var stoppedAt: Moment?
    /// The furthest moment so far.
    private var furthest: Cycles = 0
    private var wakesAt: Cycles = .max

    /// Cycles between two looks whether the debugger interrupts.
    private static let pollPeriod: Cycles = 1 << 20
    /// Breakpoints and watchpoints, each; more are refused.
    static let mostPoints = 1024

    private static let usualConditions: Set<Condition> = [.bite, .exception]

    /// A debugger that comes by `server`: the guest waits for it, unless it is not `isAwaited`.
    public init(_ server: DebugServer, isAwaited: Bool = true) {
        self.server = server
        self.isAwaited = isAwaited
        mode = isAwaited ? .running : .alone
    }

    /// The present moment.
    var moment: Moment { Moment(cycles: core?.now ?? 0, instructions: core?.instructions ?? 0) }

    /// Whether the run only repeats what it did before.
    var isRepeating: Bool { (core?.now ?? 0) < furthest }

    /// A run begins on `core`: the first, which waits for the debugger, or a repetition.
    func begin(_ core: Core, _ machine: Machine, unless isCancelled: @escaping () -> Bool) {
        self.core = core
        self.machine = machine
        self.isCancelled = isCancelled
        isRewinding = false
        installed = [:]
        (pending, stoppedAt, shownException, seenExceptions) = (nil, nil, nil, 0)
        // Of a board that begins anew nothing is repeated.
        if !isRepeatable { furthest = 0 }
        if case .alone = mode { return }
        core.inspection.attended = { [unowned self] core in attended(core) }
        switch mode {
        case .returning(let moment, let stop) where moment == Moment(cycles: 0, instructions: 0):
            pending = stop
            core.attend()
        case .returning(let moment, _): wake(at: moment.cycles > 1 << 16 ? moment.cycles - 1 << 16 : 0)
        case .searching(let search) where search.depth != nil:
            wake(at: search.before.cycles > search.window ? search.before.cycles - search.window : 0)
        case .searching: arm()
        case .alone, .running, .stepping:
            pending = hasBegun ? nil : .halted
            core.attend()
        }
    }

    /// Leaves the run alone until `stand`.
    func rest() { mode = .alone }

    /// Has the guest stand still and wait for the debugger, as it otherwise does at power-on.
    func stand() {
        guard case .alone = mode, let core else { return }
        mode = .running
        (hasBegun, pending, seenExceptions) = (false, .halted, core.counts.exceptions)
        core.inspection.attended = { [unowned self] core in attended(core) }
        core.attend()
    }

    /// Has the guest stand still for a debugger that has come while nobody debugged.
    func admit() {
        guard case .alone = mode, !isAwaited, server.accept() else { return }
        stand()
    }

    /// The run is over: with which exit code.
    func ended(code: UInt8) {
        server.close(exitCode: code)
        mode = .alone
    }

    /// Something happened that may be a reason to stop.
    func happened(_ stop: Stop) {
        if case .alone = mode { return }
        guard let condition = stop.condition, conditions.contains(condition) else { return }
        suspend(stop)
    }

    private func suspend(_ stop: Stop) {
        if pending == nil { pending = stop }
        core?.attend()
    }
}

extension Debugger {
    /// Between two instructions, because somebody asked for it, an exception was raised, or the alarm rang.
    private func attended(_ core: Core) {
        noteException(core)
        if core.now >= wakesAt {
            wakesAt = .max
            arm()
        }
        switch server.poll() {
        case .nothing: break
        case .interrupt: pending = .interrupted
        case .gone: leave()
        }
        if isCancelled() { return kill() }
        let stop = pending
        pending = nil
        switch mode {
        case .alone: return
        case .running, .stepping: if let stop { halt(stop) }
        case .searching(let search): look(stop, search)
        case .returning(let moment, let wanted):
            if stop == .interrupted || self.moment >= moment { halt(stop == .interrupted ? .interrupted : wanted) }
        }
        if case .alone = mode { return }
        core.inspection.alarm = min(wakesAt, core.now &+ Self.pollPeriod)
    }

    /// An exception has just been raised.
    private func noteException(_ core: Core) {
        guard core.counts.exceptions != seenExceptions else { return }
        seenExceptions = core.counts.exceptions
        guard let note = core.lastException else { return }
        let condition = note.cause == ExceptionCause.loadStoreError.rawValue ? Condition.loadStoreError : .exception
        guard conditions.contains(condition) else { return }
        if pending != .interrupted { pending = .exception(cause: note.cause) }
    }

    private func look(_ stop: Stop?, _ search: Search) {
        var search = search
        if stop == .interrupted { return halt(.interrupted) }
        guard moment < search.before else { return finish(search) }
        guard let stop, search.depth == nil else { return }
        search.found = (moment, stop)
        mode = .searching(search)
    }

    /// The moment before which something was looked for is reached.
    private func finish(_ search: Search) {
        var search = search
        if search.depth != nil, search.found == nil, search.window < search.before.cycles {
            search.window = search.window << 4
            mode = .searching(search)
        } else if let found = search.found {
            mode = .returning(found.moment, found.stop)
        } else {
            mode = .returning(Moment(cycles: 0, instructions: 0), .beginning)
        }
        rewind()
    }

    private func rewind() {
        isRewinding = true
        disarm()
        machine?.end()
    }

    /// Stands still until the debugger has it go on.
    private func halt(_ stop: Stop) {
        guard let core else { return }
        disarm()
        furthest = max(furthest, core.now)
        stoppedAt = moment
        if case .exception = stop { shownException = core.lastException }
        mode = .running
        if hasBegun {
            server.report(stop, note: stop.note.map { "\(machine?.time() ?? ""): \($0)" })
        } else {
            hasBegun = true
            server.expectQuestion(about: stop)
            server.waitForDebugger(unless: isCancelled)
        }
        let resume = server.serve(
            self,
            unless: {
                onHold()
                return isCancelled()
            }
        )
        go(resume, from: core)
    }

    private func go(_ resume: Resume, from core: Core) {
        let depth = shownException == nil ? core.handlerDepth : max(0, core.handlerDepth - 1)
        let isBeforeHandler = shownException != nil
        shownException = nil
        switch resume {
        case .proceed:
            mode = .running
            arm()
        case .step where isBeforeHandler:
            // What is shown is the instruction that raised it: the step leads into the handler.
            halt(.stepped)
        case .step:
            mode = .stepping(depth: depth, isDone: false)
            arm()
        case .reverse, .reverseStep:
            mode = .searching(Search(before: moment, depth: resume == .reverse ? nil : depth))
            rewind()
        case .detach: leave()
        case .kill: kill()
        }
    }

    private func leave() {
        mode = .alone
        for address in installed.keys.sorted() { removeHook(at: address) }
        core?.inspection = Inspection()
        (points, watches, conditions) = ([], [], Self.usualConditions)
        server.close()
    }

    private func kill() {
        isKilled = true
        leave()
        machine?.end()
    }
}

extension Debugger {
    private func wake(at cycle: Cycles) {
        wakesAt = cycle
        core?.inspection.alarm = cycle
    }

    /// Has the core stop where it is asked to.
    private func arm() {
        guard let core else { return }
        let wanted = Set(points.map(\.address))
        for address in installed.keys.sorted() where !wanted.contains(address) { removeHook(at: address) }
        for point in points where installed[point.address] == nil {
            installed[point.address] = core.watch(point.address) { [unowned self] core in
                if moment != stoppedAt { suspend(.breakpoint(isHardware: point.kind == .hardware)) }
            }
        }
        let isStepping: Bool
        switch mode {
        case .alone: return
        case .running: isStepping = false
        case .stepping, .returning: isStepping = true
        case .searching(let search): isStepping = search.depth != nil
        }
        core.inspection.willExecute = isStepping ? { [unowned self] core in willExecute(core) } : nil
        core.inspection.didExecute = isStepping ? { [unowned self] core in didExecute(core) } : nil
        watched = Self.span(of: watches)
        core.inspection.accessed = watches.isEmpty ? nil : { [unowned self] in accessed($1) }
        core.inspection.alarm = min(wakesAt, core.now &+ Self.pollPeriod)
    }

    /// Has the core run free. Hooks stay until it goes on: a debugger takes its breakpoints away at every stop, and each new
    /// hook forgets decoded code.
    private func disarm() {
        guard let core else { return }
        core.inspection.willExecute = nil
        core.inspection.didExecute = nil
        core.inspection.accessed = nil
    }

    private func removeHook(at address: UInt32) {
        guard let hook = installed.removeValue(forKey: address) else { return }
        core?.remove(hook)
    }

    private func willExecute(_ core: Core) {
        switch mode {
        case .stepping: depth = core.handlerDepth
        case .returning(let moment, let stop) where self.moment >= moment: suspend(stop)
        case .searching(var search):
            guard moment < search.before else { return core.attend() }
            guard let depth = search.depth, core.handlerDepth <= depth else { return }
            search.found = (moment, .stepped)
            mode = .searching(search)
        default: break
        }
    }

    private func didExecute(_ core: Core) {
        switch mode {
        case .stepping(let outermost, let isDone) where isDone || depth <= outermost:
            mode = .stepping(depth: outermost, isDone: true)
            if core.handlerDepth <= outermost { suspend(.stepped) }
        case .returning(let moment, let stop) where self.moment >= moment: suspend(stop)
        default: break
        }
    }

    /// From the first address at which an access may touch one of `watches`, as many bytes as lead behind the last.
    private static func span(of watches: [Breakpoint]) -> (first: UInt32, size: UInt32) {
        let first = Int(watches.map(\.address).min() ?? 0) - 3
        let end = watches.map { Int($0.address) + Int($0.length) }.max() ?? 0
        return (UInt32(truncatingIfNeeded: first), UInt32(clamping: end - first))
    }

    private func accessed(_ access: MemoryAccess) {
        // Nearly all are elsewhere.
        guard access.address &- watched.first < watched.size else { return }
        let width = UInt32(access.width.rawValue)
        let watch = watches.first { $0.isTouched(by: access.address, width: width, isStore: access.isStore) }
        guard let watch else { return }
        suspend(.watchpoint(watch.kind, address: max(watch.address, access.address)))
    }
}

extension Stop {
    /// Which condition it needs.
    fileprivate var condition: Debugger.Condition? {
        switch self {
        case .watchdog: .bite
        case .allocationFailed: .allocationFailure
        case .fed: .feed
        default: nil
        }
    }
}
