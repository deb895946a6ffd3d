import GuestABI
import LX106

/// Why `Board.run` came back.
public enum BoardStop: Sendable, Equatable {
    /// The time asked for is over.
    case timeLimit
    /// The observer asked to stop.
    case stopped
    /// The guest is lost: the vector of an exception cannot be fetched.
    case lost(cause: UInt32, pc: UInt32)
}

/// One NodeMCU: the chip, its flash, the LED's pin and what the radio reaches.
public final class Board {
    /// The CPU.
    public let core: Core
    /// The flash cache.
    public let cache: LineCache
    /// Hears what happens; must live as long as anything happens. Firmware feeds its watchdog hundreds of thousands of times a
    /// second: a reference that is counted, or checked, costs more than what is done about it.
    public unowned(unsafe) var observer: (any BoardObserver)?
    /// CPU clock and its switches.
    public var clock: Clock { bus.clock }

    /// Cycles that the radio's work took from the program.
    public private(set) var backgroundCycles: Cycles = 0

    /// What is around the antenna.
    public let air = Air()
    /// The LED on the board.
    public let led = LED.module
    /// The voltage at TOUT.
    public var toutVolts = 0.0

    let configuration: BoardConfiguration
    /// Future events.
    public let queue = EventQueue()
    let signals = CoreSignals()
    let interrupts: InterruptInputs
    let memory: MemoryMap
    let chip: FlashChip
    let link: any NetworkLink
    private let bus: BoardBus
    private lazy var rtc = block(RTC.self)
    private lazy var station = block(WiFiStation.self)
    private var pendingReset: ResetCause?
    /// Whether the core is at the reset vector because of a reset, and not because the firmware jumped there.
    private var isReset = true
    private var isStopping = false

    /// Access points send a beacon every 100 units of 1024 us.
    private static let beaconInterval: Ticks = 102_400 * Clock.ticksPerMicrosecond

    /// A powered-on board with `flash` in its flash chip.
    ///
    /// - Throws: `ELFError` when a segment of `rom` does not fit the chip.
    public init(
        configuration: BoardConfiguration,
        rom: ELFImage,
        flash: FlashContents,
        link: any NetworkLink
    ) throws(ELFError) {
        self.configuration = configuration
        self.link = link
        bus = BoardBus(clock: Clock(megahertz: configuration.megahertz))
        interrupts = InterruptInputs(signals: signals)
        memory = MemoryMap()
        chip = FlashChip(flash)
        cache = LineCache(size: 32 * 1024, timing: configuration.timing)
        core = Core(
            regions: memory.regions,
            signals: signals,
            bus: bus,
            timing: configuration.timing,
            cache: cache
        )
        core.use(configuration.engine)
        chip.onChange = { [unowned self] in flashChanged($0) }
        for segment in rom.segments where !memory.load(segment) {
            throw .segmentOutsideMemory(address: segment.address, size: segment.memorySize)
        }
        for block in AddressMap.blocks {
            if let peripheral = block.make?(self) { bus.connect(peripheral, at: block) }
        }
        bus.onUnknown = { [unowned self] address, isStore, at in
            observer?.unknownAccess(address, isStore: isStore, pc: core.pc, at: at)
        }
        bus.reset(now: 0)
        block(GPIO.self)?.latchStraps()
        usePLL(false)
        core.watch(Core.resetVector) { [unowned self] _ in reachedResetVector() }
        if configuration.timing.backgroundLoad > 0 { scheduleRadioWork(at: Self.beaconInterval) }
        queue.onNewFront = { [unowned self] in updateDeadline() }
    }

    /// Time of the board now.
    public var now: Ticks { clock.ticks(at: core.now) }

    /// While the core waits for an interrupt: when the next event or its timer may bring one; nil while it executes.
    public var waitsUntil: Ticks? {
        core.waitsUntil.map { min($0 == .max ? .max : clock.ticks(at: $0), queue.next ?? .max) }
    }

    /// Asks `run` to return; callable from the observer.
    public func stop() {
        isStopping = true
        signals.requestStop()
    }

    /// Told which bytes of the flash chip were erased or programmed.
    public var onFlashWritten: (Range<Int>) -> Void = { _ in }

    /// What stands in `range` of the flash chip now, as far as it is within.
    public func flashBytes(_ range: Range<Int>) -> [UInt8] {
        let range = range.clamped(to: 0..<chip.size)
        return Array(UnsafeRawBufferPointer(start: chip.bytes + range.lowerBound, count: range.count))
    }

