/// FRC1 and FRC2 at 0x60000600 (EOR:core/include/esp/timer_regs.h), on the 80 MHz APB clock.
final class FRCTimer: Peripheral {
    enum Register: UInt32 {
        case frc1Load = 0x00, frc1Count = 0x04, frc1Control = 0x08, frc1InterruptClear = 0x0C
        case frc2Load = 0x20, frc2Count = 0x24, frc2Control = 0x28, frc2InterruptClear = 0x2C, frc2Alarm = 0x30
    }

    /// Bits of CTRL.
    private enum Control {
        static let reload: UInt32 = 1 << 6
        static let run: UInt32 = 1 << 7
        static let interrupt: UInt32 = 1 << 8
    }

    private struct Counter {
        var load: UInt32 = 0
        var control: UInt32 = 0
        /// Value at `since`.
        var value: UInt32 = 0
        var since: Ticks = 0
        var event: EventHandle?

        /// CTRL 3:2: 0 → 1, 1 → 16, 2 → 256 APB cycles.
        var ticksPerStep: Ticks { Clock.ticksPerAPBCycle << stepShift }
        private var stepShift: Ticks { 4 * min(2, Ticks(control >> 2 & 3)) }

        /// Steps since `since`.
        func steps(until now: Ticks) -> UInt32 {
            UInt32(truncatingIfNeeded: ((now &- since) / Clock.ticksPerAPBCycle) >> stepShift)
        }
        var isRunning: Bool { control & Control.run != 0 }
    }

    private static let frc1Mask: UInt32 = 0x7F_FFFF
    private let queue: EventQueue
    private let onInterrupt: (Int) -> Void
    private var frc1 = Counter()
    private var frc2 = Counter()
    private var alarm: UInt32 = 0

    /// - Parameter onInterrupt: called with 1 or 2 for FRC1 or FRC2.
    init(queue: EventQueue, onInterrupt: @escaping (Int) -> Void) {
        self.queue = queue
        self.onInterrupt = onInterrupt
    }

    convenience init(on board: Board) {
        self.init(queue: board.queue) { [interrupts = board.interrupts] number in
            interrupts.pulse(number == 1 ? .frc1 : .frc2)
        }
    }

    override func reset(now: Ticks) {
        queue.cancel(frc1.event)
        queue.cancel(frc2.event)
        frc1 = Counter()
        frc2 = Counter()
        alarm = 0
    }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        guard let register = Register(rawValue: offset) else { return nil }
        switch register {
        case .frc1Load: return frc1.load
        case .frc1Count: return count1(now)
        case .frc1Control: return frc1.control
        case .frc2Load: return frc2.load
        case .frc2Count: return count2(now)
        case .frc2Control: return frc2.control
        case .frc2Alarm: return alarm
        case .frc1InterruptClear, .frc2InterruptClear: return 0
        }
    }

    override func pace(_ offset: UInt32, now: Ticks) -> RegisterPace {
        switch Register(rawValue: offset) {
        case .frc2Count where frc2.isRunning:
            let step = frc2.ticksPerStep
            return .counting(value: count2(now), elapsed: (now &- frc2.since) % step, step: step)
        case .frc1Count where frc1.isRunning: return .changing
        case nil: return .changing
        default: return .steady
        }
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(rawValue: offset) else { return false }
        switch register {
        case .frc1Load:
            frc1.load = value & Self.frc1Mask
            start1(from: frc1.load, now: now)
        case .frc1Control:
            let count = count1(now)
            frc1.control = value & ~Control.interrupt
            start1(from: count, now: now)
        case .frc1InterruptClear: frc1.control &= ~Control.interrupt
        case .frc2Load:
            frc2.load = value
            start2(from: value, now: now)
        case .frc2Control:
            let count = count2(now)
            frc2.control = value & ~Control.interrupt
            start2(from: count, now: now)
        case .frc2InterruptClear: frc2.control &= ~Control.interrupt
        case .frc2Alarm:
            alarm = value
            start2(from: count2(now), now: now)
        case .frc1Count, .frc2Count: break
        }
        return true
    }

    private func count1(_ now: Ticks) -> UInt32 {
        guard frc1.isRunning else { return frc1.value }
        return (frc1.value &- frc1.steps(until: now)) & Self.frc1Mask
    }

    private func count2(_ now: Ticks) -> UInt32 {
        guard frc2.isRunning else { return frc2.value }
        return frc2.value &+ frc2.steps(until: now)
    }

    private func start1(from count: UInt32, now: Ticks) {
        queue.cancel(frc1.event)
        frc1.value = count
        frc1.since = now
        guard frc1.isRunning else { return }
        // From 0 it wraps to the largest number and counts all the way down.
        let steps = count == 0 ? Ticks(Self.frc1Mask) + 1 : Ticks(count)
        frc1.event = queue.schedule(at: now &+ steps * frc1.ticksPerStep) { [unowned self] at in
            frc1.control |= Control.interrupt
            onInterrupt(1)
            start1(from: frc1.control & Control.reload != 0 ? frc1.load : 0, now: at)
        }
    }

    private func start2(from count: UInt32, now: Ticks) {
        queue.cancel(frc2.event)
        frc2.value = count
        frc2.since = now
        guard frc2.isRunning else { return }
        let distance = alarm &- count
        let steps = distance == 0 ? 1 << 32 : Ticks(distance)
        frc2.event = queue.schedule(at: now &+ steps * frc2.ticksPerStep) { [unowned self] at in
            frc2.control |= Control.interrupt
            onInterrupt(2)
            start2(from: frc2.control & Control.reload != 0 ? frc2.load : alarm, now: at)
        }
    }
}
