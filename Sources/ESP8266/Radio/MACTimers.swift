/// MacTim1 and TSF0 of the WDEV block, which the SDKs' software watchdogs and ticks run on.
final class MACTimers {
    enum Register: UInt32 {
        case tsf0Enable = 0x1098, tsf0Low = 0x109C, tsf0High = 0x10A0
        case macTim1Control = 0x10C8, macTim1Target = 0x10CC
    }

    private static let enable: UInt32 = 1 << 31
    private let queue: EventQueue
    private var tsf0: [Register: UInt32] = [:]
    private var control: UInt32 = 0
    private var target: UInt32 = 0
    private var macTim1Event: EventHandle?
    private var tsf0Event: EventHandle?
    /// Told of MacTim1 armed, with the time until it runs out.
    var onArmed: (_ period: Ticks, Ticks) -> Void = { _, _ in }
    /// Told the interrupt bit of a timer that reached its target.
    var onReached: (UInt32, Ticks) -> Void = { _, _ in }

    init(queue: EventQueue) {
        self.queue = queue
    }

    func reset() {
        queue.cancel(macTim1Event)
        queue.cancel(tsf0Event)
        tsf0 = [:]
        control = 0
        target = 0
    }

    /// The register at `offset`; nil for another's.
    func read(_ offset: UInt32) -> UInt32? {
        switch Register(rawValue: offset) {
        case .macTim1Control: control
        case .macTim1Target: target
        case let register?: tsf0[register] ?? 0
        case nil: nil
        }
    }

    /// Stores to the register at `offset`; false for another's.
    func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(rawValue: offset) else { return false }
        switch register {
        case .macTim1Control:
            control = value & Self.enable
            armMacTim1(now)
        case .macTim1Target:
            target = value
            armMacTim1(now)
        case .tsf0Enable, .tsf0Low, .tsf0High:
            tsf0[register] = register == .tsf0Enable ? value & Self.enable : value
            armTSF0(now)
        }
        return true
    }

    private func armMacTim1(_ now: Ticks) {
        queue.cancel(macTim1Event)
        guard control != 0 else { return }
        let distance = target &- UInt32(truncatingIfNeeded: Clock.microseconds(now))
        let base = now - now % Clock.ticksPerMicrosecond
        onArmed(Ticks(distance) * Clock.ticksPerMicrosecond, now)
        macTim1Event = queue.schedule(at: base &+ Ticks(distance) * Clock.ticksPerMicrosecond) { [unowned self] at in
            control = 0
            onReached(WDEV.Interrupt.macTim1, at)
        }
    }

    /// TSF0 goes off when the µs count reaches its 64-bit target; one that lies in the past never does.
    private func armTSF0(_ now: Ticks) {
        queue.cancel(tsf0Event)
        let goal = UInt64(tsf0[.tsf0High] ?? 0) << 32 | UInt64(tsf0[.tsf0Low] ?? 0)
        guard (tsf0[.tsf0Enable] ?? 0) != 0, goal >= Clock.microseconds(now),
            goal < UInt64.max / Clock.ticksPerMicrosecond
        else { return }
        tsf0Event = queue.schedule(at: max(now, goal * Clock.ticksPerMicrosecond)) { [unowned self] at in
            tsf0[.tsf0Enable] = 0
            onReached(WDEV.Interrupt.tsf0, at)
        }
    }
}
