import LX106

/// The hardware watchdog at 0x60000900: two stages of 2^(16+n) cycles of the 80 MHz APB clock
/// (EAGLE; MOS118:common/platforms/esp8266/esp_hw_wdt_register.h; PVVX measured 1 680 403 µs for n = 11).
final class Watchdog: Peripheral {
    enum Register: UInt32 {
        case ctl = 0x00, op = 0x04, opND = 0x08, count = 0x0C, stage = 0x10, rst = 0x14, resetStage = 0x18
    }

    /// Bits of CTL.
    private enum Control {
        static let enable: UInt32 = 1 << 0
        static let firstStageResets: UInt32 = 1 << 1
        static let noSecondStage: UInt32 = 1 << 2
    }

    private static let feed: UInt32 = 0x73

    /// What the watchdog does to the rest of the chip.
    struct Outputs {
        /// Stage 0 ran out: interrupt 8.
        var interrupt: () -> Void
        /// The chip must be reset, or, when observing, the bite is recorded.
        var bite: (Ticks) -> Void
        var fed: (WatchdogStages, _ now: Ticks) -> Void
        var fedAgain: (WatchdogStages, Repetition) -> Void
        var stopped: (Ticks) -> Void
    }

    private let queue: EventQueue
    private let outputs: Outputs
    private var control: UInt32 = 0
    private var reload: [UInt32] = [0, 0]
    private var stage = 0
    private var since: Ticks = 0
    private var event: EventHandle?
    /// When `event` fires, and when the stage is over. A feed puts off only the latter: that costs nothing but a second look.
    private var wakes: Ticks = .max
    private var end: Ticks = .max
    /// When DPORT stopped the clock.
    private var stoppedAt: Ticks?
    private var bittenAt: Ticks?

    private static let aftermath: Ticks = 2000 * Clock.ticksPerMicrosecond

    init(queue: EventQueue, outputs: Outputs) {
        self.queue = queue
        self.outputs = outputs
    }

    convenience init(on board: Board) {
        let outputs = Outputs(
            interrupt: { [interrupts = board.interrupts] in interrupts.pulse(.watchdog) },
            bite: { [unowned board] at in board.watchdogBit(at) },
            // Firmware feeds hundreds of thousands of times a second; the board outlives its peripherals.
            fed: { [board = Unmanaged.passUnretained(board)] stages, at in
                board._withUnsafeGuaranteedRef { $0.observer?.hardWatchdogFed(stages, at: at) }
            },
            fedAgain: { [unowned board] stages, repetition in
                board.observer?.hardWatchdogFed(stages, repetition)
            },
            stopped: { [unowned board] at in board.observer?.hardWatchdogStopped(at: at) }
        )
        self.init(queue: board.queue, outputs: outputs)
    }

    /// Ticks of a stage with reload exponent `n`.
    static func stageTicks(_ n: UInt32) -> Ticks { (1 << (16 + Ticks(n & 15))) * Clock.ticksPerAPBCycle }

