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
    /// Hears what happens.
    public weak var observer: (any BoardObserver)?
    /// CPU clock and its switches.
    public private(set) var clock: Clock

    /// Cycles that the radio's work took from the program.
    public private(set) var backgroundCycles: Cycles = 0

    let configuration: BoardConfiguration
    let queue = EventQueue()
    let signals = CoreSignals()
    let memory: MemoryMap
    private let chip = FlashChip()
    private let bus = BoardBus()
    private var blocks: [(base: UInt32, size: UInt32, peripheral: any Peripheral)] = []
    private lazy var rtc = makeRTC()
    private var pendingReset: ResetCause?
    private var isStopping = false
    private var uartInterrupts = [false, false]
    private var interruptGate: () -> Bool = { false }
    private var isOnline: () -> Bool = { false }

    /// Edge interrupt of the virtual radio, one of the external inputs 11…13.
    private static let radioInterrupt = 11

    /// Access points send a beacon every 100 units of 1024 us.
    private static let beaconInterval: Ticks = 102_400 * Clock.ticksPerMicrosecond

    /// Flash offset of the configuration area.
    public static let configurationOffset = Int(CONFIG_AREA)

    /// A powered-on board with `firmware` in its flash.
    ///
    /// - Throws: `ELFError` when a segment does not fit the chip.
    public init(
        configuration: BoardConfiguration,
        rom: ELFImage,
        firmware: ELFImage,
        configurationArea: [UInt8],
        link: any NetworkLink
    ) throws(ELFError) {
        self.configuration = configuration
        clock = Clock(megahertz: configuration.megahertz)
        memory = MemoryMap()
        cache = LineCache(size: 32 * 1024, timing: configuration.timing)
        core = Core(
            regions: memory.regions,
            signals: signals,
            bus: bus,
            timing: configuration.timing,
            cache: cache
        )
        core.use(configuration.engine)
        bus.board = self
        for segment in rom.segments where !memory.load(segment) {
            throw .segmentOutsideMemory(address: segment.address, size: segment.memorySize)
        }
        try flash(firmware, configurationArea)
        installPeripherals(link: link)
        for block in blocks { block.peripheral.reset(now: 0) }
        if configuration.timing.backgroundLoad > 0 { scheduleRadioWork(at: Self.beaconInterval) }
        queue.onNewFront = { [weak self] in self?.updateDeadline() }
    }

    /// Time of the board now.
    public var now: Ticks { clock.ticks(at: core.now) }

    /// Asks `run` to return; callable from the observer.
    public func stop() {
        isStopping = true
        signals.requestStop()
    }

    /// Has `profiler` count every cycle; call before `run`.
    public func attach(_ profiler: CallProfiler) { core.attach(profiler) }

    /// Bytes of guest memory, as a debugger sees them.
    public func bytes(at address: UInt32, count: Int) -> [UInt8] { memory.bytes(at: address, count: count) }

    /// Executes until `limit` or until something ends the run.
    public func run(until limit: Ticks) -> BoardStop {
        timeLimit = limit
        if core.now == 0 { observer?.booted(cause: rtc.cause, at: now) }
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
            if now >= limit { return .timeLimit }
        }
    }

    private var timeLimit: Ticks = .max

    private func updateDeadline() {
        signals.setDeadline(clock.cycles(at: min(timeLimit, queue.next ?? .max)))
    }

    private func flash(_ firmware: ELFImage, _ configurationArea: [UInt8]) throws(ELFError) {
        for segment in firmware.segments where MemoryMap.isFlashWindow(segment.address) {
            chip.load(segment.bytes, at: Int(segment.address - MemoryMap.flashWindow))
        }
        for segment in firmware.segments where !MemoryMap.isFlashWindow(segment.address) {
            guard memory.regions.contains(where: { $0.contains(segment.address, count: segment.memorySize) }) else {
                throw .segmentOutsideMemory(address: segment.address, size: segment.memorySize)
            }
        }
        let image = FlashImage(
            program: firmware,
            mode: configuration.flashMode,
            megahertz: configuration.flashMegahertz
        )
        chip.load(image.bytes, at: 0)
        chip.load(configurationArea, at: Self.configurationOffset)
    }

    private func requestReset(_ cause: ResetCause) {
        pendingReset = cause
        signals.requestStop()
    }

    /// Registers to their reset values; DRAM and RTC memory stay.
    private func reset(_ cause: ResetCause) {
        pendingReset = nil
        let time = now
        for block in blocks { block.peripheral.reset(now: time) }
        rtc.cause = cause
        core.reset()
        observer?.booted(cause: cause, at: time)
    }

    fileprivate func read(_ address: UInt32, now cycles: Cycles) -> UInt32? {
        let time = clock.ticks(at: cycles)
        guard let block = blocks.first(where: { address &- $0.base < $0.size }) else {
            guard MemoryMap.isPeripheral(address) else { return nil }
            observer?.unknownAccess(address, pc: core.pc, at: time)
            return 0
        }
        if let value = block.peripheral.read((address &- block.base) & ~3, now: time) {
            return value >> (8 * (address & 3))
        }
        observer?.unknownAccess(address, pc: core.pc, at: time)
        return 0
    }

    fileprivate func write(_ address: UInt32, _ value: UInt32, now cycles: Cycles) -> Bool {
        let time = clock.ticks(at: cycles)
        let block = blocks.first { address &- $0.base < $0.size }
        guard block != nil || MemoryMap.isPeripheral(address) else { return false }
        if block?.peripheral.write((address &- (block?.base ?? 0)) & ~3, value, now: time) != true {
            observer?.unknownAccess(address, pc: core.pc, at: time)
        }
        return true
    }
}

