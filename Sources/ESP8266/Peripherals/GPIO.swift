/// GPIO at 0x60000300 (EOR:core/include/esp/gpio_regs.h).
final class GPIO: Peripheral {
    enum Register: UInt32 {
        case out = 0x00, outW1TS = 0x04, outW1TC = 0x08, enable = 0x0C, enableW1TS = 0x10, enableW1TC = 0x14
        case `in` = 0x18, status = 0x1C, statusW1TS = 0x20, statusW1TC = 0x24
        case sigmaDelta = 0x68, rtcCalibration = 0x6C, rtcCalibrationResult = 0x70
    }

    private static let pinRegisters: UInt32 = 0x28
    static let pins = 16
    /// IN 31:29: the boot mode that the ROM prints second.
    private static let secondMode: UInt32 = 6 << 29
    /// Levels that a NodeMCU gives pins which nobody drives: GPIO15 low, the others high (schematic of the NodeMCU DEVKIT 1.0; those
    /// without a resistor are assumed to be high).
    private static let pulled: UInt32 = 0x7FFF

    /// Bits of PIN[n].
    private enum Pin {
        static let openDrain: UInt32 = 1 << 2
    }

    /// The crystal of a NodeMCU, which RTC_CALIB counts (NOSDK).
    private static let crystalHertz: Ticks = 26_000_000
    private let onChange: (Int, Bool, Ticks) -> Void
    private let onInterrupt: (Bool) -> Void
    private var out: UInt32 = 0
    private var enable: UInt32 = 0
    private var external = GPIO.pulled
    private var status: UInt32 = 0
    private var pin: [UInt32] = .init(repeating: 0, count: 16) {
        didSet { sortPins() }
    }
    /// Bit n: what PIN[n] asks for.
    private var openDrain: UInt32 = 0
    private var lowLevel: UInt32 = 0
    private var highLevel: UInt32 = 0
    /// The level of the interrupt as it was told last.
    private var isRaised = false
    private var sigmaDelta: UInt32 = 0
    private var calibration: UInt32 = 0
    private var calibrationStart: Ticks = 0
    /// IN 18:16 and 31:29.
    private var straps = GPIO.secondMode
    /// Pins that IO_MUX gives to GPIO; the others do not follow OUT.
    private var routed: UInt32 = 0

    init(onChange: @escaping (Int, Bool, Ticks) -> Void, onInterrupt: @escaping (Bool) -> Void) {
        self.onChange = onChange
        self.onInterrupt = onInterrupt
    }

    convenience init(on board: Board) {
        self.init(
            onChange: { [unowned board] pin, high, at in board.observer?.pinChanged(pin, high: high, at: at) },
            onInterrupt: { [interrupts = board.interrupts] high in interrupts.set(.gpio, high: high) }
        )
    }

    override func reset(now: Ticks) {
        update(now: now) {
            out = 0
            enable = 0
        }
        pin = .init(repeating: 0, count: Self.pins)
        status = 0
        sigmaDelta = 0
        calibration = 0
        publishLevels(levels)
        isRaised = false
        onInterrupt(false)
    }

    /// Levels of the 16 pins: driven ones from OUT, others from outside. An open drain does not drive high.
    var levels: UInt32 { (out & driven | external & ~driven) & 0xFFFF }

    /// The pins that the chip drives.
    var driven: UInt32 { enable & routed & ~(openDrain & out) }

    /// Crystal cycles in the asked-for number of RTC cycles, and bit 31 once they have gone by.
    private func calibrationResult(_ now: Ticks) -> UInt32 {
        let period = Ticks(calibration & 0x3FF)
        guard calibration >> 31 != 0, now &- calibrationStart >= period * RTC.ticksPerCount else { return 0 }
        let crystal = period * RTC.ticksPerCount * Self.crystalHertz / Clock.ticksPerSecond
        return 1 << 31 | UInt32(truncatingIfNeeded: crystal) & 0xF_FFFF
    }

