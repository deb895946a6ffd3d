/// A SPI controller, SPI1 at 0x60000100 or SPI0 at 0x60000200, the latter with the flash chip on it
/// (EOR:core/include/esp/spi_regs.h).
final class SPI: Peripheral {
    enum Register: UInt32 {
        case cmd = 0x00, addr = 0x04, ctrl = 0x08, rdStatus = 0x10, clock = 0x18
        case user0 = 0x1C, user1 = 0x20, user2 = 0x24, wrStatus = 0x28, pin = 0x2C
    }

    /// Bits of CMD.
    private enum Command {
        static let read: UInt32 = 1 << 31
        static let writeEnable: UInt32 = 1 << 30
        static let writeDisable: UInt32 = 1 << 29
        static let readID: UInt32 = 1 << 28
        static let readStatus: UInt32 = 1 << 27
        static let writeStatus: UInt32 = 1 << 26
        static let pageProgram: UInt32 = 1 << 25
        static let sectorErase: UInt32 = 1 << 24
        static let blockErase: UInt32 = 1 << 23
        static let chipErase: UInt32 = 1 << 22
    }

    private static let data: UInt32 = 0x40
    private let flash: FlashChip?
    private let ticksPerByte: Ticks
    private var registers: [UInt32] = .init(repeating: 0, count: 64)
    private var busyUntil: Ticks = 0

    /// - Parameter ticksPerByte: time one byte takes on the line.
    init(flash: FlashChip?, ticksPerByte: Ticks) {
        self.flash = flash
        self.ticksPerByte = ticksPerByte
    }

    func reset(now: Ticks) {
        registers = .init(repeating: 0, count: 64)
        busyUntil = 0
        flash?.setWriteEnabled(false)
    }

    private subscript(register: Register) -> UInt32 {
        get { registers[Int(register.rawValue / 4)] }
        set { registers[Int(register.rawValue / 4)] = newValue }
    }

    private func isRegister(_ offset: UInt32) -> Bool {
        Register(rawValue: offset) != nil || (0x40...0x7C).contains(offset) || (0xF0...0xFC).contains(offset)
    }

    func read(_ offset: UInt32, now: Ticks) -> UInt32? {
        guard isRegister(offset) else { return nil }
        if offset == Register.cmd.rawValue { return now < busyUntil ? self[.cmd] : 0 }
        return registers[Int(offset / 4)]
    }

    func write(_ offset: UInt32, _ value: UInt32, now: Ticks) -> Bool {
        guard isRegister(offset) else { return false }
        registers[Int(offset / 4)] = value
        if offset == Register.cmd.rawValue { execute(value, now: now) }
        return true
    }

    /// Opcode, address and data take their time on the line whether a chip answers or not; CMD reads back the command
    /// until that, and what the flash chip itself takes, is over. The data phase of a user command is not modelled.
    private func execute(_ command: UInt32, now: Ticks) {
        let address = Int(self[.addr] & 0xFF_FFFF)
        let count = min(64, Int(self[.addr] >> 24))
        busyUntil = now &+ ticksPerByte * 4
        if command & Command.read != 0 {
            busyUntil &+= ticksPerByte * Ticks(count)
            for word in 0..<((count + 3) / 4) {
                registers[Int(Self.data / 4) + word] = flash?.word(at: address + 4 * word) ?? .max
            }
        } else if command & Command.writeEnable != 0 {
            flash?.setWriteEnabled(true)
        } else if command & Command.writeDisable != 0 {
            flash?.setWriteEnabled(false)
        } else if command & Command.readID != 0 {
            registers[Int(Self.data / 4)] = flash.map { _ in FlashChip.identification } ?? 0xFF_FFFF
        } else if command & Command.readStatus != 0 {
            self[.rdStatus] = flash.map { UInt32($0.status) } ?? 0xFF
        } else if let flash, flash.isWriteEnabled {
            busyUntil &+= change(flash, command, address, count) &* Clock.ticksPerMicrosecond
        }
    }

    /// A command that needs WREN before it; gives the µs the chip is busy with it.
    private func change(_ flash: FlashChip, _ command: UInt32, _ address: Int, _ count: Int) -> UInt64 {
        if command & Command.writeStatus != 0 {
            return flash.writeStatus(UInt8(truncatingIfNeeded: self[.wrStatus]))
        } else if command & Command.pageProgram != 0 {
            busyUntil &+= ticksPerByte * Ticks(count)
            let data = (0..<count).map { byte in
                let word = registers[Int(Self.data / 4) + byte / 4]
                return UInt8(truncatingIfNeeded: word >> UInt32(8 * (byte & 3)))
            }
            return flash.programPage(data, at: address)
        } else if command & Command.sectorErase != 0 {
            return flash.eraseUnit(FlashChip.sectorSize, at: address, microseconds: FlashChip.sectorEraseMicroseconds)
        } else if command & Command.blockErase != 0 {
            return flash.eraseUnit(FlashChip.blockSize, at: address, microseconds: FlashChip.blockEraseMicroseconds)
        } else if command & Command.chipErase != 0 {
            return flash.eraseUnit(FlashChip.size, at: 0, microseconds: FlashChip.chipEraseMicroseconds)
        }
        return 0
    }
}
