/// The WDEV block at 0x3FF20000, the MAC of the radio: interrupts, SYS_TIME, the random number register
/// (EAGLE; EOR:core/include/esp/wdev_regs.h; pvvx/esp8266web:app/gdbstub/gdbstub.c; libpp's own accesses, read).
final class WDEV: Peripheral {
    enum Register: UInt32 {
        /// Moves while the receiver works: libpp of ESP8266_RTOS_SDK 3 resets a MAC whose receiver is on and whose value is the
        /// same after two seconds (lmac_check_ac, read). What it counts is not known; µs are assumed.
        case receiverCount = 0x01C0
        case sysTime = 0x0C00, interruptEnable = 0x0C18, interruptStatus = 0x0C20, interruptClear = 0x0C24
        case txStatus = 0x0C84, ackStatus = 0x0E04, rng = 0x0E44
        case tsfLow = 0x1048, tsfHigh = 0x104C
    }

    /// Bits of the interrupt registers (libpp's wDev_ProcessFiq, read).
    enum Interrupt {
        static let received: UInt32 = 1 << 8
        static let txStarted: UInt32 = 1 << 18
        static let txDone: UInt32 = 1 << 19
        static let macTim1: UInt32 = 1 << 26
        /// RTOS task_wdt.c, WDEV_TSF0_REACH_INT.
        static let tsf0: UInt32 = 1 << 27
    }

    /// ACK_STATUS of a frame that was acknowledged: bit 24, and the acknowledgement's strength in 23:16, as a received frame's
    /// (wDev_ProcessFiq, read); -50 dBm is assumed.
    private static let acknowledged: UInt32 = 1 << 24 | 46 << 16

    /// What the block does to the rest of the chip.
    struct Outputs {
        /// The level of the WDEV interrupt.
        var interrupt: (Bool) -> Void
        var macTimerArmed: (_ period: Ticks, Ticks) -> Void = { _, _ in }
        var macTimerExpired: (Ticks) -> Void = { _ in }
    }

    private let outputs: Outputs
    private let timers: MACTimers
    private let transmitter: MACTransmitter
    private let receiver: MACReceiver
    private let air: Air
    private var filters = MACFilters()
    private var keys = MACKeys()
    private var random: SplitMix64
    private var status: UInt32 = 0
    private var enable: UInt32 = 0
    private var txStatus: UInt32 = 0
    private var ackStatus: UInt32 = 0

    /// - Parameter memory: where frames and their descriptors are.
    init(queue: EventQueue, memory: MemoryMap, air: Air, seed: UInt64, outputs: Outputs) {
        self.outputs = outputs
        self.air = air
        random = SplitMix64(seed: seed)
        timers = MACTimers(queue: queue)
        receiver = MACReceiver(queue: queue, memory: memory)
        var key: (UInt32) -> MACKeys.Entry? = { _ in nil }
        transmitter = MACTransmitter(queue: queue, memory: memory, air: air) { key($0) }
        super.init()
        key = { [unowned self] number in keys.entry(number) }
        air.onReceived = { [unowned self] frame, at in receive(frame, at: at) }
        receiver.onMissed = { frame, at in air.onMissed(frame, true, at) }
        receiver.onReceived = { [unowned self] in raise(Interrupt.received) }
        timers.onArmed = outputs.macTimerArmed
        timers.onReached = { [unowned self] bit, at in
            if bit == Interrupt.macTim1 { outputs.macTimerExpired(at) }
            raise(bit)
        }
        transmitter.onSent = { [unowned self] status, isAcknowledged in
            txStatus = status
            ackStatus = isAcknowledged ? Self.acknowledged : 0
            raise(Interrupt.txStarted | Interrupt.txDone)
        }
    }

    convenience init(on board: Board) {
        let outputs = Outputs(
            interrupt: { [interrupts = board.interrupts] high in interrupts.set(.wdev, high: high) },
            macTimerArmed: { [unowned board] period, at in
                board.observer?.macTimerArmed(period: period, isHandler: board.core.isInHandler, at: at)
            },
            macTimerExpired: { [unowned board] at in board.observer?.macTimerExpired(at: at) }
        )
        self.init(
            queue: board.queue,
            memory: board.memory,
            air: board.air,
            seed: board.configuration.seed,
            outputs: outputs
        )
    }

    override func reset(now: Ticks) {
        timers.reset()
        transmitter.reset()
        receiver.reset()
        (filters, keys) = (MACFilters(), MACKeys())
        (status, enable, txStatus, ackStatus) = (0, 0, 0, 0)
        outputs.interrupt(false)
    }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        switch Register(rawValue: offset) {
        case .receiverCount, .sysTime, .tsfLow: UInt32(truncatingIfNeeded: Clock.microseconds(now))
        case .tsfHigh: UInt32(truncatingIfNeeded: Clock.microseconds(now) >> 32)
        case .interruptEnable: enable
        case .interruptStatus: status
        case .interruptClear: 0
        case .ackStatus: ackStatus
        case .txStatus: txStatus
        case .rng: UInt32(truncatingIfNeeded: random.next() >> 32)
        case nil:
            timers.read(offset) ?? transmitter.read(offset) ?? receiver.read(offset) ?? filters.read(offset)
                ?? keys.read(offset)
        }
    }

    override func pace(_ offset: UInt32, now: Ticks) -> RegisterPace {
        switch Register(rawValue: offset) {
        case .receiverCount, .sysTime, .tsfLow:
            let step = Clock.ticksPerMicrosecond
            return .counting(value: UInt32(truncatingIfNeeded: now / step), elapsed: now % step, step: step)
        case .interruptEnable, .interruptStatus, .interruptClear, .txStatus, .ackStatus: return .steady
        case .tsfHigh, .rng: return .changing
        case nil: return timers.read(offset) == nil && receiver.read(offset) == nil ? .changing : .steady
        }
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        switch Register(rawValue: offset) {
        case .receiverCount, .sysTime, .tsfLow, .tsfHigh, .rng, .interruptStatus, .txStatus, .ackStatus: break
        case .interruptEnable: enable = value
        case .interruptClear:
            status &= ~value
            if value & Interrupt.received != 0 { receiver.seen(at: now) }
        case nil:
            return timers.write(offset, value, now: now) || transmitter.write(offset, value, now: now)
                || receiver.write(offset, value) || filters.write(offset, value) || keys.write(offset, value)
        }
        tell()
        return true
    }

    /// Switches the receiver on, as the radio's wake-up does.
    func switchReceiverOn() { receiver.switchOn() }

    /// A frame arrives. One that was made with a key of the table is opened; what followed its plaintext stays, as zeros, for
    /// libnet80211's decap takes off as much (ccmp_decap, read). One that does not open is lost (assumed).
    private func receive(_ frame: AirFrame, at ticks: Ticks) -> Bool {
        let match = filters.match(frame)
        guard !match.isEmpty, receiver.isListening else { return false }
        guard receiver.hasRoom else {
            air.onMissed(frame, false, ticks)
            return false
        }
        var frame = frame
        if frame.isProtected, let entry = keys.entry(opening: frame), let ciphers = air.ciphers {
            guard let plain = ciphers.open(entry.cipher, frame.bytes, entry.key) else { return match.isForUs }
            frame.bytes = plain + [UInt8](repeating: 0, count: entry.cipher.trailerSize)
        }
        receiver.take(frame, match, at: ticks)
        return match.isForUs
    }

    private func raise(_ bits: UInt32) {
        status |= bits
        tell()
    }

    private func tell() { outputs.interrupt(status & enable != 0) }
}
