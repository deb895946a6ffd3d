import Testing

@testable import ESP8266

/// The flash behind SPI0 CMD 0x60000200, one test per command bit, driven by loads and stores of the core.
@Suite struct FlashChipTests {
    private static let cmd: UInt32 = 0x6000_0200
    private static let addr: UInt32 = 0x6000_0204
    private static let readStatus: UInt32 = 1 << 27
    private static let writeStatus: UInt32 = 1 << 26
    private static let pageProgram: UInt32 = 1 << 25
    private static let sectorErase: UInt32 = 1 << 24
    private static let blockErase: UInt32 = 1 << 23
    private static let chipErase: UInt32 = 1 << 22
    private static let writeEnable: UInt32 = 1 << 30
    private static let writeDisable: UInt32 = 1 << 29

    private func w(_ number: UInt32) -> UInt32 { 0x6000_0240 + 4 * number }

    /// Gives a command and waits until CMD reads 0; the µs it took.
    @discardableResult
    private func command(_ board: TestBoard, _ bit: UInt32, step: UInt64 = 10) -> UInt64 {
        board[Self.cmd] = bit
        let start = board.time
        while board[Self.cmd] != 0 { board.advance(step * Clock.ticksPerMicrosecond) }
        return Clock.microseconds(board.time - start)
    }

    private func program(_ board: TestBoard, _ words: [UInt32], at address: UInt32) {
        command(board, Self.writeEnable)
        board[Self.addr] = UInt32(words.count) * 4 << 24 | address
        for (index, word) in words.enumerated() { board[w(UInt32(index))] = word }
        command(board, Self.pageProgram)
    }

    private func read(_ board: TestBoard, _ address: UInt32) -> UInt32 {
        board[Self.addr] = 4 << 24 | address
        command(board, 1 << 31)
        return board[w(0)]
    }

    @Test("SPI0 CMD READ (31): 23:0 of ADDR name the place, 31:24 the bytes, W0–W15 hold them")
    func read() throws {
        let board = try TestBoard()
        program(board, [0x0403_0201, 0x0807_0605, 0x0C0B_0A09], at: 0x30_0000)
        board[w(2)] = 0x5555_5555
        board[Self.addr] = 8 << 24 | 0x30_0001
        command(board, 1 << 31)
        #expect(board[w(0)] == 0x0504_0302)
        #expect(board[w(1)] == 0x0908_0706)
        #expect(board[w(2)] == 0x5555_5555)
        #expect(read(board, 0x31_0000) == .max)
    }

    @Test("SPI0 CMD WREN (30): sets the latch that the next change needs and consumes")
    func writeEnable() throws {
        let board = try TestBoard()
        board[Self.addr] = 4 << 24 | 0x30_0000
        board[w(0)] = 0
        command(board, Self.pageProgram)
        #expect(read(board, 0x30_0000) == .max)
        command(board, Self.writeEnable)
        command(board, Self.readStatus)
        #expect(board[0x6000_0210] == 2)
        board[w(0)] = 0
        command(board, Self.pageProgram)
        #expect(read(board, 0x30_0000) == 0)
        command(board, Self.readStatus)
        #expect(board[0x6000_0210] == 0)
    }

    @Test("SPI0 CMD WRDI (29): takes the latch back")
    func writeDisable() throws {
        let board = try TestBoard()
        command(board, Self.writeEnable)
        command(board, Self.writeDisable)
        command(board, Self.readStatus)
        #expect(board[0x6000_0210] == 0)
    }

    @Test("SPI0 CMD RDID (28): Winbond EF, type 40, capacity 16 (4 MB)")
    func readID() throws {
        let board = try TestBoard()
        command(board, 1 << 28)
        #expect(board[w(0)] == 0x16_40EF)
    }

    @Test("SPI0 CMD RDSR (27) and WRSR (26): bits 7:2 of WR_STATUS come back in RD_STATUS")
    func writeStatus() throws {
        let board = try TestBoard()
        board[0x6000_0228] = 0xFF
        command(board, Self.writeStatus)
        command(board, Self.readStatus)
        #expect(board[0x6000_0210] == 0)
        command(board, Self.writeEnable)
        #expect((10_000...10_011).contains(command(board, Self.writeStatus)))
        command(board, Self.readStatus)
        #expect(board[0x6000_0210] == 0xFC)
    }

    @Test("SPI0 CMD PP (25): clears bits only and wraps inside the page of 256 bytes")
    func pageProgram() throws {
        let board = try TestBoard()
        program(board, [0xFFFF_00FF], at: 0x30_0000)
        program(board, [0x0FFF_FFFF], at: 0x30_0000)
        #expect(read(board, 0x30_0000) == 0x0FFF_00FF)
        program(board, [0x1111_1111, 0x2222_2222], at: 0x30_01FC)
        #expect(read(board, 0x30_01FC) == 0x1111_1111)
        #expect(read(board, 0x30_0100) == 0x2222_2222)
        #expect(read(board, 0x30_0200) == .max)
    }

    /// Words right before, at both ends of and right behind `first...last` after erasing what holds `address`.
    private func ends(
        _ board: TestBoard,
        erasing bit: UInt32,
        at address: UInt32,
        _ first: UInt32,
        _ last: UInt32
    ) -> (words: [UInt32], microseconds: UInt64) {
        let places = [first - 4, first, last - 3, last + 1]
        for place in places { program(board, [0], at: place) }
        command(board, Self.writeEnable)
        board[Self.addr] = address
        let microseconds = command(board, bit, step: 100)
        return (places.map { read(board, $0) }, microseconds)
    }

    @Test("SPI0 CMD SE (24): sets the 4 KB sector to ones in 45 ms")
    func sectorErase() throws {
        let seen = ends(try TestBoard(), erasing: Self.sectorErase, at: 0x30_1234, 0x30_1000, 0x30_1FFF)
        #expect(seen.words == [0, .max, .max, 0])
        #expect((45_000...45_101).contains(seen.microseconds))
    }

    @Test("SPI0 CMD BE (23): sets the 64 KB block to ones in 150 ms")
    func blockErase() throws {
        let seen = ends(try TestBoard(), erasing: Self.blockErase, at: 0x31_2345, 0x31_0000, 0x31_FFFF)
        #expect(seen.words == [0, .max, .max, 0])
        #expect((150_000...150_101).contains(seen.microseconds))
    }

    @Test("SPI0 CMD CE (22): sets the whole chip to ones in 10 s")
    func chipErase() throws {
        let board = try TestBoard()
        program(board, [0], at: 0x3F_FF00)
        command(board, Self.writeEnable)
        #expect((10_000_000...10_010_000).contains(command(board, Self.chipErase, step: 10_000)))
        #expect(read(board, 0) == .max)
        #expect(read(board, 0x3F_FF00) == .max)
    }

    @Test("flash contents survive a reset; the write-enable latch does not")
    func reset() throws {
        let board = try TestBoard()
        program(board, [0x1234_5678], at: 0x30_0000)
        command(board, Self.writeEnable)
        board[0x6000_0700] = 1 << 31
        #expect(read(board, 0x30_0000) == 0x1234_5678)
        command(board, Self.readStatus)
        #expect(board[0x6000_0210] == 0)
    }
}