extension Board {
    private func installPeripherals(link: any NetworkLink) {
        let watchdog = makeWatchdog()
        let dport = makeDPORT(watchdog)
        let mac = MACTimer(queue: queue, seed: configuration.seed) { [weak self, weak dport] high in
            let isNMI = dport?.routesWDEVToNMI == true
            if high && isNMI { self?.signals.pulse(14) }
            self?.signals.setLine(0, high: high && !isNMI)
        }
        let frc = FRCTimer(queue: queue) { [weak self, weak dport] number in
            guard dport?.passesEdge(number == 1 ? DPORT.Edge.frc1 : DPORT.Edge.frc2) == true else { return }
            self?.signals.pulse(number == 1 ? 9 : 10)
        }
        interruptGate = { [weak dport] in dport?.passesEdge(DPORT.Edge.watchdog) == true }
        let gpio = GPIO(
            onChange: { [weak self] pin, high, at in self?.observer?.pinChanged(pin, high: high, at: at) },
            onInterrupt: { [weak self] high in self?.signals.setLine(4, high: high) }
        )
        let mux = IOMUX(onRoute: { [weak gpio] pins, at in gpio?.route(pins, now: at) })
        let uart0 = UART(
            queue: queue,
            onSent: { [weak self] byte, at in self?.observer?.uartSent(byte, at: at) },
            onInterrupt: { [weak self] high in self?.setUARTInterrupt(0, high: high) }
        )
        let uart1 = UART(
            queue: queue,
            onSent: { _, _ in },
            onInterrupt: { [weak self] high in self?.setUARTInterrupt(1, high: high) }
        )
        let station = WiFiStation(configuration: configuration, queue: queue, memory: memory) {
            [weak self] phase, at in self?.observer?.wifiEntered(phase, at: at)
        }
        let sockets = NetworkSockets(
            queue: queue,
            memory: memory,
            link: link,
            isOnline: { [weak station] in station?.isUp == true },
            onActivity: { [weak self] in self?.signals.pulse(Self.radioInterrupt) }
        )
        let probe = Probe(resetsOnBite: configuration.resetsOnBite) { [weak self] register, value, at in
            self?.observer?.probed(register, value, at: at)
        }
        // One byte on the line takes eight clocks in the plainest mode; the flash clock divides 80 MHz.
        let ticksPerByte = Ticks(8 * 160 / max(1, configuration.flashMegahertz))
        isOnline = { [weak station] in station?.isUp == true }
        blocks = [
            (PROBE_BASE, PROBE_WINDOW, probe), (NET_BASE, NET_STRIDE * NET_SOCKETS, sockets),
            (WIFI_BASE, WIFI_WINDOW, station), (0x3FF0_0000, 0x100, dport), (0x3FF2_0000, 0x2000, mac),
            (0x6000_0900, 0x100, watchdog), (0x6000_0600, 0x100, frc), (0x6000_0300, 0x100, gpio),
            (0x6000_0000, 0x100, uart0), (0x6000_0F00, 0x100, uart1), (0x6000_0800, 0x100, mux),
            (0x6000_0700, 0x100, rtc), (0x6000_1000, 0x400, RTCMemory()),
            (0x6000_0200, 0x100, SPI(flash: chip, ticksPerByte: ticksPerByte)),
            (0x6000_0100, 0x100, SPI(flash: nil, ticksPerByte: ticksPerByte)),
        ]
    }

