import LX106

/// Time of the board in ticks of 1/160 MHz (6.25 ns), independent of the CPU clock.
public typealias Ticks = UInt64

/// Converts between ticks, CPU cycles and seconds, across switches of the CPU clock between 80 and 160 MHz.
///
/// The watchdog, the FRC timers, UART and SPI run on the 80 MHz APB clock whatever the CPU does.
public struct Clock: Sendable {
    /// Ticks per second.
    public static let ticksPerSecond: Ticks = 160_000_000
    /// Ticks per microsecond.
    public static let ticksPerMicrosecond: Ticks = 160
    /// Ticks per cycle of the 80 MHz APB clock.
    public static let ticksPerAPBCycle: Ticks = 2

    /// CPU clock in MHz, 80 or 160.
    public private(set) var megahertz: Int
    private var baseCycles: Cycles = 0
    private var baseTicks: Ticks = 0

    /// A clock that starts at tick 0 and cycle 0.
    public init(megahertz: Int) {
        self.megahertz = megahertz
    }

    /// Ticks per CPU cycle, 1 or 2.
    var ticksPerCycle: Ticks { megahertz == 160 ? 1 : 2 }

    /// Switches the CPU clock at cycle `now`.
    public mutating func switchTo(megahertz new: Int, now: Cycles) {
        baseTicks = ticks(at: now)
        baseCycles = now
        megahertz = new
    }

    /// The tick at which CPU cycle `cycles` begins; `cycles` not before the last switch.
    public func ticks(at cycles: Cycles) -> Ticks {
        baseTicks &+ (cycles &- baseCycles) &* ticksPerCycle
    }

    /// The first CPU cycle that begins at or after `ticks`.
    public func cycles(at ticks: Ticks) -> Cycles {
        guard ticks > baseTicks else { return baseCycles }
        return baseCycles &+ (ticks &- baseTicks &+ ticksPerCycle &- 1) / ticksPerCycle
    }

    /// Whole microseconds of `ticks`.
    public static func microseconds(_ ticks: Ticks) -> UInt64 { ticks / ticksPerMicrosecond }
}