    /// What stands in the flash chip now.
    public var flashContents: [UInt8] { Array(UnsafeRawBufferPointer(start: chip.bytes, count: chip.size)) }

    /// Bytes of guest memory, as a debugger sees them.
    public func bytes(at address: UInt32, count: Int) -> [UInt8] { memory.bytes(at: address, count: count) }

    /// The word at `address`, in memory or RTC memory; 0 elsewhere.
    public func word(at address: UInt32) -> UInt32 {
        if address &- 0x6000_1000 < 0x400 { return block(RTCMemory.self)?.word(at: address) ?? 0 }
        return memory.word(at: address)
    }

    /// Types `bytes` on UART0's receive line from `start` on, at the rate that the firmware has set; `done` is called with
    /// the tick at which the last one was there.
    public func type(_ bytes: [UInt8], from start: Ticks, done: @escaping (Ticks) -> Void) {
        block(UART.self)?.type(bytes[...], from: max(start, now), done: done)
    }

    /// Copies `bytes` to RAM from `address` on, as a DMA device would; `false` when there is no RAM for them.
    public func write(_ bytes: [UInt8], at address: UInt32) -> Bool {
        defer { core.invalidateCode() }
        return memory.load(.init(address: address, bytes: bytes, memorySize: UInt32(truncatingIfNeeded: bytes.count)))
    }

    /// Switches the MAC's receiver on. The radio's calibration library does so when it wakes the radio (libphy's
    /// pm_set_wakeup_mac, read).
    public func switchReceiverOn() { block(WDEV.self)?.switchReceiverOn() }

    /// Has a cache of 16 KB show the first megabyte of the flash, as a boot loader does that starts code in flash.
    public func showFlash() { block(DPORT.self)?.showFlash(now: now) }

    /// Cycles of the clock as it is now that reading `bytes` of the flash takes, as the boot ROM reads it.
    public func cycles(readingFlash bytes: Int) -> Cycles {
        SPI.ticks(reading: max(0, bytes), configuration) / clock.ticksPerCycle
    }

    /// Executes until `limit` or until something ends the run.
    public func run(until limit: Ticks) -> BoardStop {
        timeLimit = limit
        if core.now == 0 { observer?.booted(cause: rtc?.cause ?? .powerOn, at: now) }
        while true {
            updateDeadline()
            let reason = core.run()
            if let cause = pendingReset { reset(cause) }
            if isStopping {
                isStopping = false
                return .stopped
            }
            switch reason {
            case .deadline: queue.fire(until: now)
            case .requested: signals.clearStop()
            case .simcall: break
            case .waiting: return .timeLimit
            case .lost(let cause, let pc): return .lost(cause: cause, pc: pc)
            }
            if now >= timeLimit { return .timeLimit }
        }
    }

    /// Has `run(until:)` come back at `limit`, when it was to go on longer.
    public func run(noLongerThan limit: Ticks) {
        guard limit < timeLimit else { return }
        timeLimit = limit
        updateDeadline()
    }

    /// Has `run(until:)` go on until `limit`, when it was to come back earlier.
    public func run(noShorterThan limit: Ticks) {
        guard limit > timeLimit else { return }
        timeLimit = limit
        updateDeadline()
    }

    private var timeLimit: Ticks = .max

    private func updateDeadline() {
        signals.setDeadline(clock.cycles(at: min(timeLimit, queue.next ?? .max)))
    }

    private func losePower(_ time: Ticks) {
        memory.losePower()
        for peripheral in bus.peripherals { peripheral.losePower(now: time) }
        block(GPIO.self)?.latchStraps()
    }

    /// Registers to their reset values; DRAM and RTC memory stay, unless there was no power.
    private func reset(_ cause: ResetCause) {
        pendingReset = nil
        isReset = true
        let time = now
        observer?.restarts(cause: cause, at: time)
        if cause == .powerOn { losePower(time) }
        bus.reset(now: time)
        if cause == .powerOn || cause == .external { usePLL(false) }
        rtc?.cause = cause
        core.reset()
        observer?.booted(cause: cause, at: time)
    }
}

extension Board {
    /// A firmware that restarts by a jump to the reset vector, as the SDKs do: the boot ROM then names an external reset
    /// (assumed for 0x60000D48, whose bits 1:0 the SDKs pulse before; logs of such restarts say "rst cause:2").
    private func reachedResetVector() {
        defer { isReset = false }
        guard !isReset else { return }
        observer?.restarts(cause: .external, at: now)
        // They stand for what an SDK has in RAM: associations and connections are forgotten without a word.
        station?.reset(now: now)
        block(NetworkSockets.self)?.reset(now: now)
        core.forgetCalls()
        usePLL(false)
        rtc?.cause = .external
        observer?.booted(cause: .external, at: now)
    }

