import LX106
import TestSupport
import Testing

@testable import ESP8266

/// The flash chip through the ROM.
@Suite(.enabled(if: ROMBoard.isBuilt, "needs make firmware")) struct ROMFlashTests {
    private static let chip: UInt32 = 0x3FFF_C718
    private static let buffer: UInt32 = 0x3FFF_0000
    private static let place: UInt32 = 0x20_0000
    private static let size: UInt32 = 4 << 20

    private static func contents(_ board: ROMBoard, _ count: Int, at address: UInt32 = place) -> [UInt8] {
        (0..<count).map { board.board.chip.bytes.load(fromByteOffset: Int(address) + $0, as: UInt8.self) }
    }

    private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) } }

    @Test func `what is written over pages can be read, and only what was written has changed`() throws {
        let board = try ROMBoard(), bytes = Self.bytes(600)
        board.write(bytes, at: Self.buffer)
        #expect(try board.call("SPIWrite", Self.place + 200, Self.buffer, 600) == 0)
        let before = [UInt8](repeating: 0xFF, count: 200), after = [UInt8](repeating: 0xFF, count: 100)
        #expect(Self.contents(board, 900) == before + bytes + after)
        board.write([UInt8](repeating: 0, count: 604), at: Self.buffer)
        #expect(try board.call("SPIRead", Self.place + 200, Self.buffer, 600) == 0)
        #expect(board.board.bytes(at: Self.buffer, count: 604) == bytes + [0, 0, 0, 0])
    }

    /// The area's last sector is another one than asked for: the chip's ROM does not count what it erased before a block.
    @Test func `a sector, a block and an area are erased, and nothing beside them`() throws {
        let board = try ROMBoard()
        let full = [UInt8](repeating: 0, count: 0x4_0000), empty = UInt8.max
        board.board.chip.load(full, at: Int(Self.place))
        #expect(try board.call("SPIEraseSector", Self.place / 4096 + 1) == 0)
        #expect(Self.contents(board, 0x4_0000).count { $0 == empty } == 4096)
        #expect(Self.contents(board, 2, at: Self.place + 0xFFF) == [0, empty])
        #expect(Self.contents(board, 2, at: Self.place + 0x1FFF) == [empty, 0])
        board.board.chip.load(full, at: Int(Self.place))
        #expect(try board.call("SPIEraseBlock", Self.place / 0x1_0000 + 1) == 0)
        #expect(Self.contents(board, 2, at: Self.place + 0xFFFF) == [0, empty])
        #expect(Self.contents(board, 2, at: Self.place + 0x1_FFFF) == [empty, 0])
        board.board.chip.load(full, at: Int(Self.place))
        #expect(try board.call("SPIEraseArea", Self.place + 0xF000, 0x1_2001) == 0)
        #expect(Self.contents(board, 2, at: Self.place + 0xEFFF) == [0, empty])
        #expect(Self.contents(board, 2, at: Self.place + 0x2_2FFF) == [empty, 0])
    }

    @Test func `what lies beyond the chip or between words is refused`() throws {
        let board = try ROMBoard()
        #expect(try board.call("SPIEraseSector", Self.size / 4096) == 1)
        #expect(try board.call("SPIEraseBlock", Self.size / 0x1_0000) == 1)
        #expect(try board.call("SPIEraseArea", Self.place + 1, 4096) == 1)
        #expect(try board.call("SPIEraseArea", Self.size - 4096, 8192) == 1)
        #expect(try board.call("SPIWrite", Self.size - 4, Self.buffer, 8) == 1)
        #expect(try board.call("SPIWrite", .max, Self.buffer, 8) == 1)
        #expect(try board.call("SPIRead", Self.size - 4, Self.buffer, 8) == 1)
        #expect(try board.call("SPIWrite", Self.place, Self.buffer, 3) == 1)
        #expect(try board.call("SPI_page_program", Self.chip, Self.place + 252, Self.buffer, 8) == 1)
        #expect(try board.call("SPI_sector_erase", Self.chip, Self.place + 4) == 1)
        #expect(Self.contents(board, 512) == [UInt8](repeating: 0xFF, count: 512))
    }

    @Test func `single commands do what their names say`() throws {
        let board = try ROMBoard()
        board.write(Self.bytes(64), at: Self.buffer)
        #expect(try board.call("SPI_page_program", Self.chip, Self.place, Self.buffer, 64) == 0)
        #expect(Self.contents(board, 64) == Self.bytes(64))
        #expect(try board.call("SPI_read_data", Self.chip, Self.place, Self.buffer + 128, 64) == 0)
        #expect(board.board.bytes(at: Self.buffer + 128, count: 64) == Self.bytes(64))
        #expect(try board.call("SPI_sector_erase", Self.chip, Self.place) == 0)
        #expect(Self.contents(board, 1) == [1], "without SPI_write_enable")
        #expect(try board.call("SPI_write_enable", Self.chip) == 0)
        #expect(board.board.chip.status & 2 == 2)
        #expect(try board.call("SPI_sector_erase", Self.chip, Self.place) == 0)
        #expect(Self.contents(board, 1) == [0xFF])
        #expect(try board.call("Wait_SPI_Idle", Self.chip) == 0)
    }

    @Test func `the status protects and is read`() throws {
        let board = try ROMBoard()
        #expect(try board.call("SPILock") == 0)
        #expect(board.board.chip.status == 28)
        #expect(try board.call("SPI_read_status", Self.chip, Self.buffer) == 0)
        #expect(board.word(Self.buffer) == 28)
        #expect(try board.call("SPIUnlock") == 0)
        #expect(board.board.chip.status == 0)
        #expect(try board.call("SPI_write_enable", Self.chip) == 0)
        #expect(try board.call("SPI_write_status", Self.chip, 0x40) == 0)
        #expect(board.board.chip.status == 0x40)
        #expect(try board.call("Disable_QMode", Self.chip) == 0)
        #expect(board.board.chip.status == 0x40)
        #expect(try board.call("Enable_QMode", Self.chip) == 0)
        #expect(try board.call("SPIEraseChip") == 0)
    }

    private static let readModes: [UInt32] = [0x100_2000, 0x10_2000, 0x80_2000, 0x6000, 0x2000, 0]

    @Test(arguments: zip(0..<6 as Range<UInt32>, readModes))
    func `a read mode sets its bits of the control register`(mode: UInt32, bits: UInt32) throws {
        let board = try ROMBoard()
        #expect(try board.call("SPIReadModeCnfig", mode) == 0)
        #expect(try board.load(0x6000_0208) & 0x190_6000 == bits)
    }

    @Test func `the flash's pads are given to it`() throws {
        let board = try ROMBoard()
        try board.call("spi_flash_attach")
        for pad: UInt32 in 0..<6 {
            #expect(board.register(IOMUX.self, 0x1C + 4 * pad).map { $0 & 0x1B0 } == 0x10)
        }
    }
}
