import ESP8266
import Inputs
import LX106
import Record

/// One run: builds board and world from a plan, drives simulated time, and hands back the record.
public final class Run {
    /// How far a run is.
    public struct Progress: Sendable {
        /// Simulated time.
        public var time: Seconds
        /// TLS state, if a handshake is going on.
        public var tlsState: String?
        /// Instructions so far.
        public var instructions: UInt64
    }

    /// Called every 2 ms of simulated time, and once for a longer stretch in which the guest waits or nothing is measured.
    public var onProgress: ((Progress) -> Void)?
    /// Called with every line the guest completes.
    public var onConsole: ((RunRecord.ConsoleLine) -> Void)?

    /// Called with every register without a model, when the guest touches it for the first time.
    public var onUnmodelled: ((RunRecord.UnmodelledRegister) -> Void)?

    /// Looked at as often as `onProgress` is called: ends the run early, with the record up to there.
    public var cancellation = Cancellation()

    /// What stands in the flash chip after `record`; nil before, and where `keepsFlash` is false.
    public private(set) var flash: [UInt8]?
    /// Whether `flash` is wanted.
    public var keepsFlash = false
    /// Called before the first instruction with the ports of the host that lead to the device.
    public var onForwards: (([PortForward]) -> Void)?
    /// The desk that the board lies on; nil for a run in simulated time alone.
    var desk: Desk?

    /// Who stops the run to look at it; the guest waits for it before its first instruction.
    public var debugger: Debugger?

    /// Called with a moment that a snapshot is wanted of, by `snapshotAt` or by a debugger.
    public var onSnapshot: ((Snapshot.Moment) -> Void)?

    /// Has a snapshot be taken at the first instruction at or after this moment; nil: none.
    public var snapshotAt: Ticks? {
        get { moments.takesAt }
        set { moments.takesAt = newValue }
    }

    /// Has the run begin there for who looks at it: console, progress, debugger; nil: at power-on. `record` throws when the run is over
    /// before, or comes by with another state.
    public var start: Snapshot.Moment? {
        get { moments.start }
        set { moments.start = newValue }
    }

    var moments = SnapshotMoments()
    let plan: RunPlan
    /// Whether `cancellation` ended the run.
    private var isInterrupted = false
    /// Whether the guest computed for most of the last period.
    private var isBusy = false
    /// Whether the run ends when the application's loop is serviced again after a bite.
    var endsAfterTrip = false
    /// Ticks of the handshake that `Sensitivity` calls avoidable.
    private var avoidable: Ticks = 0

    /// A run of `plan`.
    public init(_ plan: RunPlan) {
        self.plan = plan
    }

    /// Executes the run, and says between which times its handshake lies within what is assumed about the chip.
    ///
    /// Takes about three times the CPU time of `record`, on three threads. Without effect on runs against a real server, which
    /// cannot be repeated.
    public func recordWithBounds() throws(EmulationError) -> RunRecord {
        guard plan.scenario.tcp == nil, plan.own != nil else { return try record() }
        let slow = Sensitivity.SideRun(plan.handshakeOnly(timing: plan.timing.slowest), cancellation)
        let quick = Sensitivity.quickest(plan.timing).map {
            Sensitivity.SideRun(plan.handshakeOnly(timing: $0), cancellation)
        }
        var record = try record()
        guard record.handshake.completed, let high = slow.handshake else { return record }
        let seconds = record.handshake.seconds
        let low = max(.zero, seconds - Seconds(ticks: avoidable))
        let rest = Int64(TimingModel.unexplainedPermille)
        record.handshake.secondsLow = min(low, quick?.handshake ?? low).scaled(permille: 1000 - rest)
        record.handshake.secondsHigh = max(seconds, high).scaled(permille: 1000 + rest)
        return record
    }

    /// Executes the run; with a debugger, as often as it wants to go back.
    public func record() throws(EmulationError) -> RunRecord {
        guard let debugger else { return try recordOnce() }
        if !plan.isRepeatable || desk != nil { debugger.isRepeatable = false }
        while true {
            let record = try recordOnce()
            guard !debugger.isRewinding else { continue }
            if desk == nil { debugger.ended(code: record.verdict.ok ? 0 : 1) }
            return record
        }
    }

