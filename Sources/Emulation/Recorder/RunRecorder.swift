import ESP8266
import GuestABI
import Inputs
import LX106
import Record

/// Listens to a board and writes the run record.
final class RunRecorder: BoardObserver {
    /// Called with every line the guest completes.
    var onConsole: ((RunRecord.ConsoleLine) -> Void)?
    /// Called when the application reports progress.
    var onAppState: ((AppState, Ticks) -> Void)?

    private(set) var console = ConsoleCollector()
    private(set) var handshake: HandshakeCollector
    private(set) var stalls = StallCollector()
    private var timeline = TimelineCollector()
    private var soft: WatchdogCollector
    private var hard: WatchdogCollector
    private var trips: TripCollector
    private var symbols: Symbols
    private var record = RunRecord()
    private var stackBase: UInt32 = 0
    private var ledIsOn = false
    private var unknown: [UInt32: (count: Int, function: String)] = [:]
    private var reached: Set<Scenario.StopRule.Condition> = []
    private let conditions: Set<Scenario.StopRule.Condition>
    private let mostBoots: Int
    private weak var board: Board?
    /// Whether everything waited for has happened.
    private(set) var isDone = false
    /// Whether the device started more often than the stop rule allows.
    private(set) var isOutOfBoots = false
    /// Whether the run is over as soon as the loop is serviced after a bite.
    var endsAfterTrip = false
    /// Whether that has happened.
    private(set) var isBeyondTrip = false

    /// When the chip started, one start more than the stop rule allows included.
    private(set) var starts: Set<Seconds> = []

    /// Pin of the NodeMCU's LED, active low.
    private static let ledPin = 2
    /// A timeout this short is a reset on purpose, not a feed.
    private static let shortestRealTimeout: Ticks = 16 * 1000 * Clock.ticksPerMicrosecond

    init(images: [ELFImage], library: TLSLibrary, profile: Profile, scenario: Scenario) {
        symbols = Symbols(images)
        trips = TripCollector(images, library: library)
        handshake = HandshakeCollector(library: library)
        record.tlsLibrary = library.record
        soft = WatchdogCollector(timeout: profile.soft.timeout)
        hard = WatchdogCollector(timeout: profile.hard.timeout)
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
    }

    func pinChanged(_ pin: Int, high: Bool, at ticks: Ticks) {
        timeline.pin(pin, high: high, at: ticks)
        guard pin == Self.ledPin, ledIsOn == high else { return }
        ledIsOn = !high
        record.led.append(RunRecord.LEDChange(at: Seconds(ticks: ticks), on: ledIsOn))
        // A pin glitches while firmware sets it up; only a device that is connected switches its LED on purpose.
        if ledIsOn && record.connected { reach(.ledOn) }
    }

    func hardWatchdogFed(timeout: Ticks, at ticks: Ticks) {
        guard timeout > Self.shortestRealTimeout else { return }
        hard.fed(at: ticks)
        timeline.fed(.hard, at: ticks)
    }

    func hardWatchdogStopped(at ticks: Ticks) { hard.stopped(at: ticks) }

    func hardWatchdogBit(at ticks: Ticks) {
        noteBite(.hard, at: ticks)
        hard.bit(at: ticks, state: handshake.stateName, where: currentChain())
    }

    func booted(cause: ResetCause, at ticks: Ticks) {
        endOfLife(at: ticks)
        timeline.enter(.boot, Phase.rom, at: ticks)
        starts.insert(Seconds(ticks: ticks))
        guard record.boots.count < mostBoots else {
            isOutOfBoots = true
            board?.stop()
            return
        }
        record.boots.append(
            RunRecord.Boot(
                cause: Self.name(cause),
                romCause: Int(cause.rawValue),
                sdkReason: nil,
                at: Seconds(ticks: ticks)
            )
        )
    }

    func unknownAccess(_ address: UInt32, pc: UInt32, at ticks: Ticks) {
        unknown[address, default: (0, symbols.name(pc) ?? hex(pc))].count += 1
    }

    func wifiEntered(_ phase: WiFiPhase, at ticks: Ticks) { timeline.enter(.wifi, Phase.wifi(phase), at: ticks) }

    func probed(_ register: Probe.Register, _ value: UInt32, at ticks: Ticks) {
        let cycles = board?.core.now ?? 0
        // The SDK is the first to touch the probe: the boot ROM has handed over.
        timeline.leave(.boot, Phase.rom, for: Phase.sdk, at: ticks)
        switch register {
        case .tlsState:
            handshake.enter(value, at: ticks, cycles: cycles, avoidable: avoidable)
            timeline.enter(.tls, handshake.stateName, at: ticks)
            if handshake.stateName != nil {
                let before = Phase.application(AppState.tcpConnecting.rawValue) ?? ""
                timeline.leave(.application, before, for: Phase.application(AppState.tlsHandshake.rawValue), at: ticks)
            }
        case .handshakeResult: handshake.finish(value, at: ticks, cycles: cycles, avoidable: avoidable)
        case .ciphersuite: handshake.negotiated(ciphersuite: value)
        case .curve: handshake.negotiated(curve: value)
        case .serviced:
            stalls.serviced(at: ticks, symbols: &symbols)
            trips.serviced(at: ticks)
            if endsAfterTrip && !trips.result.isEmpty {
                isBeyondTrip = true
                board?.stop()
            }
        case .softWatchdog: softWatchdog(value, at: ticks)
        case .softWatchdogTimeout: if value > 0 { soft.timeout = Seconds(microseconds: Int64(value)) }
        case .appState: appState(value, at: ticks)
        case .resetReason: if !record.boots.isEmpty { record.boots[record.boots.count - 1].sdkReason = Int(value) }
        case .stackBase, .stackSize, .stackOverflow, .allocationFailed, .heapFree, .heapLargest, .heapCapacity:
            memory(register, value, at: ticks)
        case .onTrip: break
        }
    }