    override func reset(now: Ticks) {
        cancel()
        control = 0
        reload = [0, 0]
        stage = 0
    }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        guard let register = Register(rawValue: offset) else { return nil }
        switch register {
        case .ctl: return control
        case .op: return reload[0]
        case .opND: return reload[1]
        case .count: return countdown(now)
        case .stage: return UInt32(stage)
        case .rst, .resetStage: return 0
        }
    }

    override func pace(_ offset: UInt32, now: Ticks) -> RegisterPace {
        let register = Register(rawValue: offset)
        return register == nil || register == .count ? .changing : .steady
    }

    override func inspect(_ offset: UInt32, now: Ticks) -> UInt32? { read(offset, now: now) }

    /// Cycles of the 80 MHz APB clock to the end of the stage, and which of the two that is; nil while it is off.
    func remaining(_ now: Ticks) -> (stage: Int, cycles: UInt32)? { isEnabled ? (stage, countdown(now)) : nil }

    /// A feed only puts off what the feed before it put off. The first feeds behind a bite may be the firmware's answer to
    /// it: whoever observes wants to see each of them.
    override func canRepeatStore(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        let register = Register(rawValue: offset)
        let isFeed = value == Self.feed && (register == .rst || register == .resetStage)
        return isFeed && stoppedAt == nil && (bittenAt.map { now &- $0 > Self.aftermath } ?? true)
    }

    override func repeatStore(_ offset: UInt32, _ value: UInt32, _ repetition: Repetition) {
        guard isEnabled else { return }
        enter(stage: 0, now: repetition.last)
        outputs.fedAgain(stages, repetition)
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(rawValue: offset) else { return false }
        switch register {
        case .ctl:
            let was = isEnabled
            control = value & 0x3F
            if was != isEnabled { isEnabled ? restart(now) : stop(now) }
        case .op: reload[0] = value & 0xF
        case .opND: reload[1] = value & 0xF
        case .rst where value == Self.feed, .resetStage where value == Self.feed:
            if isEnabled { restart(now) }
        case .rst, .resetStage, .count, .stage: break
        }
        return true
    }

    private var isEnabled: Bool { control & Control.enable != 0 }

    private func countdown(_ now: Ticks) -> UInt32 {
        guard isEnabled else { return 0 }
        let total = Self.stageTicks(reload[stage])
        let gone = min(total, (stoppedAt ?? now) &- since)
        return UInt32(truncatingIfNeeded: (total - gone) / Clock.ticksPerAPBCycle)
    }

    private func stop(_ now: Ticks) {
        cancel()
        stage = 0
        outputs.stopped(now)
    }

    private func restart(_ now: Ticks) {
        enter(stage: 0, now: now)
        outputs.fed(stages, now)
    }

    private var stages: WatchdogStages {
        let isOneStage = control & Control.firstStageResets != 0
        return WatchdogStages(
            first: Self.stageTicks(reload[0]),
            second: isOneStage ? 0 : Self.stageTicks(reload[1])
        )
    }

    private func enter(stage new: Int, now: Ticks) {
        stage = new
        since = now
        if stoppedAt == nil { schedule() } else { stoppedAt = now }
    }

    /// DPORT 0x3FF00018 bit 3 stops the clock; COUNT stands still until it runs again.
    func gateClock(_ isStopped: Bool, now: Ticks) {
        if isStopped, stoppedAt == nil {
            stoppedAt = now
            cancel()
        } else if !isStopped, let began = stoppedAt {
            stoppedAt = nil
            since &+= now &- began
            if isEnabled { schedule() }
        }
    }

    private func schedule() {
        end = since &+ Self.stageTicks(reload[stage])
        if event == nil || wakes > end { wakeAtEnd() }
    }

    private func wakeAtEnd() {
        cancel()
        wakes = end
        event = queue.schedule(at: end) { [unowned self] at in wake(at) }
    }

    private func cancel() {
        queue.cancel(event)
        event = nil
    }

    private func wake(_ now: Ticks) {
        event = nil
        if end > now { wakeAtEnd() } else { expire(now) }
    }

    private func expire(_ now: Ticks) {
        if stage == 1 || control & Control.firstStageResets != 0 {
            enter(stage: 0, now: now)
            bittenAt = now
            outputs.bite(now)
        } else {
            outputs.interrupt()
            // Without a second stage the first one starts again (assumed).
            enter(stage: control & Control.noSecondStage == 0 ? 1 : 0, now: now)
        }
    }
}

/// How long the stages of the hardware watchdog are set to last.
public struct WatchdogStages: Sendable, Equatable {
    /// From a feed to the interrupt.
    public let first: Ticks
    /// From there to the reset; 0 where the first stage resets.
    public let second: Ticks

    /// From a feed to the reset.
    public var both: Ticks { first &+ second }

    package init(first: Ticks, second: Ticks) {
        self.first = first
        self.second = second
    }
}
