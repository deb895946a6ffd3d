import ESP8266
import GuestABI
import Inputs
import LX106
import Record

/// Listens to a board and writes the run record.
final class RunRecorder: BoardObserver {
    /// Called with every line the guest completes.
    var onConsole: ((RunRecord.ConsoleLine) -> Void)?
    /// Called with every byte that UART0 sent.
    var onByte: ((UInt8, Ticks) -> Void)?
    /// Called with every byte that UART0 has sent, for whoever is at the other end of the line.
    var onSerial: ((UInt8, Ticks) -> Void)?
    /// Called when the chip starts anew, before its first instruction.
    var onRestart: ((ResetCause) -> Void)?
    /// Called with what happens, for those at the board's controls.
    var onEvent: ((BoardEvent) -> Void)?
    /// Called with every register without a model, when it is touched for the first time.
    var onUnmodelled: ((RunRecord.UnmodelledRegister) -> Void)?

    private(set) var console = ConsoleCollector()
    private var console1 = ConsoleCollector(port: 1)
    var handshake = HandshakeCollector()
    var stalls = StallCollector()
    var heap = HeapCollector()
    var stack = StackCollector()
    /// The one that the TLS library of the tool's own guest computes on, where it has one.
    var secondStack = StackCollector()
    var timeline = TimelineCollector()
    var soft: WatchdogCollector
    private(set) var hard: WatchdogCollector
    /// Whether the interrupt between the hardware watchdog's stages is the bite.
    private let panicsBetweenStages: Bool
    var trips: TripCollector
    private var probe: ProbeSource
    /// Where the events of firmware come from that knows no probe.
    var source: SDKSource?
    /// What tells how it joins the access point.
    var join: JoinSource?
    /// Where the events of its TLS come from.
    var wire: WireSource? {
        didSet { wire?.onListening = { [unowned self] ticks in if !wantsSamples { onMeasuring?(ticks) } } }
    }
    /// Where the events of what it does late come from.
    var delays: DelaySource?
    var exceptions: ExceptionCollector
    /// Called when samples count from now on.
    var onMeasuring: ((Ticks) -> Void)?
    /// Called when samples do not count any more, and whenever the scheduler rests while they do not.
    var onResting: (() -> Void)?
    /// What the SDK will find as the reason of the next start.
    var nextReason: Int?
    var symbols: Symbols
    var record = RunRecord()
    private var led = BoundedList<RunRecord.LEDChange>(limit: TimelineCollector.limit)
    private(set) var ledIsOn = false
    private var unmodelled = UnmodelledCollector()
    private var unknown: [UInt32: (count: Int, function: String)] = [:]
    private var reached: Set<Scenario.StopRule.Condition> = []
    private let conditions: Set<Scenario.StopRule.Condition>
    private let mostBoots: Int
    weak var board: Board?
    /// Who may want to stop at what happens.
    var debugger: Debugger?
    /// Whether everything waited for has happened.
    private(set) var isDone = false
    /// Whether the device started more often than the stop rule allows.
    private(set) var isOutOfBoots = false
    /// Whether the run is over as soon as the loop is serviced after a bite.
    var endsAfterTrip = false
    /// Whether that has happened.
    var isBeyondTrip = false

    /// Why the run cannot go on: a routine of the boot ROM that does not exist here.
    private(set) var lost: String?

    /// When the chip started, one start more than the stop rule allows included.
    private(set) var starts: Set<Seconds> = []

    /// Most addresses that are counted: those touched first.
    private static let mostUnknown = 1024
    /// A timeout this short is a reset on purpose, not a feed.
    private static let shortestRealTimeout: Ticks = 16 * 1000 * Clock.ticksPerMicrosecond

    init(images: [ELFImage], library: TLSLibrary?, own: OwnTLSLibrary? = nil, profile: Profile, scenario: Scenario) {
        symbols = Symbols(images)
        trips = TripCollector(images, library: library)
        probe = ProbeSource(library: own)
        exceptions = ExceptionCollector(images)
        record.tlsLibrary = library?.record
        soft = WatchdogCollector(timeout: profile.soft.timeout)
        hard = WatchdogCollector(timeout: profile.hard.timeout)
        panicsBetweenStages = profile.hard.interrupt == .panic
        conditions = scenario.stopConditions
        mostBoots = scenario.stop.boots
    }

    func attach(to board: Board) {
        self.board = board
        board.observer = self
    }

    func uartSent(_ byte: UInt8, at ticks: Ticks) {
        timeline.uartSent(at: ticks)
        if let line = console.add(byte, at: ticks) { onConsole?(line) }
        onByte?(byte, ticks)
        onSerial?(byte, ticks)
    }

    func uart1Sent(_ byte: UInt8, at ticks: Ticks) {
        if let line = console1.add(byte, at: ticks) { onConsole?(line) }
    }

