import GuestABI
import LX106

/// Hears what happens on the board. Every call carries the tick it happened at.
public protocol BoardObserver: AnyObject {
    /// A byte left UART0.
    func uartSent(_ byte: UInt8, at ticks: Ticks)
    /// A byte left UART1, which has no receive line.
    func uart1Sent(_ byte: UInt8, at ticks: Ticks)
    /// The level of an output pin changed.
    func pinChanged(_ pin: Int, high: Bool, at ticks: Ticks)
    /// The hardware watchdog, which is set to `stages`, was fed or enabled.
    func hardWatchdogFed(_ stages: WatchdogStages, at ticks: Ticks)
    /// The hardware watchdog was fed as often as `repetition` says, in ticks: by a loop that does nothing else.
    func hardWatchdogFed(_ stages: WatchdogStages, _ repetition: Repetition)
    /// The hardware watchdog was disabled.
    func hardWatchdogStopped(at ticks: Ticks)
    /// The hardware watchdog's second stage ran out.
    func hardWatchdogBit(at ticks: Ticks)
    /// The firmware wrote `value` to a register of the probe window.
    func probed(_ register: Probe.Register, _ value: UInt32, at ticks: Ticks)
    /// The Wi-Fi station entered another phase.
    func wifiEntered(_ phase: WiFiPhase, at ticks: Ticks)
    /// The chip is about to start anew because of `cause`: nothing has changed yet.
    func restarts(cause: ResetCause, at ticks: Ticks)
    /// MacTim1 was armed, to run out after `period`; `isHandler` says whether in an interrupt handler.
    func macTimerArmed(period: Ticks, isHandler: Bool, at ticks: Ticks)
    /// MacTim1 ran out.
    func macTimerExpired(at ticks: Ticks)
    /// The chip starts executing its boot ROM.
    func booted(cause: ResetCause, at ticks: Ticks)
    /// A load or store reached a place for registers where none is modelled; `Board.registerName` tells its name.
    func unknownAccess(_ address: UInt32, isStore: Bool, pc: UInt32, at ticks: Ticks)
}
