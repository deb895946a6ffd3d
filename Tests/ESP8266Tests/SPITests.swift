import LX106
import Testing

@testable import ESP8266

/// SPI1 (HSPI, nothing on it) and SPI0 (the flash), driven by loads and stores of the core.
@Suite struct SPITests {
    private static let spi1: UInt32 = 0x6000_0100
    private static let spi0: UInt32 = 0x6000_0200
    private static let both = [spi1, spi0]
    private static let readID: UInt32 = 1 << 28

    /// The register reads 0 after a reset, keeps what is stored and forgets it at a reset.
    private func expectStored(_ offset: UInt32) throws {
        for base in Self.both {
            let board = try TestBoard()
            #expect(board[base + offset] == 0)
            board[base + offset] = 0xA5C3_0F1E
            #expect(board[base + offset] == 0xA5C3_0F1E)
            board[0x6000_0700] = 1 << 31
            #expect(board[base + offset] == 0)
            #expect(board.unknown.isEmpty)
        }
    }

    @Test("SPI0 CMD 0x60000200: reads back the command until the line is quiet, at 40 MHz whatever the CPU's clock")
    func cmd0() throws { try expectCommandTakesTime(Self.spi0) }

    @Test("SPI1 CMD 0x60000100: reads back the command until the line is quiet; nobody answers")
    func cmd1() throws {
        try expectCommandTakesTime(Self.spi1)
        let board = try TestBoard()
        board[Self.spi1] = Self.readID
        board.advance(apb(200))
        #expect(board[Self.spi1 + 0x40] == 0xFF_FFFF)
    }

    private func expectCommandTakesTime(_ base: UInt32) throws {
        for megahertz in [80, 160] {
            let board = try TestBoard { $0.megahertz = megahertz }
            #expect(board[base] == 0)
            // Opcode and three bytes: 32 clocks of 40 MHz are 64 APB cycles.
            board[base] = Self.readID
            #expect(board[base] == Self.readID)
            board.advance(apb(64))
            #expect(board[base] == 0)
            // 64 bytes more: 512 clocks, 1024 APB cycles.
            board[base + 0x04] = 64 << 24
            board[base] = 1 << 31
            board.advance(apb(1000))
            #expect(board[base] == 1 << 31)
            board.advance(apb(88))
            #expect(board[base] == 0)
        }
    }

    @Test func `reading the flash takes what the commands of a read take, 64 bytes at a time`() throws {
        for megahertz in [80, 160] {
            let board = try TestBoard { $0.megahertz = megahertz }
            let perByte = Cycles(8 * megahertz / 40)
            #expect(board.board.cycles(readingFlash: 0) == 0)
            #expect(board.board.cycles(readingFlash: 64) == 68 * perByte)
            #expect(board.board.cycles(readingFlash: 65) == (68 + 5) * perByte)
        }
    }

    @Test("SPI CMD 0x60000100, 0x60000200: user command (bit 18) ends")
    func user() throws {
        for base in Self.both {
            let board = try TestBoard()
            board[base] = 1 << 18
            #expect(board[base] == 1 << 18)
            board.advance(apb(64))
            #expect(board[base] == 0)
        }
    }

