import ESP8266
import LX106
import Record

/// Guest events of firmware with a vendor's SDK, which knows nothing of us: from its scheduler, from the MAC timer that the SDK's watchdog runs on, and from functions of known names.
final class SDKSource {
    /// What FreeRTOS calls its idle task.
    private static let idleTask = Array("IDLE".utf8)
    /// `rst_info.reason` of the NONOS SDK and esp-open-rtos, in the first word of RTC memory's system part.
    private enum Reason {
        static let address: UInt32 = 0x6000_1100
        static let softWatchdog: UInt32 = 3
        static let all: ClosedRange<UInt32> = 0...6
    }

    /// Where linker scripts have the boot ROM's functions.
    private static let bootROM: Range<UInt32> = 0x4000_0000..<0x4001_0000

    private let board: Board
    private let program: ELFImage
    /// Takes an event.
    private let take: (GuestEvent, Ticks) -> Void
    private let heap: HeapSource
    private let stacks: StackSource
    /// When what waits for the SDK's tasks in the boot ROM's queues was posted.
    private var postings = PostingTimes()
    /// What waits for them, if the firmware brings a scheduler of its own.
    private var queues = TaskQueues()
    /// The functions of these tasks.
    private var tasks: Set<UInt32> = []
    /// Whether the SDK leaves the reason of a restart in RTC memory.
    private let leavesReason: Bool
    /// Where the SDK takes back its watchdog's count. Empty where none of the functions has a name: then a feed is only
    /// known to have been when the second expiry was no bite.
    private let feeders: [Range<UInt32>]
    /// The boot ROM's call of a task: the SDK's own task has no name, but feeds by itself.
    private let dispatch: Range<UInt32>?
    /// The scheduler that had a turn, if any has had one.
    private(set) var scheduler: RunRecord.Firmware.Scheduler?
    private var interval: Ticks?
    private var lastExpiry: Ticks?
    /// The expiry before that, if no feed was seen between the two.
    private var unansweredExpiry: Ticks?
    private var isFedSinceExpiry = false
    /// Whether MacTim1 runs.
    private var isArmed = false
    /// Whether the SDK has put its watchdog off.
    private var isStopped = false
    /// To stop its watchdog the SDK arms it for 70 s (pp_soft_wdt_stop of NONOS 2.2 and 3.0, read); it counts 3.0 s at most.
    private static let stop = Seconds(microseconds: 60_000_000)

    /// What takes back the count: API, and the SDK's own task, which has a name in esp-open-rtos (libpp, read). Each also
    /// feeds the hardware watchdog.
    private static let feederNames = [
        "pp_soft_wdt_feed", "system_soft_wdt_feed", "pp_soft_wdt_restart", "system_soft_wdt_restart", "PPWdtReset",
        "sdk_ppTask",
    ]
    /// Code of a feeder whose size is not known, bytes: that of the shortest, pp_soft_wdt_feed.
    private static let feederSize: UInt32 = 28

    init(
        program: ELFImage,
        rom: ELFImage,
        leavesReason: Bool,
        runsFreeRTOS: Bool,
        board: Board,
        take: @escaping (GuestEvent, Ticks) -> Void
    ) {
        self.program = program
        self.board = board
        self.leavesReason = leavesReason
        self.take = take
        heap = HeapSource(program: program, board: board, take: take)
        stacks = StackSource(program: program, board: board, runsFreeRTOS: runsFreeRTOS)
        feeders = Self.feederNames.compactMap { name in
            program.symbol(named: name).map { $0.address..<($0.address &+ max($0.size, Self.feederSize)) }
        }
        dispatch = rom.symbol(named: "ets_run_dispatch").map { $0.address..<$0.address &+ $0.size }
        board.core.kindOfStore = { [unowned self] core in isFeeder(core) ? 1 : 0 }
        watchROM(rom)
        watchFreeRTOS()
        watchOwnScheduler()
    }

