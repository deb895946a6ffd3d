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
        static let rxOverflow: UInt32 = 1 << 4
        static let rxTimeout: UInt32 = 1 << 8
    }

    /// Bits of CONF0.
    private enum Configuration {
        static let loopback: UInt32 = 1 << 14
        static let resetReceive: UInt32 = 1 << 17
        static let resetTransmit: UInt32 = 1 << 18
    }

    private static let fifoDepth = 128
    private let queue: EventQueue
    private let onSent: (UInt8, Ticks) -> Void
    private let onInterrupt: (Bool) -> Void
    private var registers: [UInt32] = .init(repeating: 0, count: 32)
    private var transmit: [UInt8] = []
    private var receive: [UInt8] = []
    private var sending: EventHandle?
    private var silence: EventHandle?
    /// Interrupts that stay until INT_CLR: overflow and timeout.
    private var latched: UInt32 = 0
    /// The level of the interrupt as it was told last.
    private var isRaised = false
    /// What CLKDIV divides, in MHz: the APB clock, 80, or twice the crystal's frequency while the PLL is off.
    var clockMegahertz: Ticks = 80
    private var pulses = PulseCounter()
    private var receiver = SerialReceiver()
    /// Until when `receiver` knows its line, and when it looks at it again.
    private var heardUntil: Ticks = 0
    private var look: EventHandle?
    /// Whoever is at the other end of the receive line.
    private(set) lazy var sender = SerialSender(queue: queue) { [unowned self] in hear($0) }

    init(queue: EventQueue, onSent: @escaping (UInt8, Ticks) -> Void, onInterrupt: @escaping (Bool) -> Void) {
        self.queue = queue
        self.onSent = onSent
        self.onInterrupt = onInterrupt
        super.init()
        reset(now: 0)
    }

    convenience init(on board: Board, interrupt: InterruptSource, onSent: @escaping (UInt8, Ticks) -> Void) {
        self.init(queue: board.queue, onSent: onSent) { [interrupts = board.interrupts] high in
            interrupts.set(interrupt, high: high)
        }
    }

    override func reset(now: Ticks) {
        queue.cancel(sending)
        queue.cancel(silence)
        sending = nil
        latched = 0
        pulses = PulseCounter()
        receiver = SerialReceiver()
        // Whatever was still in the FIFO reaches the line before the divider changes.
        for byte in transmit { onSent(byte, now) }
        transmit = []
        receive = []
        registers = .init(repeating: 0, count: 32)
        self[.clkdiv] = 694
        self[.conf0] = 0x1C
        self[.conf1] = 0x6060
        raise()
    }

    /// Whether AUTOBAUD counts the pulses of the receive line.
    var isMeasuring: Bool { self[.autobaud] & 1 != 0 }

    private subscript(register: Register) -> UInt32 {
        get { registers[Int(register.rawValue / 4)] }
        set { registers[Int(register.rawValue / 4)] = newValue }
    }

    /// Sends `bytes` to the receive line from `start` on, one after the other, each for as long as a character takes by
    /// this UART's own setting at its begin: the sender is set to the same rate. `done` is called with the tick at which the
    /// last one was there.
    func type(_ bytes: ArraySlice<UInt8>, from start: Ticks, done: @escaping (Ticks) -> Void) {
        guard let byte = bytes.first else { return done(start) }
        queue.schedule(at: start) { [unowned self] at in
            queue.schedule(at: at &+ characterTicks) { [unowned self] at in
                deliver(byte, now: at)
                type(bytes.dropFirst(), from: at, done: done)
            }
        }
    }

    /// The last bit of a byte arrives on the receive line.
    func deliver(_ byte: UInt8, now: Ticks) {
        if receive.count < Self.fifoDepth { receive.append(byte) } else { latched |= Interrupt.rxOverflow }
        raise()
        awaitSilence(now)
    }

    /// CONF1 30:24 counts characters of silence behind the last byte (the unit is assumed).
    private func awaitSilence(_ now: Ticks) {
        queue.cancel(silence)
        guard self[.conf1] >> 31 != 0 else { return }
        let characters = Ticks(self[.conf1] >> 24 & 0x7F)
        silence = queue.schedule(at: now &+ characters * characterTicks) { [unowned self] _ in
            guard !receive.isEmpty else { return }
            latched |= Interrupt.rxTimeout
            raise()
        }
    }

    /// A load of the FIFO takes a byte from it.
    override func inspect(_ offset: UInt32, now: Ticks) -> UInt32? {
        offset == Register.fifo.rawValue ? nil : read(offset, now: now)
    }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        guard let register = Register(rawValue: offset) else { return nil }
        switch register {
        case .fifo:
            let byte = receive.isEmpty ? 0 : receive.removeFirst()
            raise()
            return UInt32(byte)
        case .intRaw: return raw
        case .intStatus: return raw & self[.intEnable]
        case .intClear: return 0
        case .status: return status
        case .lowPulse: return pulses.low
        case .highPulse: return pulses.high
        case .pulseCount: return pulses.edges
        default: return self[register]
        }
    }

    override func pace(_ offset: UInt32, now: Ticks) -> RegisterPace {
        switch Register(rawValue: offset) {
        case .fifo, nil: .changing
        default: .steady
        }
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard let register = Register(rawValue: offset) else { return false }
        switch register {
        case .fifo: send(UInt8(truncatingIfNeeded: value), now: now)
        case .intRaw, .intStatus, .status, .lowPulse, .highPulse, .pulseCount, .date, .id: break
        case .intClear: latched &= ~value
        case .autobaud:
            if value & ~self[.autobaud] & 1 != 0 { pulses = PulseCounter() }
            self[.autobaud] = value
        case .clkdiv: self[.clkdiv] = value & 0xFFFFF
        case .conf0:
            if value & Configuration.resetReceive != 0 { receive = [] }
            if value & Configuration.resetTransmit != 0 { dropTransmit() }
            self[.conf0] = value
        default: self[register] = value
        }
        raise()
        return true
    }

    private var raw: UInt32 {
        let txThreshold = Int(self[.conf1] >> 8 & 0x7F)
        let rxThreshold = Int(self[.conf1] & 0x7F)
        return latched | (transmit.count <= txThreshold ? Interrupt.txEmpty : 0)
            | (!receive.isEmpty && receive.count >= rxThreshold ? Interrupt.rxFull : 0)
    }

    private var status: UInt32 { UInt32(receive.count) | UInt32(transmit.count) << 16 | lines }

    /// RXD (15) of STATUS: the line idles high; CONF0 19 inverts it. TXD (31) is 0 while nothing is sent: esptool's flasher stub
    /// for the ESP8266 waits for that behind an empty FIFO.
    private var lines: UInt32 { (~self[.conf0] >> 19 & 1) << 15 }

    private func dropTransmit() {
        queue.cancel(sending)
        sending = nil
        transmit = []
    }

    /// Follows a change of anything that interrupts or STATUS depend on.
    private func raise() {
        let raw = raw
        let masked = raw & self[.intEnable]
        publish(Register.intRaw.rawValue, raw)
        publish(Register.intStatus.rawValue, masked)
        publish(Register.status.rawValue, status)
        guard isRaised != (masked != 0) else { return }
        isRaised = masked != 0
        onInterrupt(isRaised)
    }

    private func send(_ byte: UInt8, now: Ticks) {
        guard transmit.count < Self.fifoDepth else { return }
        transmit.append(byte)
        if sending == nil { schedule(after: now) }
    }

    /// Ticks of a character in CONF0's format: start bit, 5 to 8 data bits, parity bit, 1, 1.5 or 2 stop bits, each of
    /// CLKDIV APB cycles.
    private var characterTicks: Ticks {
        let stopHalves: [Ticks] = [2, 2, 3, 4]
        let dataAndParity = Ticks(format.dataBits + (format.hasParity ? 1 : 0))
        let halves: Ticks = 2 + 2 * dataAndParity + stopHalves[Int(self[.conf0] >> 4 & 3)]
        return bit.ticks * halves / (2 * bit.bits)
    }

    private var format: SerialReceiver.Format {
        .init(dataBits: 5 + Int(self[.conf0] >> 2 & 3), hasParity: self[.conf0] >> 1 & 1 != 0)
    }

    private var bit: SerialReceiver.BitTime {
        (Ticks(max(1, self[.clkdiv])) * Clock.ticksPerMicrosecond, clockMegahertz)
    }

    /// Bits per second that this UART is set to.
    var baud: Int { Int(Clock.ticksPerSecond * bit.bits / bit.ticks) }

    /// A host's character is over.
    private func hear(_ character: SerialCharacter) {
        keep(high: true, from: heardUntil, until: character.start)
        for level in character.levels {
            if isMeasuring {
                pulses.hear(high: level.high, from: level.begin, megahertz: clockMegahertz)
            }
            keep(high: level.high, from: level.begin, until: level.end)
        }
        heardUntil = character.end
        lookAgain()
    }

    /// A character that takes this UART longer than its sender ends in the silence behind it, if that lasts.
    private func lookAgain() {
        queue.cancel(look)
        look = receiver.end(bit, format).map { end in
            queue.schedule(at: max(end, heardUntil)) { [unowned self] at in
                keep(high: true, from: heardUntil, until: at)
                heardUntil = at
            }
        }
    }

    private func keep(high: Bool, from begin: Ticks, until end: Ticks) {
        guard let byte = receiver.hear(high: high, from: begin, until: end, bit, format) else { return }
        deliver(byte, now: end)
    }

    private func schedule(after ticks: Ticks) {
        sending = queue.schedule(at: ticks &+ characterTicks) { [unowned self] now in finish(now) }
    }

    private func finish(_ now: Ticks) {
        sending = nil
        guard !transmit.isEmpty else { return }
        let byte = transmit.removeFirst()
        onSent(byte, now)
        if self[.conf0] & Configuration.loopback != 0 { deliver(byte, now: now) }
        if !transmit.isEmpty { schedule(after: now) }
        raise()
    }
}