    @Test func `a user command puts opcode, address and data on the line, and takes what comes back`() throws {
        let board = try TestBoard()
        let flash: [UInt8] = [0x11, 0x22, 0x33, 0x44, 0x55]
        func command(_ opcode: UInt32, _ phases: UInt32, lengths: UInt32, address: UInt32 = 0) {
            board[Self.spi0 + 0x1C] = 1 << 31 | phases
            board[Self.spi0 + 0x20] = lengths
            board[Self.spi0 + 0x24] = 7 << 28 | opcode
            board[Self.spi0 + 0x04] = address << 8
            board[Self.spi0] = 1 << 18
        }
        board.board.chip.load(flash, at: 0x1234)
        command(0x9F, 1 << 28, lengths: 23 << 8)
        // Four bytes of 32 APB cycles are assumed for opcode and address, three more come back.
        board.advance(apb(64))
        #expect(board[Self.spi0] == 1 << 18)
        board.advance(apb(64))
        #expect(board[Self.spi0] == 0)
        #expect(board[Self.spi0 + 0x40] == board.board.chip.identification)
        command(0x03, 1 << 30 | 1 << 28, lengths: 23 << 26 | 39 << 8, address: 0x1234)
        board.advance(apb(400))
        #expect(board[Self.spi0 + 0x40] == 0x4433_2211)
        #expect(board[Self.spi0 + 0x44] == 0x55)
        command(0x06, 0, lengths: 0)
        board.advance(apb(400))
        board[Self.spi0 + 0x40] = 0xFFFF_0F00
        command(0x02, 1 << 30 | 1 << 27, lengths: 23 << 26 | 15 << 17, address: 0x1234)
        board.advance(Clock.ticksPerMicrosecond * FlashChip.pageProgramMicroseconds)
        #expect(board[Self.spi0] == 1 << 18)
        board.advance(apb(800))
        #expect(board[Self.spi0] == 0)
        #expect(Array(board.board.flashContents[0x1234..<0x1239]) == [0, 0x02, 0x33, 0x44, 0x55])
        command(0x35, 1 << 28, lengths: 7 << 8)
        board.advance(apb(400))
        #expect(board[Self.spi0 + 0x40] == 0)
        // Nothing of the longest kind goes astray.
        command(0x9F, 1 << 28 | 1 << 27, lengths: .max)
        board.advance(apb(4000))
        #expect(board[Self.spi0] == 0)
    }

    @Test("SPI1 ADDR 0x60000104, SPI0 ADDR 0x60000204: reads back")
    func addr() throws { try expectStored(0x04) }

    @Test("SPI1 CTRL 0x60000108, SPI0 CTRL 0x60000208: reads back")
    func ctrl() throws { try expectStored(0x08) }

    @Test("SPI1 RD_STATUS 0x60000110, SPI0 RD_STATUS 0x60000210: what RDSR answered; reads back")
    func rdStatus() throws {
        try expectStored(0x10)
        let board = try TestBoard()
        for (base, status) in [(Self.spi0, UInt32(0)), (Self.spi1, 0xFF)] {
            board[base] = 1 << 27
            board.advance(apb(100))
            #expect(board[base + 0x10] == status)
        }
    }

    @Test("SPI1 CLOCK 0x60000118, SPI0 CLOCK 0x60000218: reads back")
    func clock() throws { try expectStored(0x18) }

    @Test("SPI1 USER0 0x6000011C, SPI0 USER0 0x6000021C: reads back")
    func user0() throws { try expectStored(0x1C) }

    @Test("SPI1 USER1 0x60000120, SPI0 USER1 0x60000220: reads back")
    func user1() throws { try expectStored(0x20) }

    @Test("SPI1 USER2 0x60000124, SPI0 USER2 0x60000224: reads back")
    func user2() throws { try expectStored(0x24) }

    @Test("SPI1 WR_STATUS 0x60000128, SPI0 WR_STATUS 0x60000228: reads back")
    func wrStatus() throws { try expectStored(0x28) }

    @Test("SPI1 PIN 0x6000012C, SPI0 PIN 0x6000022C: reads back")
    func pin() throws { try expectStored(0x2C) }

    @Test(
        "SPI1 W0–W15 0x60000140–0x6000017C, SPI0 W0–W15 0x60000240–0x6000027C: 64 bytes of data",
        arguments: UInt32(0)..<16
    )
    func data(word: UInt32) throws { try expectStored(0x40 + 4 * word) }

    @Test("SPI W0–W15: sixteen words that do not touch each other")
    func dataWords() throws {
        for base in Self.both {
            let board = try TestBoard()
            for word in UInt32(0)..<16 { board[base + 0x40 + 4 * word] = word ^ 0xFFFF_0000 }
            for word in UInt32(0)..<16 { #expect(board[base + 0x40 + 4 * word] == word ^ 0xFFFF_0000) }
        }
    }

    @Test("SPI1 EXT0 0x600001F0, SPI0 EXT0 0x600002F0: reads back")
    func ext0() throws { try expectStored(0xF0) }

    @Test("SPI1 EXT1 0x600001F4, SPI0 EXT1 0x600002F4: reads back")
    func ext1() throws { try expectStored(0xF4) }

    @Test("SPI1 EXT2 0x600001F8, SPI0 EXT2 0x600002F8: reads back")
    func ext2() throws { try expectStored(0xF8) }

    @Test("SPI1 EXT3 0x600001FC, SPI0 EXT3 0x600002FC: reads back")
    func ext3() throws { try expectStored(0xFC) }
}