    /// `ets_run` of the boot ROM, the scheduler of the NONOS SDK and of what stands on it, and the ROM's own end of an
    /// exception that the firmware has no handler for: only the hardware watchdog, where it is on, goes on from there.
    private func watchROM(_ rom: ELFImage) {
        watch("ets_run_dispatch", in: rom) { [unowned self] core in
            let since = postings.taken(priority: UInt8(truncatingIfNeeded: core[register: 3]))
            if let since { waited(since) }
            had(turn: .serviced, of: .etsRun)
        }
        watch("ets_run_idle", in: rom) { [unowned self] _ in had(turn: .rested, of: .etsRun) }
        watch("rom_task", in: rom) { [unowned self] core in
            postings.registered(
                priority: UInt8(truncatingIfNeeded: core[register: 3]),
                capacity: UInt8(truncatingIfNeeded: core[register: 5])
            )
        }
        watch("rom_post", in: rom) { [unowned self] core in
            _ = postings.posted(priority: UInt8(truncatingIfNeeded: core[register: 2]), at: board.now)
        }
        guard let fatal = rom.symbol(named: "fatal") else { return }
        board.core.watch(fatal.address) { [unowned self] core in
            guard let exception = core.lastException else { return }
            take(.exception(exception), board.clock.ticks(at: exception.at))
        }
    }

    private func watch(_ name: String, in image: ELFImage, _ action: @escaping (Core) -> Void) {
        guard let function = image.symbol(named: name) else { return }
        board.core.watch(function.address, action)
    }

    /// An event that was posted at `since` is no longer waiting, or never will be taken.
    private func waited(_ since: Ticks) {
        guard board.now &- since >= DelayCollector.threshold else { return }
        take(.delayed(.taskEvent, since: since), board.now)
    }

    /// What still waits, as the run or a life of the firmware ends, has waited until now.
    func closeQueues() {
        for since in postings.all + queues.times.all { waited(since) }
        (postings, queues) = (PostingTimes(), TaskQueues())
    }

    /// A scheduler for the NONOS SDK's tasks in place of the boot ROM's, as MicroPython and CircuitPython have it:
    /// `ets_task(task, priority, queue, length)` and `ets_post(priority, signal, parameter)`, which returns 0 when it has posted.
    private func watchOwnScheduler() {
        guard let register = ownFunction("ets_task"), let post = ownFunction("ets_post") else { return }
        board.core.watch(register) { [unowned self] core in
            let entry = core[register: 2]
            queues.registered(
                entry: entry,
                priority: UInt8(truncatingIfNeeded: core[register: 3]),
                capacity: UInt8(truncatingIfNeeded: core[register: 5])
            )
            guard tasks.insert(entry).inserted else { return }
            board.core.watch(entry) { [unowned self] _ in
                guard let turn = queues.entered(entry) else { return }
                waited(turn.since)
                had(turn: turn.event, of: .etsTask)
            }
        }
        board.core.watch(post) { [unowned self] core in
            let priority = UInt8(truncatingIfNeeded: core[register: 2])
            core.whenReturned { [unowned self] core in
                guard core[register: 2] == 0, let event = queues.posted(priority: priority, at: board.now) else {
                    return
                }
                had(turn: event, of: .etsTask)
            }
        }
    }

    /// Where the firmware has a function that is the boot ROM's by default.
    private func ownFunction(_ name: String) -> UInt32? {
        guard let address = program.symbol(named: name)?.address, !Self.bootROM.contains(address) else { return nil }
        return address
    }

    private func had(turn event: GuestEvent, of scheduler: RunRecord.Firmware.Scheduler) {
        self.scheduler = scheduler
        take(event, board.now)
    }

    /// FreeRTOS: whenever the idle task is switched to or from.
    private func watchFreeRTOS() {
        guard let switching = program.symbol(named: "vTaskSwitchContext"),
            let current = program.symbol(named: "pxCurrentTCB")
        else { return }
        var isIdle = false
        board.core.watch(switching.address) { [unowned self] core in
            core.whenReturned { [unowned self] _ in
                scheduler = .freeRTOS
                let task = board.word(at: current.address)
                stacks.ran(task: task)
                let name = board.bytes(at: task &+ StackSource.TaskControlBlock.name, count: Self.idleTask.count)
                let isNowIdle = name == Self.idleTask
                if isNowIdle || isIdle { take(isNowIdle ? .rested : .serviced, board.now) }
                isIdle = isNowIdle
            }
        }
        guard let delete = program.symbol(named: "vTaskDelete") else { return }
        board.core.watch(delete.address) { [unowned self] core in
            let task = core[register: 2]
            stacks.ends(task: task != 0 ? task : board.word(at: current.address))
        }
    }