    func pinChanged(_ pin: Int, high: Bool, at ticks: Ticks) {
        timeline.pin(pin, high: high, at: ticks)
        onEvent?(.pin(pin, isHigh: high, at: ticks))
        guard let isOn = board?.led.isOn(pin: pin, high: high), isOn != ledIsOn else { return }
        ledIsOn = isOn
        led.append(RunRecord.LEDChange(at: Seconds(ticks: ticks), on: ledIsOn))
        // A pin glitches while firmware sets it up; only a device that is connected switches its LED on purpose.
        if ledIsOn && record.connected { reach(.ledOn) }
    }

    func hardWatchdogFed(_ stages: WatchdogStages, at ticks: Ticks) {
        guard stages.both > Self.shortestRealTimeout else { return }
        source?.hardWatchdogFed(at: ticks)
        hard.fed(at: ticks, timeout: timeout(stages))
        timeline.fed(.hard, at: ticks)
        debugger?.happened(.fed("hardware"))
    }

    func hardWatchdogFed(_ stages: WatchdogStages, _ repetition: Repetition) {
        guard stages.both > Self.shortestRealTimeout else { return }
        if source?.hardWatchdogFedAgain() == true {
            soft.fed(repetition)
            timeline.fed(.soft, repetition)
        }
        hard.fed(repetition, timeout: timeout(stages))
        timeline.fed(.hard, repetition)
    }

    /// What firmware of the user's own has set, rounded as profiles do; ours does as its profile says.
    private func timeout(_ stages: WatchdogStages) -> Seconds? {
        guard source != nil else { return nil }
        let first = Seconds(ticks: stages.first)
        return panicsBetweenStages ? first : first + Seconds(ticks: stages.second)
    }

    func hardWatchdogStopped(at ticks: Ticks) { hard.stopped(at: ticks) }

    func hardWatchdogBit(at ticks: Ticks) {
        debugger?.happened(.watchdog("hardware"))
        noteBite(.hard, at: ticks)
        hard.bit(at: ticks, state: handshake.stateName, where: currentChain())
    }

    func booted(cause: ResetCause, at ticks: Ticks) {
        endOfLife(at: ticks)
        wire?.restarted(at: ticks)
        delays?.restarted()
        source?.booted()
        join?.restarted()
        timeline.enter(.boot, Phase.rom, at: ticks)
        starts.insert(Seconds(ticks: ticks))
        guard record.boots.count < mostBoots else {
            isOutOfBoots = true
            board?.stop()
            return
        }
        let boot = RunRecord.Boot(
            cause: Self.name(cause),
            romCause: Int(cause.rawValue),
            sdkReason: nextReason,
            at: Seconds(ticks: ticks)
        )
        record.boots.append(boot)
        onEvent?(.boot(cause: boot.cause, at: ticks))
    }

    func restarts(cause: ResetCause, at ticks: Ticks) {
        source?.restarts(cause: cause, at: ticks)
        onRestart?(cause)
    }

    func macTimerArmed(period: Ticks, isHandler: Bool, at ticks: Ticks) {
        source?.macTimerArmed(period: period, isHandler: isHandler, at: ticks)
    }

    func macTimerExpired(at ticks: Ticks) { source?.macTimerExpired(at: ticks) }

    func unknownAccess(_ address: UInt32, isStore: Bool, pc: UInt32, at ticks: Ticks) {
        let first = unmodelled.add(address, isStore: isStore) { symbols.name(pc) ?? hex(pc) }
        if let first { onUnmodelled?(first) }
        guard unknown.count < Self.mostUnknown || unknown[address] != nil else { return }
        unknown[address, default: (0, symbols.name(pc) ?? hex(pc))].count += 1
    }

    func wifiEntered(_ phase: WiFiPhase, at ticks: Ticks) { timeline.enter(.wifi, Phase.wifi(phase), at: ticks) }

    func probed(_ register: Probe.Register, _ value: UInt32, at ticks: Ticks) {
        // The SDK is the first to touch the probe: the boot ROM has handed over.
        timeline.leave(.boot, Phase.rom, for: Phase.sdk, at: ticks)
        if let event = probe.event(register, value) { take(event, at: ticks) }
    }

    /// The boot ROM, or a boot loader that it started, handed over to firmware of the user's own.
    func applicationEntered(at ticks: Ticks) { timeline.leave(.boot, Phase.rom, for: Phase.firmware, at: ticks) }

    /// Notes where the guest is; call at a fixed period of simulated time, or once for `periods` in which it only waits.
    func sample(periods: Int = 1) {
        guard let board else { return }
        let state = handshake.progress.state
        if wire?.isListening == true { wire?.sample(activity(of: board), periods: periods) }
        stalls.sample(board.core.callStack(limit: 64), state: state, periods: periods, symbols: &symbols)
    }

    /// Whether a sample counts now.
    var wantsSamples: Bool { stalls.isMeasuring || wire?.isListening == true }