    /// Notes where the guest is; call at a fixed period of simulated time.
    func sample() {
        guard let board else { return }
        stalls.sample(board.core.callStack(limit: 64), state: handshake.state)
    }

    /// Closes every open interval and hands the record over.
    func finish(at ticks: Ticks) -> RunRecord {
        endOfLife(at: ticks)
        if let line = console.flush() { onConsole?(line) }
        record.console = console.lines
        record.timeline = timeline.result()
        record.trips = trips.result
        record.handshake = handshake.record()
        record.stalls = stalls.stalls
        record.watchdog.soft = soft.result()
        record.watchdog.hard = hard.result()
        record.heap.peak = max(0, record.heap.capacity - record.heap.freeLowWater)
        record.duration = Seconds(ticks: ticks)
        record.unknownAccesses = unknown.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map {
            RunRecord.UnknownAccess(address: hex($0.key), function: $0.value.function, count: $0.value.count)
        }
        return record
    }
}

extension RunRecorder {
    private func appState(_ value: UInt32, at ticks: Ticks) {
        timeline.leave(.boot, Phase.sdk, for: nil, at: ticks)
        timeline.enter(.application, Phase.application(value), at: ticks)
        guard let state = AppState(number: value) else { return }
        switch state {
        case .mqttConnected:
            record.connected = true
            reach(.connected)
        case .tlsUp: reach(.handshake)
        case .subscribed: record.mqtt.subscribed = true
        case .published:
            record.mqtt.published += 1
            reach(.published)
        case .wifiConnecting, .wifiUp, .tcpConnecting, .tlsHandshake: break
        }
        onAppState?(state, ticks)
    }

    private func reach(_ condition: Scenario.StopRule.Condition) {
        reached.insert(condition)
        guard !isDone, conditions.isSubset(of: reached) else { return }
        isDone = true
        board?.stop()
    }

    private var avoidable: Ticks { board.map(Sensitivity.avoidable) ?? 0 }

    private func softWatchdog(_ value: UInt32, at ticks: Ticks) {
        switch SoftWatchdogState(number: value) {
        case .stopped: soft.stopped(at: ticks)
        case .fed, .armed:
            soft.fed(at: ticks)
            timeline.fed(.soft, at: ticks)
        case .bite:
            noteBite(.soft, at: ticks)
            soft.bit(at: ticks, state: handshake.stateName, where: currentChain())
        case .firstExpiry, nil: break
        }
    }

    private func noteBite(_ watchdog: RunRecord.WatchdogName, at ticks: Ticks) {
        timeline.bit(watchdog, at: ticks)
        trips.bit(
            watchdog,
            at: ticks,
            sinceFeed: (soft.sinceFeed(at: ticks), hard.sinceFeed(at: ticks)),
            state: handshake.stateName,
            core: board?.core
        )
    }

    private func memory(_ register: Probe.Register, _ value: UInt32, at ticks: Ticks) {
        let bytes = Int(value)
        switch register {
        case .heapFree: timeline.heap(free: bytes, at: ticks)
        case .heapLargest: timeline.heap(largest: bytes, at: ticks)
        default: break
        }
        switch register {
        case .stackBase: stackBase = value
        case .stackSize: record.stack.size = bytes
        case .stackOverflow: record.stack.overflowed = true
        case .allocationFailed: record.heap.failedAllocation = record.heap.failedAllocation ?? bytes
        case .heapCapacity where record.heap.capacity == 0:
            record.heap.capacity = bytes
            record.heap.freeLowWater = bytes
            record.heap.largestFreeLowWater = bytes
        case .heapFree: record.heap.freeLowWater = min(record.heap.freeLowWater, bytes)
        case .heapLargest: record.heap.largestFreeLowWater = min(record.heap.largestFreeLowWater, bytes)
        default: break
        }
    }

    private func endOfLife(at ticks: Ticks) {
        handshake.reset(at: ticks, cycles: board?.core.now ?? 0, avoidable: avoidable)
        stalls.reset(at: ticks, symbols: &symbols)
        trips.reset()
        soft.stopped(at: ticks)
        hard.stopped(at: ticks)
        timeline.close(at: ticks)
        measureStack()
    }

    /// The firmware paints its stack; what is no longer painted was used.
    private func measureStack() {
        guard let board, record.stack.size > 0, record.stack.size <= 64 * 1024 else { return }
        let bytes = board.bytes(at: stackBase, count: record.stack.size)
        var untouched = 0
        while untouched + 4 <= bytes.count, word(bytes, untouched) == STACK_PAINT { untouched += 4 }
        let used = record.stack.overflowed ? record.stack.size : record.stack.size - untouched
        record.stack.peak = max(record.stack.peak, used)
    }

    private func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
    }

    /// Where a guest is that does not service its loop: its innermost functions, or an address without a name.
    func stalledIn(at ticks: Ticks) -> String? {
        guard let board, stalls.isStalled(at: ticks) else { return nil }
        return symbols.name(board.core.pc) == nil ? hex(board.core.pc) : record.short(currentChain())
    }

    private func currentChain() -> [String] {
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
