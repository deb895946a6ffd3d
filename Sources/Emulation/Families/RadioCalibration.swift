/// The functions of the SDKs' closed calibration library, libphy, that are replaced: they measure and tune an analogue
/// radio that does not exist here. Everything above them runs.
package struct RadioCalibration: Sendable {
    /// Its name in the NONOS and RTOS SDKs; esp-open-rtos puts `sdk_` before it.
    package let function: String
    /// Why it cannot run.
    package let reason: String
    /// What it takes on a chip, µs: published, or assumed.
    package let microseconds: UInt64
    /// What it returns.
    package let result: UInt32
    /// What of it reaches beyond the analogue radio.
    package let effect: Effect

    /// What a replaced function has to do all the same.
    package enum Effect: Sendable {
        case none
        /// The PLL is on, and the table of functions is handed out.
        case start
        /// The radio is on the channel whose frequency in MHz is the first argument.
        case channel
        /// The MAC receives (libphy's pm_wakeup_init calls pm_set_wakeup_mac, which sets bit 31 of 0x3FF20004, read).
        case receiver
        /// Returns the voltage at TOUT.
        case voltage
        /// Stores the voltage at TOUT, 16 bits each, from the first argument on, as often as the second says.
        case voltages
    }

    private init(
        _ function: String,
        _ reason: String,
        microseconds: UInt64 = 1,
        result: UInt32 = 0,
        effect: Effect = .none
    ) {
        self.effect = effect
        self.function = function
        self.reason = reason
        self.microseconds = microseconds
        self.result = result
    }

    /// The table through which libpp and the RTC code call the calibration library; `Effect.start` points it to
    /// functions that do nothing.
    package static let table = "g_phyFuns"

    /// Every function. Evidence for durations: ESP8266 Non-OS SDK API Reference, system_phy_set_powerup_option, "will
    /// take about 18 ms" for the calibration of VDD33 and TX power, 2 ms to 200 ms with other options. Those of one
    /// microsecond are assumed: they touch a few registers.
    package static let all = [
        RadioCalibration(
            "register_chipv6_phy",
            "tunes RF, base band and analogue registers",
            microseconds: 18_000,
            effect: .start
        ),
        RadioCalibration("pm_wait4wakeup", "waits for the RTC's wake-up state machine"),
        RadioCalibration("chip_v6_set_chan_offset", "tunes the synthesiser"),
        RadioCalibration("chip_v6_rxmax_ext", "measures the receiver's gain"),
        RadioCalibration("noise_check_loop", "measures the noise floor"),
        RadioCalibration("periodic_cal_top", "tunes again as temperature drifts"),
        RadioCalibration("phy_change_channel", "tunes the synthesiser", effect: .channel),
        RadioCalibration("phy_get_bb_evm", "reads a measurement of the base band"),
        RadioCalibration("phy_get_bb_freqoffset", "reads a measurement of the base band"),
        RadioCalibration("phy_get_vdd33", "measures the supply", result: 3300),
        RadioCalibration("read_hw_noisefloor", "reads a measurement of the base band"),
        RadioCalibration("tx_pwctrl_background", "tunes the transmitter's power"),
        RadioCalibration("test_tout", "measures the voltage at TOUT", effect: .voltage),
        RadioCalibration("phy_adc_read_fast", "measures the voltage at TOUT", effect: .voltages),
        RadioCalibration("phy_afterwake_set_rfoption", "sets analogue registers"),
        RadioCalibration("phy_disable_agc", "sets base band registers"),
        RadioCalibration("phy_enable_agc", "sets base band registers"),
        RadioCalibration("phy_vdd33_set_tpw", "tunes the transmitter's power"),
        RadioCalibration("phy_set_most_tpw", "tunes the transmitter's power"),
        RadioCalibration("pm_open_rf", "switches the analogue radio on"),
        RadioCalibration("sleep_reset_analog_rtcreg_8266", "sets analogue registers"),
        RadioCalibration("pm_wakeup_opt", "sets how the analogue radio wakes"),
        RadioCalibration("pm_wakeup_init", "sets how the analogue radio wakes", effect: .receiver),
        RadioCalibration("pm_rtc_clock_cali", "measures the RTC's oscillator"),
    ]

    /// What `test_tout` returns at that voltage. system_adc_read makes twelve elevenths of it, at most 1024 (NONOS 2.2, read), which
    /// is to be 1024 per volt (Non-OS SDK API Reference); TOUT is not taken to be wired to the supply.
    package static func reading(volts: Double) -> UInt32 {
        guard volts > 0 else { return 0 }
        return UInt32((min(volts, 1) * 1024 * 11 / 12).rounded(.up))
    }

    /// Prefixes that SDKs put before the vendor's names.
    package static let prefixes = ["", "sdk_"]
}
