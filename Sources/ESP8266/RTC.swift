/// The RTC block at 0x60000700 and its memory at 0x60001000 (EAGLE; EOR:core/include/esp/rtc_regs.h).
///
/// The 1 KB of memory and the scratch registers survive everything but power-off.
final class RTC: Peripheral {
    enum Register: UInt32 {
        case ctrl0 = 0x00, slpVal = 0x04, state0 = 0x08, state1 = 0x14, state2 = 0x18, slpCnt = 0x1C
        case intSet = 0x20, intClear = 0x24, intEnable = 0x28
        case scratch0 = 0x30, scratch1 = 0x34, scratch2 = 0x38, scratch3 = 0x3C
        case gpio16Out = 0x68, gpio16Enable = 0x74, gpio16In = 0x8C, gpio16Conf = 0x90, gpio16Pad = 0xA0
    }

    /// The RTC oscillator runs at about 150 kHz. Assumed: the real one drifts with temperature.
    private static let ticksPerCount: Ticks = Clock.ticksPerSecond / 150_000
    private let onSoftwareReset: () -> Void
    private var registers: [UInt32] = .init(repeating: 0, count: 41)
    /// Cause of the last reset.
    var cause = ResetCause.powerOn

    init(onSoftwareReset: @escaping () -> Void) {
        self.onSoftwareReset = onSoftwareReset
    }

    func reset(now: Ticks) {
        for register: Register in [.ctrl0, .slpVal, .state0, .intEnable, .gpio16Out, .gpio16Enable] {
            registers[Int(register.rawValue / 4)] = 0
        }
    }

    func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        guard let register = Register(rawValue: offset) else { return nil }
        switch register {
        case .state1: return cause.rawValue
        case .slpCnt: return UInt32(truncatingIfNeeded: now / Self.ticksPerCount)
        case .gpio16In: return registers[Int(Register.gpio16Out.rawValue / 4)] & 1
        default: return registers[Int(offset / 4)]
        }
    }

    func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(rawValue: offset) else { return false }
        registers[Int(offset / 4)] = value
        if register == .ctrl0 && value >> 31 != 0 { onSoftwareReset() }
        return true
    }
}

/// RTC memory: BACKUP 0x60001000 (64 words), SYSTEM 0x60001100 (64), USER 0x60001200 (128).
final class RTCMemory: Peripheral {
    private var words: [UInt32] = .init(repeating: 0, count: 256)

    func reset(now: Ticks) {}

    func read(_ offset: UInt32, now: Ticks) -> UInt32? { offset < 0x400 ? words[Int(offset / 4)] : nil }

    func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard offset < 0x400 else { return false }
        words[Int(offset / 4)] = value
        return true
    }
}
