import ESP8266
import LX106

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

    /// Called every 2 ms of simulated time.
    public var onProgress: ((Progress) -> Void)?
    /// Called with every line the guest completes.
    public var onConsole: ((RunRecord.ConsoleLine) -> Void)?

    private let plan: RunPlan
    /// Whether the guest computed for most of the last period.
    private var isBusy = false

    /// A run of `plan`.
    public init(_ plan: RunPlan) {
        self.plan = plan
    }

    /// The call stack is looked at this often; the period decides no result but the functions named for a stall.
    private static let samplePeriod: Ticks = 2 * 1000 * Clock.ticksPerMicrosecond

    /// Executes the run.
    public func record() throws(EmulationError) -> RunRecord {
        let recorder = RunRecorder(
            images: [plan.firmware, plan.rom],
            profile: plan.profile,
            scenario: plan.scenario
        )
        recorder.onConsole = onConsole
        let tcp = plan.scenario.tcp.map { TCPNetwork(server: $0, link: plan.scenario.link) }
        let network: any NetworkLink = if let tcp { tcp } else { try Self.virtualNetwork(plan) }
        let board = try makeBoard(network)
        recorder.attach(to: board)
        tcp?.guestIsWaiting = Self.idleMeter(board)
        tcp?.onFailure = { [weak board] in board?.stop() }
        let ending = drive(board, recorder, tcp)
        if let failure = tcp?.failure { throw failure }
        return finish(board, recorder, ending, endpointError: (network as? VirtualNetwork)?.handshakeFailure)
    }

    private func makeBoard(_ network: any NetworkLink) throws(EmulationError) -> Board {
        let area = try plan.configSector()
        do {
            return try Board(
                configuration: plan.boardConfiguration,
                rom: plan.rom,
                firmware: plan.firmware,
                configurationArea: area,
                link: network
            )
        } catch {
            let file = plan.scenario.tls.imageFile(build: plan.profile.sdk.tlsBuild)
            throw .badInput(file: file, line: nil, message: error.description)
        }
    }

    private func drive(_ board: Board, _ recorder: RunRecorder, _ tcp: TCPNetwork?) -> BoardStop {
        let limit = plan.scenario.timeLimit.ticks
        let isIdle = Self.idleMeter(board)
        var next = Self.samplePeriod
        while true {
            let stop = board.run(until: min(next, limit))
            isBusy = !isIdle()
            if case .lost = stop { return stop }
            if recorder.isDone || recorder.isOutOfBoots || tcp?.failure != nil { return .stopped }
            if board.now >= limit { return .timeLimit }
            recorder.sample()
            onProgress?(progress(board, recorder))
            next = max(next, board.now) &+ Self.samplePeriod
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
        record.instructions = board.core.instructions
        record.cycles = board.core.now
        record.cache = RunRecord.Cache(hits: board.cache.hits, misses: board.cache.misses)
        record.seed = plan.scenario.seed
        record.profile = plan.profile.name
        record.clockMHz = plan.profile.clockMHz
        record.onTrip = plan.scenario.onTrip
        if !record.handshake.completed { record.handshake.endpointError = endpointError }
        var lost: String?
        switch ending {
        case .stopped: record.ended = recorder.isDone ? "done" : "boots"
        case .timeLimit: record.ended = "time_limit"
        case .lost(let cause, let pc):
            record.ended = "lost"
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

    /// Tells whether the core spent more than half of its cycles since the last call waiting.
    private static func idleMeter(_ board: Board) -> () -> Bool {
        var last: (idle: Cycles, now: Cycles) = (0, 0)
        return { [weak board] in
            guard let core = board?.core else { return false }
            let idle = core.idleCycles &- last.idle, all = core.now &- last.now
            last = (core.idleCycles, core.now)
            return idle > all / 2
        }
    }
}
