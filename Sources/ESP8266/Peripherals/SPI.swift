/// A SPI controller, SPI1 at 0x60000100 or SPI0 at 0x60000200 (EOR:core/include/esp/spi_regs.h).
final class SPI: Peripheral {
    enum Register: UInt32 {
        case cmd = 0x00, addr = 0x04, ctrl = 0x08, rdStatus = 0x10, clock = 0x18
        case user0 = 0x1C, user1 = 0x20, user2 = 0x24, wrStatus = 0x28, pin = 0x2C
    }

    /// Bits of CMD, with the opcode each puts on the line.
    private static let commands: [(bit: UInt32, opcode: FlashChip.Opcode)] = [
        (1 << 31, .read), (1 << 30, .writeEnable), (1 << 29, .writeDisable), (1 << 28, .readID), (1 << 27, .readStatus),
        (1 << 26, .writeStatus), (1 << 25, .pageProgram), (1 << 24, .sectorErase), (1 << 23, .blockErase),
        (1 << 22, .chipErase),
    ]

    /// The bit of CMD for a command that USER0, USER1 and USER2 describe.
    private static let userCommand: UInt32 = 1 << 18

    /// Phases of a user command, bits of USER0 (EOR:core/include/esp/spi_regs.h).
    private enum Phase {
        static let command: UInt32 = 1 << 31
        static let address: UInt32 = 1 << 30
        static let input: UInt32 = 1 << 28
        static let output: UInt32 = 1 << 27
    }

    private static let data: UInt32 = 0x40
    /// Bytes of opcode and address, and the most of the data phase.
    private static let head = 4, most = 64
    private let device: any SPIDevice
    private let ticksPerByte: Ticks
    private var registers: [UInt32] = .init(repeating: 0, count: 64)
    private var busyUntil: Ticks = 0

    /// - Parameter ticksPerByte: time one byte takes on the line.
    init(device: any SPIDevice, ticksPerByte: Ticks) {
        self.device = device
        self.ticksPerByte = ticksPerByte
    }

    convenience init(on board: Board, device: any SPIDevice) {
        self.init(device: device, ticksPerByte: Self.ticksPerByte(board.configuration))
    }

    /// Eight clocks in the plainest mode; the flash clock divides 80 MHz.
    private static func ticksPerByte(_ configuration: BoardConfiguration) -> Ticks {
        Ticks(8 * 160 / max(1, configuration.flashMegahertz))
    }

    /// What `bytes` take on the line when they are read as the boot ROM does: 64 at a time, each behind an opcode and an
    /// address.
    static func ticks(reading bytes: Int, _ configuration: BoardConfiguration) -> Ticks {
        Ticks(bytes + (bytes + most - 1) / most * head) * ticksPerByte(configuration)
    }

    override func reset(now: Ticks) {
        registers = .init(repeating: 0, count: 64)
        busyUntil = 0
        device.reset()
        for offset in stride(from: UInt32(0), to: 0x100, by: 4) where isRegister(offset) { publish(offset, 0) }
    }

    private subscript(register: Register) -> UInt32 {
        get { registers[Int(register.rawValue / 4)] }
        set { set(register.rawValue, newValue) }
    }

    /// Every register but CMD stays what it is until the next store or command.
    private func set(_ offset: UInt32, _ value: UInt32) {
        registers[Int(offset / 4)] = value
        publish(offset, value)
    }

    private func isRegister(_ offset: UInt32) -> Bool {
        Register(rawValue: offset) != nil || (0x40...0x7C).contains(offset) || (0xF0...0xFC).contains(offset)
    }