    private func makeRTC() -> RTC {
        RTC(
            queue: queue,
            outputs: RTC.Outputs(
                softwareReset: { [weak self] in self?.requestReset(.software) },
                pinChanged: { [weak self] high, at in self?.observer?.pinChanged(16, high: high, at: at) },
                interrupt: { [weak self] high in self?.signals.setLine(3, high: high) }
            )
        )
    }

    /// Interrupt 5 is the line of both UARTs.
    private func setUARTInterrupt(_ number: Int, high: Bool) {
        uartInterrupts[number] = high
        signals.setLine(5, high: uartInterrupts.contains(true))
    }

    private func makeWatchdog() -> Watchdog {
        Watchdog(
            queue: queue,
            outputs: Watchdog.Outputs(
                interrupt: { [weak self] in
                    if self?.interruptGate() == true { self?.signals.pulse(8) }
                },
                bite: { [weak self] at in self?.watchdogBit(at) },
                fed: { [weak self] timeout, at in self?.observer?.hardWatchdogFed(timeout: timeout, at: at) },
                stopped: { [weak self] at in self?.observer?.hardWatchdogStopped(at: at) }
            )
        )
    }

    private func watchdogBit(_ at: Ticks) {
        observer?.hardWatchdogBit(at: at)
        if configuration.resetsOnBite { requestReset(.watchdog) }
    }

    private func makeDPORT(_ watchdog: Watchdog) -> DPORT {
        DPORT(
            mac: configuration.mac,
            megahertz: configuration.megahertz,
            outputs: DPORT.Outputs(
                cpuClock: { [weak self] megahertz in self?.switchClock(megahertz) },
                cache: { [weak self] isOn, megabyte, low, high, flush in
                    self?.configureCache(isOn: isOn, megabyte: megabyte, low: low, high: high, flush: flush)
                },
                watchdogGate: { [weak watchdog] isStopped, at in watchdog?.gateClock(isStopped, now: at) }
            )
        )
    }

    /// Takes the SDK's share of the CPU while the station is connected, once per beacon.
    private func scheduleRadioWork(at ticks: Ticks) {
        queue.schedule(at: ticks) { [weak self] at in
            guard let self else { return }
            let period = Self.beaconInterval &* Ticks(clock.megahertz) / 160
            let share = Ticks(min(1000, configuration.timing.backgroundLoad))
            if isOnline() { backgroundCycles &+= core.pause(period &* share / 1000) }
            scheduleRadioWork(at: at &+ Self.beaconInterval)
        }
    }

    private func switchClock(_ megahertz: Int) {
        clock.switchTo(megahertz: megahertz, now: core.now)
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

    private func configureCache(isOn: Bool, megabyte: Int, low: Bool, high: Bool, flush: Bool) {
        let shown = chip.bytes + (min(megabyte, (FlashChip.size >> 20) - 1) << 20)
        memory.flash.storage = isOn ? shown : memory.darkWindow
        memory.lowBank.isEnabled = !low
        memory.highBank.isEnabled = !high
        let size = (low ? 16 : 0) + (high ? 16 : 0)
        if size > 0, cache.size != size * 1024 { cache.reconfigure(size: size * 1024) }
        if flush { cache.flush() }
        core.invalidateCode()
    }
}

/// The core's bus: hands accesses to the board without keeping it alive.
private final class BoardBus: PeripheralBus {
    weak var board: Board?

    func read(_ address: UInt32, width: AccessWidth, now: Cycles) -> UInt32? { board?.read(address, now: now) }

    func write(_ address: UInt32, _ value: UInt32, width: AccessWidth, now: Cycles) -> Bool {
        board?.write(address, value, now: now) ?? false
    }
}
