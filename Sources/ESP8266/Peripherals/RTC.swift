/// The RTC block at 0x60000700 (EAGLE; EOR:core/include/esp/rtc_regs.h). The scratch registers survive everything but
/// power-off.
final class RTC: Peripheral {
    enum Register: UInt32 {
        case ctrl0 = 0x00, slpVal = 0x04, state0 = 0x08, state1 = 0x14, state2 = 0x18, slpCnt = 0x1C
        case intSet = 0x20, intClear = 0x24, intEnable = 0x28
        case scratch0 = 0x30, scratch1 = 0x34, scratch2 = 0x38, scratch3 = 0x3C
        case gpio16Out = 0x68, gpio16Enable = 0x74, gpio16In = 0x8C, gpio16Conf = 0x90, gpio16Pad = 0xA0
    }

    /// Frequency of the RTC oscillator. Assumed: the real one is specified nowhere and drifts with temperature.
    static let oscillatorHertz: Ticks = 150_000
    /// Ticks per count of SLP_CNT, whole ones.
    static let ticksPerCount: Ticks = Clock.ticksPerSecond / oscillatorHertz
    /// The bit of the interrupt registers that the alarm SLP_VAL sets. Assumed: the public headers name no bits.
    static let alarm: UInt32 = 1 << 0

    private static let scratch: [Register] = [.scratch0, .scratch1, .scratch2, .scratch3]

    /// What the registers steer.
    struct Outputs {
        var softwareReset: () -> Void
        /// GPIO16 changes its level.
        var pinChanged: (_ isHigh: Bool, Ticks) -> Void
        /// Interrupt 3.
        var interrupt: (Bool) -> Void
    }

    private let queue: EventQueue
    private let outputs: Outputs
    private var event: EventHandle?
    private var pending: UInt32 = 0
    private var registers: [UInt32] = .init(repeating: 0, count: 41)
    /// When power came: SLP_CNT counts from there.
    private var poweredAt: Ticks = 0
    /// Cause of the last reset.
    var cause = ResetCause.powerOn

    init(queue: EventQueue, outputs: Outputs) {
        self.queue = queue
        self.outputs = outputs
    }

    convenience init(on board: Board) {
        let outputs = Outputs(
            softwareReset: { [unowned board] in board.requestReset(.software) },
            pinChanged: { [unowned board] high, at in board.observer?.pinChanged(16, high: high, at: at) },
            interrupt: { [interrupts = board.interrupts] high in interrupts.set(.rtc, high: high) }
        )
        self.init(queue: board.queue, outputs: outputs)
    }

    private subscript(register: Register) -> UInt32 {
        get { registers[Int(register.rawValue / 4)] }
        set { registers[Int(register.rawValue / 4)] = newValue }
    }

    override func reset(now: Ticks) {
        queue.cancel(event)
        let wasHigh = isPinHigh
        let kept = Self.scratch.map { self[$0] }
        registers = .init(repeating: 0, count: registers.count)
        for (register, value) in zip(Self.scratch, kept) { self[register] = value }
        pending = 0
        outputs.interrupt(false)
        if !wasHigh { outputs.pinChanged(true, now) }
    }

    override func losePower(now: Ticks) {
        for register in Self.scratch { self[register] = 0 }
        poweredAt = now
    }

    /// Whether the chip drives GPIO16.
    var isPinOutput: Bool { self[.gpio16Enable] & 1 != 0 }

    /// GPIO16: driven by OUT when enabled, else pulled up by NodeMCU's second LED.
    var isPinHigh: Bool { !isPinOutput || self[.gpio16Out] & 1 != 0 }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        guard let register = Register(rawValue: offset) else { return nil }
        switch register {
        case .state1: return cause.rawValue
        // No deep sleep is modelled, so nothing ever woke the chip.
        case .state2: return 0
        case .slpCnt: return UInt32(truncatingIfNeeded: sincePower(now) / Self.ticksPerCount)
        case .intSet: return pending
        case .intClear: return 0
        case .gpio16In: return isPinHigh ? 1 : 0
        default: return self[register]
        }
    }

    override func pace(_ offset: UInt32, now: Ticks) -> RegisterPace {
        switch Register(rawValue: offset) {
        case .slpCnt:
            let step = Self.ticksPerCount, time = sincePower(now)
            return .counting(value: UInt32(truncatingIfNeeded: time / step), elapsed: time % step, step: step)
        case nil: return .changing
        default: return .steady
        }
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(rawValue: offset) else { return false }
        switch register {
        case .state1, .state2, .slpCnt, .gpio16In: return true
        case .intSet: pending |= value
        case .intClear: pending &= ~value
        case .gpio16Out, .gpio16Enable:
            let wasHigh = isPinHigh
            self[register] = value
            if wasHigh != isPinHigh { outputs.pinChanged(isPinHigh, now) }
        default: self[register] = value
        }
        if register == .slpVal { arm(now) }
        if register == .ctrl0 && value >> 31 != 0 { outputs.softwareReset() }
        outputs.interrupt(pending & self[.intEnable] != 0)
        return true
    }

    private func sincePower(_ now: Ticks) -> Ticks { now &- poweredAt }

    /// The alarm goes off when SLP_CNT next reaches SLP_VAL.
    private func arm(_ now: Ticks) {
        queue.cancel(event)
        let count = sincePower(now) / Self.ticksPerCount
        let distance = Ticks(self[.slpVal] &- UInt32(truncatingIfNeeded: count))
        let steps = distance == 0 ? 1 << 32 : distance
        event = queue.schedule(at: poweredAt &+ (count &+ steps) &* Self.ticksPerCount) { [unowned self] _ in
            pending |= Self.alarm
            outputs.interrupt(pending & self[.intEnable] != 0)
        }
    }
}