    /// The peripheral of that kind, the first where there are several.
    func block<Kind: Peripheral>(_ kind: Kind.Type) -> Kind? { bus.peripherals.lazy.compactMap { $0 as? Kind }.first }

    /// UART0 and UART1.
    var uarts: [UART] { bus.peripherals.compactMap { $0 as? UART } }

    /// Where registers can be.
    public static var registerWindows: [(base: UInt32, size: UInt32)] { [BoardBus.windows[0], BoardBus.windows[1]] }

    /// What the register at `address` is called: by its block, such as `UART0+0x1C`, or by its address alone.
    public static func registerName(_ address: UInt32) -> String { AddressMap.registerName(address) }

    /// Whether the virtual station is connected and has an address.
    var isOnline: Bool { station?.isUp == true }

    /// Pulls the reset pin: the chip starts anew after the running instruction.
    public func pullReset() { requestReset(.external) }

    /// The hardware watchdog's stage, 0 or 1, and the ticks to its end; nil while it is off.
    public var hardWatchdog: (stage: Int, remaining: Ticks)? {
        block(Watchdog.self)?.remaining(now).map { ($0.stage, Ticks($0.cycles) * Clock.ticksPerAPBCycle) }
    }

    func requestReset(_ cause: ResetCause) {
        // Who had no power has forgotten all, whatever else happens.
        if pendingReset != .powerOn { pendingReset = cause }
        signals.requestStop()
    }

    func watchdogBit(_ at: Ticks) {
        observer?.hardWatchdogBit(at: at)
        if configuration.resetsOnBite { requestReset(.watchdog) }
    }

    /// Takes the SDK's share of the CPU while the station is connected, once per beacon.
    private func scheduleRadioWork(at ticks: Ticks) {
        queue.schedule(at: ticks) { [unowned self] at in
            let period = Self.beaconInterval &* Ticks(clock.megahertz) / 160
            let share = Ticks(min(1000, configuration.timing.backgroundLoad))
            if isOnline { backgroundCycles &+= core.pause(period &* share / 1000) }
            scheduleRadioWork(at: at &+ Self.beaconInterval)
        }
    }

    /// Has the CPU clock be `megahertz`, 80 or 160, until the next reset, whatever firmware chooses; nil lets it choose again.
    public func hold(megahertz: Int?) { block(DPORT.self)?.hold(megahertz: megahertz) }

    /// Whether it is held.
    public var isClockHeld: Bool { block(DPORT.self)?.isClockHeld == true }

    func switchClock(_ megahertz: Int) {
        // Firmware chooses the clock that it has, again and again: each change of `clock` costs what the mirror holds.
        if megahertz != clock.megahertz { bus.clock.switchTo(megahertz: megahertz, now: core.now) }
        core.busClockRatio = megahertz / 80
        cache.fillCycles = lineFillCycles
        updateDeadline()
    }

    /// CPU cycles of one line fill at the current CPU and SPI clocks.
    private var lineFillCycles: Int {
        configuration.flashMode.lineFillCycles(
            megahertz: clock.megahertz,
            flashMegahertz: configuration.flashMegahertz,
            timing: configuration.timing
        )
    }

    func configureCache(isOn: Bool, megabyte: Int, low: Bool, high: Bool, flush: Bool) {
        let shown = chip.bytes + min(megabyte << 20, max(0, chip.size - Int(MemoryMap.flashWindowSize)))
        memory.flash.storage = isOn ? shown : memory.darkWindow
        memory.lowBank.isEnabled = !low
        memory.highBank.isEnabled = !high
        let size = (low ? 16 : 0) + (high ? 16 : 0)
        if size > 0, cache.size != size * 1024 { cache.reconfigure(size: size * 1024) }
        if flush { cache.flush() }
        core.invalidateCode()
        // The cache is off while the flash chip is busy.
        if !isOn { core.expectPolling() }
    }

    /// The chip's bytes at `range` were programmed or erased.
    func flashChanged(_ range: Range<Int>) {
        onFlashWritten(range)
        guard memory.flash.storage != memory.darkWindow else { return }
        let start = memory.flash.storage - chip.bytes, size = Int(MemoryMap.flashWindowSize)
        let offsets = range.clamped(to: start..<start + size)
        core.changeBytes(
            of: memory.flash,
            UInt32(offsets.lowerBound - start)..<UInt32(offsets.upperBound - start)
        )
    }
}