    override func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        if offset == Register.cmd.rawValue {
            if now < busyUntil { return registers[0] }
            publish(offset, 0)
            return 0
        }
        return isRegister(offset) ? registers[Int(offset / 4)] : nil
    }

    override func pace(_ offset: UInt32, now: Ticks) -> RegisterPace {
        guard isRegister(offset) else { return .changing }
        return offset == Register.cmd.rawValue && now < busyUntil ? .steady(until: busyUntil) : .steady
    }

    override func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard isRegister(offset) else { return false }
        set(offset, value)
        if offset == Register.cmd.rawValue {
            execute(value, now: now)
            publish(offset, value, until: busyUntil)
        }
        return true
    }

    /// Opcode, address and data take their time on the line whether a device answers or not; CMD reads back the command
    /// until that, and what the device itself takes, is over.
    private func execute(_ command: UInt32, now: Ticks) {
        busyUntil = now &+ ticksPerByte * Ticks(Self.head)
        let opcode = Self.commands.first { command & $0.bit != 0 }?.opcode
        guard let transfer = opcode.map(transfer) ?? (command & Self.userCommand != 0 ? userTransfer : nil) else {
            return
        }
        let answer = device.answer(transfer)
        switch opcode {
        case .read, .pageProgram: busyUntil &+= ticksPerByte * Ticks(dataCount)
        case nil: busyUntil &+= ticksPerByte * Ticks(transfer.data.count + transfer.expected)
        default: break
        }
        busyUntil &+= answer.busyMicroseconds &* Clock.ticksPerMicrosecond
        let words = stride(from: 0, to: answer.bytes.count, by: 4).map { start in
            answer.bytes[start..<min(start + 4, answer.bytes.count)].reversed().reduce(UInt32(0)) {
                $0 << 8 | UInt32($1)
            }
        }
        if opcode == .readStatus {
            self[.rdStatus] = words.first ?? 0
        } else {
            for (index, word) in words.enumerated() { set(Self.data + 4 * UInt32(index), word) }
        }
    }

    /// Bytes of the data phase, ADDR 31:24.
    private var dataCount: Int { min(Self.most, Int(self[.addr] >> 24)) }

    /// What the registers and `opcode` put on the line; the data registers are filled in whole words.
    private func transfer(_ opcode: FlashChip.Opcode) -> SPITransfer {
        var transfer = SPITransfer(opcode: opcode.rawValue, address: Int(self[.addr] & 0xFF_FFFF))
        switch opcode {
        case .read: transfer.expected = (dataCount + 3) & ~3
        case .readStatus: transfer.expected = 1
        case .readID: transfer.expected = 3
        case .writeStatus: transfer.data = [UInt8(truncatingIfNeeded: self[.wrStatus])]
        case .pageProgram: transfer.data = dataBytes(dataCount)
        case .writeEnable, .writeDisable, .readStatus2, .sectorErase, .blockErase, .chipErase: break
        }
        return transfer
    }

    /// The first of the data registers' bytes.
    private func dataBytes(_ count: Int) -> [UInt8] {
        (0..<count).map { byte in
            UInt8(truncatingIfNeeded: registers[Int(Self.data / 4) + byte / 4] >> UInt32(8 * (byte & 3)))
        }
    }

    /// What a user command puts on the line: USER2 15:0 has the opcode, ADDR the address in its upper bits, USER1 the
    /// lengths in bits, less one: 31:26 of the address, 25:17 of the output, 16:8 of the input. Whole bytes; without an opcode
    /// there is nothing that a flash chip would answer.
    private var userTransfer: SPITransfer? {
        let phases = self[.user0], lengths = self[.user1]
        guard phases & Phase.command != 0 else { return nil }
        func bytes(_ phase: UInt32, _ shift: UInt32) -> Int {
            phases & phase == 0 ? 0 : min(Self.most, (Int(lengths >> shift & 0x1FF) + 1 + 7) / 8)
        }
        var transfer = SPITransfer(opcode: UInt8(truncatingIfNeeded: self[.user2]))
        if phases & Phase.address != 0 {
            transfer.address = Int(self[.addr] >> (31 - (lengths >> 26 & 31))) & 0xFF_FFFF
        }
        transfer.data = dataBytes(bytes(Phase.output, 17))
        transfer.expected = bytes(Phase.input, 8)
        return transfer
    }
}