    private func recordOnce() throws(EmulationError) -> RunRecord {
        // The ROM first: a user's firmware has names of the chip's, whose routines stand elsewhere in ours.
        let recorder = RunRecorder(
            images: [plan.rom, plan.program],
            library: plan.own?.library.library ?? plan.user?.library,
            own: plan.own?.library,
            profile: plan.profile,
            scenario: plan.scenario
        )
        recorder.onConsole = { [unowned self] in if debugger?.isRepeating != true, start == nil { onConsole?($0) } }
        recorder.onUnmodelled = onUnmodelled
        recorder.endsAfterTrip = endsAfterTrip
        let network = try network()
        let tap = plan.collectsTraffic && plan.own != nil ? TrafficTap(network) : nil
        let board = try makeBoard(tap ?? network)
        board.core.skipsPolling = plan.skipsPolling
        if plan.own != nil, plan.scenario.onTrip == .observe { WatchdogBites.hold(plan.program, on: board.core) }
        recorder.attach(to: board)
        pressButtons(on: board)
        let real = try realNetwork()
        let world = plan.user == nil ? nil : try UserWorld(plan, around: board, recorder, real: real)
        let user = plan.user.map { UserGuest($0, rom: plan.rom, scenario: plan.scenario, board, recorder) }
        let (profile, heap) = plan.collectsCallProfile ? collectors(board) : (nil, nil)
        if let world, let user {
            world.network.onStream = { [unowned user] event, host, at in user.wire.take(event, host: host, at: at) }
            world.tell(user.delays)
        }
        world?.simulated?.onClientsDone = { [unowned recorder] in recorder.reach(.clients) }
        (world?.simulated?.account ?? (network as? VirtualNetwork)?.account)?.onArrivals = { [unowned recorder] in
            recorder.reach(.arrivals)
        }
        let outside: (any RealWorld)? = world?.simulated?.server ?? network as? TCPNetwork
        outside?.guestIsWaiting = Self.idleMeter(board)
        if desk == nil { real?.lookByItself(after: board.now) }
        outside?.onFailure = { [weak board] in board?.stop() }
        if let desk, let world, let user { desk.begin(.init(board, recorder, world, user)) }
        if let debugger { begin(debugger, board, recorder) }
        let ending = drive(board, recorder, outside)
        if let failure = outside?.failure ?? moments.failure { throw failure }
        if let start, !cancellation.isCancelled, debugger?.isKilled != true {
            throw .misuse("the run is over before \(start.seconds.text(digits: 6)) s, when the snapshot was taken")
        }
        if debugger?.isRewinding == true { return recorder.record }
        if keepsFlash { flash = board.flashContents }
        let account = world?.simulated?.account ?? (network as? VirtualNetwork)?.account
        recorder.record.cloud = account?.collector.result
        let findings = world?.simulated?.findings ?? (network as? VirtualNetwork)?.findings
        user?.finish(&recorder.record)
        recorder.record.firmware?.notes += real?.notes ?? []
        recorder.record.clients = world?.simulated?.clients.result
        var record = finish(board, recorder, ending, endpointError: findings?.handshakeFailure)
        record.traffic =
            world?.network.traffic(starts: recorder.starts)
            ?? tap?.traffic(starts: recorder.starts, keyLog: findings?.keyLog ?? [])
        record.air = world?.air
        record.callProfile = profile?.result(at: board.core.now)
        if plan.scenario.onTrip == .reset, plan.isRepeatable, let trip = record.trips.first {
            record.goesOn(beyond: trip, for: try duration(beyond: trip, of: plan))
        }
        if let profile { record.heapUse = heap?.result(names: profile.chains()) }
        return record
    }

    /// What counts cycles and allocations by call stack, attached to `board`.
    private func collectors(_ board: Board) -> (CallProfileCollector, HeapUseCollector?) {
        let profile = CallProfileCollector([plan.program, plan.rom])
        let heap = HeapUseCollector.Allocator(plan.program).map { allocator in
            HeapUseCollector(allocator, time: { [weak board] in board?.clock.ticks(at: $0) ?? 0 })
        }
        board.core.attach(profile.profiler)
        heap?.attach(to: board.core, profile.profiler)
        return (profile, heap)
    }

    private func network() throws(EmulationError) -> any NetworkLink {
        switch plan.guest {
        case .own(let guest):
            if let server = plan.scenario.tcp {
                TCPNetwork(server: server, link: plan.scenario.link)
            } else {
                try Self.virtualNetwork(plan, for: guest)
            }
        case .user: NoNetwork()
        }
    }

    /// The host's network, if it is wanted; a desk has its own, for longer than this run.
    private func realNetwork() throws(EmulationError) -> RealNetwork? {
        if let desk { return desk.network }
        guard plan.user != nil, plan.scenario.network.isReal else { return nil }
        let network = try RealNetwork(plan.scenario)
        onForwards?(network.forwards)
        return network
    }

    private func makeBoard(_ network: any NetworkLink) throws(EmulationError) -> Board {
        let flash = try plan.flash()
        do {
            return try Board(configuration: plan.boardConfiguration, rom: plan.rom, flash: flash, link: network)
        } catch {
            throw .inconsistent("rom.elf: \(error.description)")
        }
    }

