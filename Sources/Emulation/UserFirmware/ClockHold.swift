import ESP8266
import LX106

/// The CPU clock that a scenario wants of firmware of the user's own: as if its `user_init` had called the SDK's
/// `system_update_cpu_freq`, which sets a register and tells the boot ROM, and nobody chose another one later.
struct ClockHold {
    /// Where the boot ROM keeps the clock, MHz: `ets_delay_us` and `ets_get_cpu_frequency` read it.
    private static let frequency: UInt32 = 0x3FFF_C704
    /// What the SDK calls to compute a network's key at 160 MHz, and to go back, which it does by itself at 80.
    private static let overclocking = (begins: "system_overclock", ends: "system_restoreclock")
    /// What the SDK calls before `user_init`, which in stripped firmware has no name.
    private static let beforeApplication = "register_chipv6_phy"

    /// 80 or 160.
    let megahertz: Int
    /// The firmware's functions.
    let program: ELFImage
    /// The boot ROM's.
    let rom: ELFImage

    /// Holds the clock of `board` from when the application begins; where that is not known, from when the firmware tells
    /// the boot ROM a clock for the first time.
    func watch(_ board: Board) {
        let begins = program.symbol(named: Self.beforeApplication)
        if let begins { board.core.watch(begins.address) { [unowned board] _ in hold(board) } }
        if let told = rom.symbol(named: "ets_update_cpu_frequency") {
            board.core.watch(told.address) { [unowned board] core in
                if begins == nil { hold(board) }
                if board.isClockHeld { core[register: 2] = UInt32(megahertz) }
            }
        }
        guard megahertz == 80 else { return }
        if let function = program.symbol(named: Self.overclocking.begins) {
            board.core.watch(function.address) { [unowned board] _ in board.hold(megahertz: nil) }
        }
        if let function = program.symbol(named: Self.overclocking.ends) {
            board.core.watch(function.address) { core in
                core.whenReturned { [unowned board] _ in hold(board) }
            }
        }
    }

    private func hold(_ board: Board) {
        board.hold(megahertz: megahertz)
        _ = board.write([UInt8(megahertz), 0, 0, 0], at: Self.frequency)
    }
}