    override func inspect(_ offset: UInt32, now: Ticks) -> UInt32? { read(offset, now: now) }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        if let index = pinIndex(offset) { return pin[index] }
        guard let register = Register(rawValue: offset) else { return nil }
        switch register {
        case .out: return out
        case .enable: return enable
        case .in: return levels | straps
        case .status: return status
        case .sigmaDelta: return sigmaDelta
        case .rtcCalibration: return calibration
        case .rtcCalibrationResult: return calibrationResult(now)
        case .outW1TS, .outW1TC, .enableW1TS, .enableW1TC, .statusW1TS, .statusW1TC: return 0
        }
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        if let index = pinIndex(offset) {
            update(now: now) { pin[index] = value }
            return true
        }
        guard let register = Register(rawValue: offset) else { return false }
        switch register {
        case .out: update(now: now) { out = value & 0xFFFF }
        case .outW1TS: update(now: now) { out |= value & 0xFFFF }
        case .outW1TC: update(now: now) { out &= ~value }
        case .enable: update(now: now) { enable = value & 0xFFFF }
        case .enableW1TS: update(now: now) { enable |= value & 0xFFFF }
        case .enableW1TC: update(now: now) { enable &= ~value }
        case .status: update(now: now) { status = value & 0xFFFF }
        case .statusW1TS: update(now: now) { status |= value & 0xFFFF }
        case .statusW1TC: update(now: now) { status &= ~value }
        case .sigmaDelta: sigmaDelta = value
        case .rtcCalibration:
            if value & ~calibration >> 31 != 0 { calibrationStart = now }
            calibration = value
        case .in, .rtcCalibrationResult: break
        }
        return true
    }

    /// What IO_MUX selects for each pin, bit n for GPIO n.
    func route(_ pins: UInt32, now: Ticks) {
        update(now: now) { routed = pins }
    }

    /// Keeps the levels of the pins that choose how the chip boots, GPIO15, GPIO0 and GPIO2 in IN 18:16: 3 from flash, 1 by UART.
    /// A board has GPIO15 pulled down until the chip drives it.
    func latchStraps() {
        straps = Self.secondMode | (external & 1) << 17 | (external >> 2 & 1) << 16
        publishLevels(levels)
    }

    /// Drives a pin from outside the chip.
    func drive(_ number: Int, high: Bool, now: Ticks) {
        let bit = UInt32(1) << UInt32(number & 15)
        update(now: now) { external = high ? external | bit : external & ~bit }
    }

    /// Lets go of a pin.
    func release(_ number: Int, now: Ticks) {
        drive(number, high: Self.pulled >> UInt32(number & 15) & 1 == 1, now: now)
    }

    private func pinIndex(_ offset: UInt32) -> Int? {
        guard offset >= Self.pinRegisters, offset < Self.pinRegisters + 4 * UInt32(Self.pins), offset & 3 == 0 else {
            return nil
        }
        return Int((offset - Self.pinRegisters) / 4)
    }

    /// Makes a change, and follows it: to the pins, the status, and who reads them.
    @inline(__always)
    private func update(now: Ticks, _ change: () -> Void) {
        let before = levels
        change()
        let after = levels
        if after != before { tell(of: before ^ after, after, now) }
        // A level that asks for an interrupt sets its status bit as long as it lasts.
        status |= lowLevel & ~after | highLevel & after
        publishLevels(after)
        raise()
    }

    private func tell(of changed: UInt32, _ levels: UInt32, _ now: Ticks) {
        for number in 0..<Self.pins where changed >> UInt32(number) & 1 != 0 {
            let isHigh = levels >> UInt32(number) & 1 != 0
            latchInterrupt(number, isHigh: isHigh)
            onChange(number, isHigh, now)
        }
    }

    private func raise() {
        guard isRaised != (status != 0) else { return }
        isRaised = status != 0
        onInterrupt(isRaised)
    }

    private func publishLevels(_ levels: UInt32) {
        publish(Register.out.rawValue, out)
        publish(Register.enable.rawValue, enable)
        publish(Register.in.rawValue, levels | straps)
        publish(Register.status.rawValue, status)
    }

    private func sortPins() {
        func pins(where isWanted: (UInt32) -> Bool) -> UInt32 {
            pin.indices.filter { isWanted(pin[$0]) }.reduce(0) { $0 | 1 << UInt32($1) }
        }
        openDrain = pins { $0 & Pin.openDrain != 0 }
        lowLevel = pins { $0 >> 7 & 7 == 4 }
        highLevel = pins { $0 >> 7 & 7 == 5 }
    }

    /// PIN 9:7: 1 rising, 2 falling, 3 any edge.
    private func latchInterrupt(_ number: Int, isHigh: Bool) {
        let fires: Bool
        switch pin[number] >> 7 & 7 {
        case 1: fires = isHigh
        case 2: fires = !isHigh
        case 3: fires = true
        default: fires = false
        }
        guard fires else { return }
        status |= 1 << UInt32(number)
        raise()
    }
}