    private func drive(_ board: Board, _ recorder: RunRecorder, _ outside: (any RealWorld)?) -> BoardStop {
        let limit = plan.scenario.timeLimit.ticks
        var meter = IdleMeter()
        var sampling = Sampling(isFixed: plan.user == nil)
        recorder.onMeasuring = { [unowned board] at in board.run(noLongerThan: sampling.moment(after: at)) }
        // What was to be looked at is over: the look would only interrupt a guest that polls.
        recorder.onResting = { [unowned self, unowned board] in
            board.run(noShorterThan: min(sampling.next, limit, moments.next))
        }
        guard pass(board) else { return .stopped }
        while true {
            let stop = board.run(until: min(sampling.next, limit, moments.next, desk?.next(after: board.now) ?? .max))
            if board.now >= moments.next {
                guard pass(board) else { return .stopped }
                if stop == .timeLimit, board.now < min(sampling.next, limit) { continue }
            }
            isBusy = !meter.isIdle(board.core)
            if case .lost = stop { return stop }
            if recorder.lost != nil || recorder.isDone || recorder.isOutOfBoots || recorder.isBeyondTrip
                || outside?.failure != nil
            {
                return .stopped
            }
            if board.now >= limit { return .timeLimit }
            if let desk {
                guard desk.turn() else {
                    isInterrupted = true
                    return .stopped
                }
                if board.now < sampling.next { continue }
            }
            if debugger?.isRewinding == true { return .stopped }
            if cancellation.isCancelled || debugger?.isKilled == true {
                isInterrupted = true
                return .stopped
            }
            let waiting = sampling.idlePeriods(board, limit: limit)
            recorder.sample(periods: 1 + waiting)
            if start == nil { onProgress?(progress(board, recorder)) }
            sampling.go(on: board.now, periods: waiting, limit: limit, isMeasuring: recorder.wantsSamples)
        }
    }

    private func progress(_ board: Board, _ recorder: RunRecorder) -> Progress {
        Progress(
            time: Seconds(ticks: board.now),
            tlsState: recorder.handshake.stateName,
            instructions: board.core.instructions
        )
    }

    private func finish(
        _ board: Board,
        _ recorder: RunRecorder,
        _ ending: BoardStop,
        endpointError: String?
    ) -> RunRecord {
        let busyIn = ending == .timeLimit && isBusy ? recorder.stalledIn(at: board.now) : nil
        var record = recorder.finish(at: board.now)
        avoidable = recorder.handshake.avoidable
        record.instructions = board.core.instructions
        record.cycles = board.core.now
        record.cache = RunRecord.Cache(hits: board.cache.hits, misses: board.cache.misses)
        record.seed = plan.scenario.seed
        record.profile = plan.profile.name
        record.clockMHz = plan.user == nil ? plan.profile.clockMHz : board.clock.megahertz
        record.onTrip = plan.scenario.onTrip
        if !record.handshake.completed { record.handshake.endpointError = endpointError }
        record.parameters = parameters(board)
        record.isRepeatable = desk != nil || !plan.isRepeatable || debugger?.hasWritten == true ? false : nil
        var lost: String?
        switch ending {
        case .stopped where recorder.lost != nil:
            record.ended = .lost
            lost = recorder.lost
        case .stopped where isInterrupted:
            record.ended = .interrupted
            record.interrupted = true
        case .stopped: record.ended = recorder.isDone ? .done : .boots
        case .timeLimit: record.ended = .timeLimit
        case .lost(let cause, let pc):
            record.ended = .lost
            lost = "guest lost at 0x\(String(pc, radix: 16)), exception cause \(cause)"
        }
        let waitsForTime = plan.scenario.stopConditions.contains(.time) && ending == .timeLimit
        record.verdict = Judge.verdict(
            on: record,
            isFinished: recorder.isDone || waitsForTime,
            lost: lost,
            busyIn: busyIn
        )
        return record
    }

    /// What the run was a function of; firmware of the user's own chooses clock and cache itself.
    private func parameters(_ board: Board) -> [RunRecord.Parameter] {
        guard plan.user != nil else { return plan.parameters }
        var chosen = plan
        chosen.resolved.profile.clockMHz = board.clock.megahertz
        chosen.resolved.profile.cacheKB = board.cache.size / 1024
        return chosen.parameters
    }

    /// Tells whether the guest of `board` waits, again and again.
    private static func idleMeter(_ board: Board) -> () -> Bool {
        var meter = IdleMeter()
        return { [weak board] in board.map { meter.isIdle($0.core) } ?? false }
    }
}
