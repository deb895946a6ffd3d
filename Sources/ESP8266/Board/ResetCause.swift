/// What the ROM's `rtc_get_reset_reason` returns (RTC STATE1 bits 3:0).
public enum ResetCause: UInt32, Sendable, Codable {
    /// Power-on or CH_PD.
    case powerOn = 1
    /// Reset pin.
    case external = 2
    /// RTC CTRL0 bit 31.
    case software = 3
    /// Hardware watchdog.
    case watchdog = 4
}
