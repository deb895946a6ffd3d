import GuestABI

/// The probe, a device of the virtual board: what the firmware tells the observer.
public final class Probe: Peripheral {
    /// Registers of the window; they read 0.
    public typealias Register = ProbeRegister

    private let onProbe: (Register, UInt32, Ticks) -> Void

    init(onProbe: @escaping (Register, UInt32, Ticks) -> Void) {
        self.onProbe = onProbe
    }

    convenience init(on board: Board) {
        self.init { [unowned board] register, value, at in
            board.observer?.probed(register, value, at: at)
        }
    }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        Register(offset: offset) == nil ? nil : 0
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(offset: offset) else { return false }
        onProbe(register, value, now)
        return true
    }
}
