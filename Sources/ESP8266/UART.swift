/// UART0 at 0x60000000, UART1 at 0x60000F00 (EOR:core/include/esp/uart_regs.h).
final class UART: Peripheral {
    enum Register: UInt32 {
        case fifo = 0x00, intRaw = 0x04, intStatus = 0x08, intEnable = 0x0C, intClear = 0x10
        case clkdiv = 0x14, autobaud = 0x18, status = 0x1C, conf0 = 0x20, conf1 = 0x24
        case lowPulse = 0x28, highPulse = 0x2C, pulseCount = 0x30, date = 0x78, id = 0x7C
    }

    /// Bits of INT_RAW.
    private enum Interrupt {
        static let rxFull: UInt32 = 1 << 0
        static let txEmpty: UInt32 = 1 << 1
    }

    private static let fifoDepth = 128
    private let queue: EventQueue
    private let onSent: (UInt8, Ticks) -> Void
    private let onInterrupt: (Bool) -> Void
    private var registers: [UInt32] = .init(repeating: 0, count: 32)
    private var transmit: [UInt8] = []
    private var receive: [UInt8] = []
    private var sending: EventHandle?

    init(queue: EventQueue, onSent: @escaping (UInt8, Ticks) -> Void, onInterrupt: @escaping (Bool) -> Void) {
        self.queue = queue
        self.onSent = onSent
        self.onInterrupt = onInterrupt
        reset(now: 0)
    }

    func reset(now: Ticks) {
        queue.cancel(sending)
        sending = nil
        // Whatever was still in the FIFO reaches the line before the divider changes.
        for byte in transmit { onSent(byte, now) }
        transmit = []
        receive = []
        registers = .init(repeating: 0, count: 32)
        self[.clkdiv] = 694
        self[.conf0] = 0x1C
        self[.conf1] = 0x6060
    }

    private subscript(register: Register) -> UInt32 {
        get { registers[Int(register.rawValue / 4)] }
        set { registers[Int(register.rawValue / 4)] = newValue }
    }

    /// Puts a byte on the receive line.
    func deliver(_ byte: UInt8) {
        guard receive.count < Self.fifoDepth else { return }
        receive.append(byte)
        raise()
    }

    func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        guard let register = Register(rawValue: offset) else { return nil }
        switch register {
        case .fifo:
            let byte = receive.isEmpty ? 0 : receive.removeFirst()
            raise()
            return UInt32(byte)
        case .intRaw: return raw
        case .intStatus: return raw & self[.intEnable]
        case .status: return UInt32(receive.count) | UInt32(transmit.count) << 16 | 1 << 15 | 1 << 31
        default: return self[register]
        }
    }

    func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(rawValue: offset) else { return false }
        switch register {
        case .fifo: send(UInt8(truncatingIfNeeded: value), now: now)
        case .intRaw, .intStatus, .status, .intClear: break
        case .clkdiv: self[.clkdiv] = value & 0xFFFFF
        case .conf0:
            if value >> 17 & 1 != 0 { receive = [] }
            self[.conf0] = value
        default: self[register] = value
        }
        raise()
        return true
    }

    private var raw: UInt32 {
        let txThreshold = Int(self[.conf1] >> 8 & 0x7F)
        let rxThreshold = Int(self[.conf1] & 0x7F)
        return (transmit.count <= txThreshold ? Interrupt.txEmpty : 0)
            | (!receive.isEmpty && receive.count >= rxThreshold ? Interrupt.rxFull : 0)
    }

    private func raise() {
        onInterrupt(raw & self[.intEnable] != 0)
    }

    private func send(_ byte: UInt8, now: Ticks) {
        guard transmit.count < Self.fifoDepth else { return }
        transmit.append(byte)
        if sending == nil { schedule(after: now) }
    }

    /// Ten bits of CLKDIV APB cycles each.
    private func schedule(after ticks: Ticks) {
        let byteTicks = Ticks(max(1, self[.clkdiv])) * 10 * Clock.ticksPerAPBCycle
        sending = queue.schedule(at: ticks &+ byteTicks) { [weak self] now in self?.finish(now) }
    }

    private func finish(_ now: Ticks) {
        sending = nil
        guard !transmit.isEmpty else { return }
        onSent(transmit.removeFirst(), now)
        if !transmit.isEmpty { schedule(after: now) }
        raise()
    }
}
