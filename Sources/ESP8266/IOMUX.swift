/// IO_MUX at 0x60000800: pin functions and pulls (RTOS:components/esp8266/include/esp8266/pin_mux_register.h).
final class IOMUX: Peripheral {
    private var registers: [UInt32] = .init(repeating: 0, count: 17)

    func reset(now: Ticks) { registers = .init(repeating: 0, count: 17) }

    func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        offset < 0x44 ? registers[Int(offset / 4)] : nil
    }

    func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard offset < 0x44 else { return false }
        registers[Int(offset / 4)] = value
        return true
    }
}
