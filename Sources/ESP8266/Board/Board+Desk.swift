/// What reaches a board from the desk it lies on: serial line, pins, and the reset button.
extension Board {
    /// Sends `bytes` to UART0's receive line at `baud`, with eight data bits, no parity and one stop bit, behind what is on its way.
    /// A UART that is set to another rate hears other bytes, as on a wire; one that measures the rate sees the pulses.
    public func receive(_ bytes: [UInt8], baud: Int) {
        block(UART.self)?.sender.send(bytes, baud: baud, now: now)
    }

    /// Bytes given to `receive` that are not over yet.
    public var receiveBacklog: Int { block(UART.self)?.sender.backlog ?? 0 }

    /// Bits per second that UART0 is set to now. While `BoardObserver.uartSent` is called: the rate the byte was sent at.
    public var uartBaud: Int { block(UART.self)?.baud ?? 0 }

    /// Bits per second that UART1 is set to now, likewise.
    public var uart1Baud: Int { uarts.last?.baud ?? 0 }

    /// Whether UART0 measures the rate of what it hears.
    public var isMeasuringBaud: Bool { block(UART.self)?.isMeasuring ?? false }

    /// Drives GPIO0 to GPIO15 from outside; `release` lets go. GPIO0 low while the chip is reset has its
    /// boot ROM wait for a host (`pressReset`).
    public func drive(pin: Int, high: Bool) { block(GPIO.self)?.drive(pin, high: high, now: now) }

    /// Lets go of a pin, which the board then pulls where it does.
    public func release(pin: Int) { block(GPIO.self)?.release(pin, now: now) }

    /// Presses and releases the reset button: the chip keeps the levels of the pins that choose how it boots as they are now, and
    /// starts anew at the next instruction that it would execute.
    public func pressReset() {
        block(GPIO.self)?.latchStraps()
        requestReset(.external)
    }

    /// Has the first instruction be that after a reset of that cause, with the pins that choose how the chip boots as they are now.
    public func start(by cause: ResetCause) {
        block(GPIO.self)?.latchStraps()
        block(RTC.self)?.cause = cause
    }

    /// Takes the power away for no simulated time: all but the flash is forgotten, and the chip starts as it did first, at the
    /// next instruction that it would execute.
    public func cyclePower() { requestReset(.powerOn) }

    /// What stands at a pin.
    public struct PinState: Sendable, Equatable {
        /// Whether it is high; nil while IO_MUX has given it to a block that drives it by itself, which is not followed.
        public var isHigh: Bool?
        /// Whether GPIO drives it.
        public var isOutput: Bool
    }

    /// GPIO0 to GPIO16, by number.
    public var pins: [PinState] {
        guard let gpio = block(GPIO.self), let multiplexer = block(IOMUX.self), let rtc = block(RTC.self) else {
            return []
        }
        let levels = gpio.levels, driven = gpio.driven, known = multiplexer.undriven
        let pins = (0..<GPIO.pins).map { number in
            let bit = UInt32(1) << UInt32(number)
            return PinState(isHigh: known & bit == 0 ? nil : levels & bit != 0, isOutput: driven & bit != 0)
        }
        return pins + [PinState(isHigh: rtc.isPinHigh, isOutput: rtc.isPinOutput)]
    }

    /// Switches the PLL on, which the UARTs' clock then comes from: the radio's calibration library does so before anything
    /// else (esp-open-rtos sets its UARTs for 80 MHz right behind it, EOR:core/app_main.c).
    public func switchPLLOn() { usePLL(true) }

    /// Power and the reset pin switch the PLL off, and so does firmware that restarts by a jump; other resets leave it (Arduino's
    /// hwdt_app_entry.cpp of the watchdog's; the rest is assumed). The CPU and everything but the UARTs run on the PLL's clock
    /// from the start (assumed: on a chip they wait for it, too).
    func usePLL(_ isOn: Bool) {
        for uart in uarts {
            uart.clockMegahertz = isOn ? 80 : Ticks(2 * min(max(1, configuration.crystalMegahertz), 80))
        }
    }
}
