/// The WDEV block at 0x3FF20000: SYS_TIME, the random number register, and the MAC timers the soft watchdogs run on
/// (EAGLE; EOR:core/include/esp/wdev_regs.h; pvvx/esp8266web:app/gdbstub/gdbstub.c).
final class MACTimer: Peripheral {
    enum Register: UInt32 {
        case sysTime = 0x0C00, interruptEnable = 0x0C18, rng = 0x0E44
        case tsf = 0x1048, tsf0Enable = 0x1098, tsf0Low = 0x109C, tsf0High = 0x10A0
        case macTim1Control = 0x10C8, macTim1Target = 0x10CC
    }

    private static let enable: UInt32 = 1 << 31
    /// TSF0 reached its target, in the interrupt enable register (RTOS task_wdt.c, WDEV_TSF0_REACH_INT).
    private static let tsf0Reached: UInt32 = 1 << 27
    private let queue: EventQueue
    private let onInterrupt: (Bool) -> Void
    private var generator: UInt64
    private var plain: [Register: UInt32] = [:]
    private var control: UInt32 = 0
    private var target: UInt32 = 0
    private var event: EventHandle?
    private var tsf0Event: EventHandle?

    /// - Parameter onInterrupt: the level of the WDEV interrupt: high once MacTim1 or TSF0 reached its target, low again
    ///   when a timer is written (assumed: the status register of WDEV is not published).
    init(queue: EventQueue, seed: UInt64, onInterrupt: @escaping (Bool) -> Void) {
        self.queue = queue
        self.onInterrupt = onInterrupt
        generator = seed
    }

    convenience init(on board: Board) {
        self.init(queue: board.queue, seed: board.configuration.seed) { [interrupts = board.interrupts] high in
            interrupts.set(.wdev, high: high)
        }
    }

    override func reset(now: Ticks) {
        queue.cancel(event)
        queue.cancel(tsf0Event)
        plain = [:]
        control = 0
        target = 0
        onInterrupt(false)
    }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        guard let register = Register(rawValue: offset) else { return nil }
        switch register {
        case .sysTime, .tsf: return microseconds(now)
        case .rng: return nextRandom()
        case .macTim1Control: return control
        case .macTim1Target: return target
        case .interruptEnable, .tsf0Enable, .tsf0Low, .tsf0High: return plain[register] ?? 0
        }
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(rawValue: offset) else { return false }
        switch register {
        case .macTim1Control:
            control = value & Self.enable
            arm(now)
        case .macTim1Target:
            target = value
            arm(now)
        case .sysTime, .tsf, .rng: break
        case .interruptEnable: plain[register] = value
        case .tsf0Enable, .tsf0Low, .tsf0High:
            plain[register] = register == .tsf0Enable ? value & Self.enable : value
            armTSF0(now)
        }
        return true
    }

    private func microseconds(_ now: Ticks) -> UInt32 {
        UInt32(truncatingIfNeeded: Clock.microseconds(now))
    }

    private func arm(_ now: Ticks) {
        queue.cancel(event)
        onInterrupt(false)
        guard control != 0 else { return }
        let distance = target &- microseconds(now)
        let base = now - now % Clock.ticksPerMicrosecond
        event = queue.schedule(at: base &+ Ticks(distance) * Clock.ticksPerMicrosecond) { [unowned self] _ in
            control = 0
            onInterrupt(true)
        }
    }

    /// TSF0 goes off when the µs count reaches its 64-bit target; one that lies in the past never does.
    private func armTSF0(_ now: Ticks) {
        queue.cancel(tsf0Event)
        onInterrupt(false)
        let goal = UInt64(plain[.tsf0High] ?? 0) << 32 | UInt64(plain[.tsf0Low] ?? 0)
        guard (plain[.tsf0Enable] ?? 0) != 0, goal >= Clock.microseconds(now),
            goal < UInt64.max / Clock.ticksPerMicrosecond
        else { return }
        tsf0Event = queue.schedule(at: max(now, goal * Clock.ticksPerMicrosecond)) { [unowned self] _ in
            plain[.tsf0Enable] = 0
            if (plain[.interruptEnable] ?? 0) & Self.tsf0Reached != 0 { onInterrupt(true) }
        }
    }

    /// SplitMix64: the same words for the same seed.
    private func nextRandom() -> UInt32 {
        generator &+= 0x9E37_79B9_7F4A_7C15
        var z = generator
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return UInt32(truncatingIfNeeded: (z ^ z >> 31) >> 32)
    }
}