    /// The SDK's watchdog was armed: by its own handler after an expiry, because it was fed, or to be out of the way.
    func macTimerArmed(period: Ticks, isHandler: Bool, at ticks: Ticks) {
        isArmed = true
        isStopped = Seconds(ticks: period) > Self.stop
        guard !isStopped else { return take(.softWatchdog(.stopped), ticks) }
        let isFirst = interval == nil
        if isFirst { take(.softWatchdogTimeout(Seconds(ticks: 2 * period)), ticks) }
        interval = interval ?? period
        if isFirst { take(.softWatchdog(.armed), ticks) } else if !isHandler { fed(at: ticks) }
        // Whose handler goes on was fed since the expiry before, when that was not seen.
        if isHandler, let unansweredExpiry { take(.softWatchdog(.fed), unansweredExpiry) }
        unansweredExpiry = nil
    }

    private func fed(at ticks: Ticks) {
        isFedSinceExpiry = true
        take(.softWatchdog(.fed), ticks)
    }

    /// The hardware watchdog was fed.
    func hardWatchdogFed(at ticks: Ticks) {
        if interval != nil, !isStopped, isFeeder(board.core) { fed(at: ticks) }
    }

    /// The hardware watchdog is fed again and again: whether the SDK takes back its count there.
    func hardWatchdogFedAgain() -> Bool {
        guard interval != nil, !isStopped, board.core.repeatedKind == 1 else { return false }
        isFedSinceExpiry = true
        return true
    }

    /// Whether `core` is where the SDK takes back its count.
    private func isFeeder(_ core: Core) -> Bool {
        feeders.contains { $0.contains(core.pc) } || (dispatch?.contains(core.caller ?? core.pc) ?? false)
    }

    /// The SDK's watchdog ran out once.
    func macTimerExpired(at ticks: Ticks) {
        unansweredExpiry = isFedSinceExpiry ? nil : lastExpiry
        isFedSinceExpiry = false
        lastExpiry = ticks
        isArmed = false
    }

    /// Bytes of the heap that are free now; nil while that is not known.
    var freeHeap: Int? { heap.free }

    /// The chip starts.
    func booted() { stacks.booted() }

    /// The stacks as they were used until now.
    func measureStacks() -> [RunRecord.TaskStack] { stacks.measure() }

    /// The firmware restarts: why, as far as the SDK wrote it down.
    func restarts(cause: ResetCause, at ticks: Ticks) {
        defer {
            interval = nil
            lastExpiry = nil
            unansweredExpiry = nil
            isFedSinceExpiry = false
            isArmed = false
            isStopped = false
            heap.restarted()
        }
        closeQueues()
        guard cause != .powerOn else { return }
        let reason = leavesReason ? board.word(at: Reason.address) : nil
        let isBite = cause != .watchdog && (reason == Reason.softWatchdog || isExpiryUnanswered)
        if isBite, let lastExpiry { take(.softWatchdog(.bite), lastExpiry) }
        if let exception = fatalException, cause != .watchdog, !isBite {
            take(.exception(exception), board.clock.ticks(at: exception.at))
        }
        if let reason, Reason.all.contains(reason) { take(.restartReason(Int(reason)), ticks) }
    }

    /// Whether the firmware restarts out of the handler of an expiry, whatever reason it gives: NONOS 3.0 gives that of an
    /// ordinary restart (libpp, read).
    private var isExpiryUnanswered: Bool { lastExpiry != nil && !isArmed && board.core.isInHandler }

    /// What the SDK calls to restart: itself, or what Arduino and esp-open-rtos link in its place.
    private static let restarts = [
        "system_restart_local", "__wrap_system_restart_local", "sdk_system_restart_local", "sdk_system_restart_in_nmi",
    ]

    /// Has the SDK's watchdog bite without consequence, so that the whole stall is seen: the restart out of its handler is
    /// left out, and the handler returns. Without effect where the SDK's restart has no name.
    func holdBites() {
        for name in Self.restarts {
            guard let function = program.symbol(named: name) else { continue }
            board.core.replace(function.address) { [unowned self] _ in
                guard isExpiryUnanswered, let lastExpiry else { return .proceed }
                take(.softWatchdog(.bite), lastExpiry)
                self.lastExpiry = nil
                return .return(cost: 1)
            }
        }
    }

    /// The exception that the firmware is still handling.
    private var fatalException: ExceptionNote? {
        guard let exception = board.core.lastException, board.core.isHandling(exception) else { return nil }
        return exception
    }
}