    /// Closes every open interval and hands the record over.
    func finish(at ticks: Ticks) -> RunRecord {
        source?.closeQueues()
        stalls.finish(at: ticks, symbols: &symbols)
        endOfLife(at: ticks)
        for line in [console.flush(), console1.flush()] { if let line { onConsole?(line) } }
        record.console = ConsoleCollector.lines(of: console, console1)
        record.timeline = timeline.result()
        record.led = led.elements
        record.folded = folded
        record.trips = trips.result
        record.exceptions = exceptions.result
        record.handshake = handshake.record()
        record.wire = wire?.result
        record.stalls = stalls.stalls
        record.delayed = source == nil ? nil : stalls.delayed
        record.watchdog.soft = soft.result()
        record.watchdog.hard = hard.result()
        record.heap = heap.result()
        record.stack = stack.stack
        record.duration = Seconds(ticks: ticks)
        record.unmodelled = unmodelled.result()
        record.unknownAccesses = unknown.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map {
            RunRecord.UnknownAccess(address: hex($0.key), function: $0.value.function, count: $0.value.count)
        }
        return record
    }
}

extension RunRecorder {
    /// One of the things that the stop rule waits for has happened.
    func reach(_ condition: Scenario.StopRule.Condition) {
        reached.insert(condition)
        guard !isDone, conditions.isSubset(of: reached) else { return }
        isDone = true
        board?.stop()
    }

    /// Cycles so far.
    var cycles: Cycles { board?.core.now ?? 0 }

    /// What the lists of the record hold no longer one by one; nil when they hold everything.
    private var folded: RunRecord.Folded? {
        var folded = timeline.folded
        folded.led = led.dropped
        folded.console = console.dropped + console1.dropped
        return folded == .init() ? nil : folded
    }

    /// Ticks so far that `Sensitivity` calls avoidable.
    var avoidable: Ticks { board.map(Sensitivity.avoidable) ?? 0 }

    /// Bites of both watchdogs.
    var bites: Int { soft.bites + hard.bites }

    func noteBite(_ watchdog: RunRecord.WatchdogName, at ticks: Ticks) {
        timeline.bit(watchdog, at: ticks)
        stalls.bit(watchdog)
        trips.bit(
            watchdog,
            at: ticks,
            sinceFeed: (soft.sinceFeed(at: ticks), hard.sinceFeed(at: ticks)),
            state: handshake.stateName,
            core: board?.core
        )
        if let onEvent, let pc = board?.core.callStack(limit: 1).first {
            onEvent(.bite(watchdog, function: symbols.name(pc), pc: pc, at: ticks))
        }
    }

    private func endOfLife(at ticks: Ticks) {
        handshake.reset(at: ticks, cycles: cycles, avoidable: avoidable)
        stalls.reset(at: ticks, symbols: &symbols)
        trips.reset()
        soft.stopped(at: ticks)
        hard.stopped(at: ticks)
        timeline.close(at: ticks)
        if let board {
            stack.measure(in: board)
            secondStack.measure(in: board)
        }
        if let stacks = source?.measureStacks(), !stacks.isEmpty { record.stacks = stacks }
        if let own = secondStack.taskStack(named: record.tlsLibrary?.name ?? "TLS") { record.stacks = [own] }
    }

    /// The firmware called a routine of the chip's boot ROM that ours has only the name of.
    func lostIn(romRoutine name: String, caller: UInt32) {
        let place = symbols.name(caller) ?? hex(caller)
        lost = "\(place) called the boot ROM's \(name), which vesp cannot do yet; please report it with the firmware"
    }

    /// Where a guest is that does not service its loop: its innermost functions, or an address without a name.
    func stalledIn(at ticks: Ticks) -> String? {
        guard let board, stalls.isStalled(at: ticks) else { return nil }
        return symbols.name(board.core.pc) == nil ? hex(board.core.pc) : record.short(currentChain())
    }

    /// What the guest does, for people: the computation of its TLS library, else the function, or that it waits.
    private func activity(of board: Board) -> String {
        if board.waitsUntil != nil { return RunRecord.CallProfile.idle }
        let stack = board.core.callStack(limit: 64)
        let numbers = symbols.numbers(stack)
        if let computing = TLSLibrary.computing(symbols.names(of: numbers)) { return computing }
        // Who called a function without a name says nothing of it.
        return stack.first.flatMap { symbols.name($0) } ?? RunRecord.CallProfile.unnamed
    }

    func currentChain() -> [String] {
        guard let board else { return [] }
        return symbols.chain(board.core.callStack(limit: 64), limit: 64)
    }

    private static func name(_ cause: ResetCause) -> String {
        switch cause {
        case .powerOn: "power-on"
        case .external: "external"
        case .software: "software"
        case .watchdog: "watchdog"
        }
    }

    private func hex(_ value: UInt32) -> String { "0x" + String(value, radix: 16) }
}
