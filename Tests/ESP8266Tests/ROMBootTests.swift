import TestSupport
import Testing

@testable import ESP8266

/// What the ROM leaves to a program, and how it loads one.
@Suite(.enabled(if: ROMBoard.isBuilt, "needs make firmware")) struct ROMBootTests {
    @Test func `a second stage runs where the flash cache would be`() throws {
        let place: UInt32 = 0x4010_F000
        let board = try ROMBoard(flash: ROMImage.bytes(TinyELF.endless + [0], at: place, entry: place))
        let hook = board.core.watch(place) { [unowned board] _ in board.board.stop() }
        try board.run()
        #expect(board.core.pc == place)
        #expect(board.register(DPORT.self, DPORT.Register.cacheControl.rawValue).map { $0 >> 8 & 1 } == 0)
        #expect(board.core[special: .ps] == 0x20)
        #expect(board.word(0x3FFF_DCD0) == place)
        board.core.remove(hook)
        _ = board.board.run(until: board.board.now + 30_000 * Clock.ticksPerMicrosecond)
        let messages = board.text
        #expect(
            messages.hasPrefix("\n ets Jan  8 2013,rst cause:1, boot mode:(3,6)\n\nload 0x4010f000, len 4, room 16 \n")
        )
        #expect(messages.contains("\nchksum 0x"))
        #expect(!messages.contains("csum err"))
    }

    @Test func `a damaged image and none at all are not begun`() throws {
        var damaged = ROMImage.bytes(TinyELF.endless + [0], at: ROMBoard.entry, entry: ROMBoard.entry)
        damaged[16] ^= 1
        for (flash, message) in [(damaged, "csum err"), ([0xEA, 4, 0, 0], "ets_main.c")] {
            let board = try ROMBoard(flash: flash)
            _ = board.board.run(until: 50_000 * Clock.ticksPerMicrosecond)
            #expect(board.text.contains(message))
            #expect(board.core.pc >> 16 == 0x4000)
        }
    }

    @Test func `the flash chip is known by what it says`() throws {
        let board = try ROMBoard()
        let chip = board.word(ROMAddresses.all["flashchip"] ?? 0)
        #expect(chip == 0x3FFF_C718)
        #expect(board.words(chip, 6) == [board.board.chip.identification, 4 << 20, 64 << 10, 4 << 10, 256, 0xFFFF])
        try board.call("SPIParamCfg", 1, 2, 3, 4, 5, 6)
        #expect(board.words(chip, 6) == [1, 2, 3, 4, 5, 6])
    }

    @Test func `tables that a program wrote over are there again after a reset`() throws {
        let board = try ROMBoard()
        let tables = ["Te0", "Td0", "Td4s", "rcons"].compactMap { ROMAddresses.all[$0] }
        let before = tables.map { board.words($0, 2) }
        #expect(before[0] == [0xC663_63A5, 0xF87C_7C84])
        #expect(before[1] == [0x51F4_A750, 0x7E41_6553])
        for table in tables { board.write(words: [0, 0], at: table) }
        board.board.requestReset(.software)
        try board.run()
        #expect(board.core.pc == ROMBoard.entry)
        #expect(tables.map { board.words($0, 2) } == before)
        #expect(board.boots == 2)
    }

    @Test func `an image can be loaded again by whoever runs`() throws {
        let board = try ROMBoard()
        board.write(words: [0, 0], at: 0x3FFF_DCD0)
        #expect(try board.call("boot_from_flash") == 0)
        #expect(board.word(0x3FFF_DCD0) == ROMBoard.entry)
    }
}
