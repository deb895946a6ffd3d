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
        static let pageProgram: UInt32 = 1 << 25
        static let sectorErase: UInt32 = 1 << 24
    }

    private static let sectorSize = 4096
    private static let data: UInt32 = 0x40
    /// Manufacturer and capacity of a 4 MB W25Q32.
    private static let flashID: UInt32 = 0x16_40EF
    private let flash: FlashChip?
    private let ticksPerByte: Ticks
    private var registers: [UInt32] = .init(repeating: 0, count: 64)
    private var busyUntil: Ticks = 0
    private var isWriteEnabled = false

    /// - Parameter ticksPerByte: time one byte takes on the line.
    init(flash: FlashChip?, ticksPerByte: Ticks) {
        self.flash = flash
        self.ticksPerByte = ticksPerByte
    }

    func reset(now: Ticks) {
        registers = .init(repeating: 0, count: 64)
        busyUntil = 0
        isWriteEnabled = false
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

    private func execute(_ command: UInt32, now: Ticks) {
        guard let flash else { return }
        let address = Int(self[.addr] & 0xFF_FFFF)
        let count = min(64, Int(self[.addr] >> 24))
        busyUntil = now &+ ticksPerByte * 4
        if command & Command.read != 0 {
            busyUntil &+= ticksPerByte * Ticks(count)
            for word in 0..<((count + 3) / 4) {
                registers[Int(Self.data / 4) + word] = flash.word(at: address + 4 * word)
            }
        } else if command & Command.writeEnable != 0 {
            isWriteEnabled = true
        } else if command & Command.writeDisable != 0 {
            isWriteEnabled = false
        } else if command & Command.readID != 0 {
            registers[Int(Self.data / 4)] = Self.flashID
        } else if command & Command.readStatus != 0 {
            self[.rdStatus] = isWriteEnabled ? 2 : 0
        } else if command & Command.pageProgram != 0, isWriteEnabled {
            busyUntil &+= ticksPerByte * Ticks(count)
            for byte in 0..<count {
                let word = registers[Int(Self.data / 4) + byte / 4]
                flash.program(address + byte, UInt8(truncatingIfNeeded: word >> UInt32(8 * (byte & 3))))
            }
            isWriteEnabled = false
        } else if command & Command.sectorErase != 0, isWriteEnabled {
            // A typical sector erase of a W25Q32.
            busyUntil &+= 45_000 * Clock.ticksPerMicrosecond
            flash.erase(address / Self.sectorSize * Self.sectorSize, count: Self.sectorSize)
            isWriteEnabled = false
        }
    }
}

/// 4 MB of NOR flash.
final class FlashChip {
    static let size = 4 << 20
    let bytes: UnsafeMutableRawPointer

    init() {
        bytes = .allocate(byteCount: Self.size + 4, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0xFF, count: Self.size + 4)
    }

    deinit { bytes.deallocate() }

    func word(at address: Int) -> UInt32 {
        guard address >= 0, address <= Self.size - 4 else { return .max }
        return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: address, as: UInt32.self))
    }

    /// Programming only clears bits.
    func program(_ address: Int, _ value: UInt8) {
        guard address >= 0, address < Self.size else { return }
        let old = bytes.load(fromByteOffset: address, as: UInt8.self)
        bytes.storeBytes(of: old & value, toByteOffset: address, as: UInt8.self)
    }

    func erase(_ address: Int, count: Int) {
        guard address >= 0, address + count <= Self.size else { return }
        (bytes + address).initializeMemory(as: UInt8.self, repeating: 0xFF, count: count)
    }

    /// Writes `data` as a programmer does, over whatever was there.
    func load(_ data: [UInt8], at address: Int) {
        guard address >= 0, address + data.count <= Self.size else { return }
        for (offset, byte) in data.enumerated() {
            bytes.storeBytes(of: byte, toByteOffset: address + offset, as: UInt8.self)
        }
    }
}
