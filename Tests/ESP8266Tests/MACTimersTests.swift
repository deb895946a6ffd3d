import Testing

@testable import ESP8266

/// The timers of the WDEV block, driven by loads and stores of the core.
@Suite struct MACTimersTests {
    private static let microsecond = Clock.ticksPerMicrosecond
    private static let count: UInt32 = 0x3FF2_1048
    private static let clear: UInt32 = 0x3FF2_0C24
    private static let enable: UInt32 = 0x3FF2_0C18

    /// Arms TSF0 `microseconds` from now.
    private func startTSF0(_ board: TestBoard, after microseconds: UInt32) {
        board[0x3FF2_109C] = board[Self.count] + microseconds
        board[0x3FF2_10A0] = 0
        board[0x3FF2_1098] = 1 << 31
    }

    @Test("MAC TSF0 enable 0x3FF21098: bit 31 arms, expiry clears it")
    func tsf0Enable() throws {
        let board = try TestBoard()
        #expect(board[0x3FF2_1098] == 0)
        board[Self.enable] = 1 << 27
        startTSF0(board, after: 50)
        #expect(board[0x3FF2_1098] == 1 << 31)
        board.advance(40 * Self.microsecond)
        #expect(board.interrupts & 1 == 0)
        board.advance(10 * Self.microsecond)
        #expect(board.interrupts & 1 == 1)
        #expect(board[0x3FF2_1098] == 0)
        board[Self.clear] = 1 << 27
        startTSF0(board, after: 50)
        #expect(board.interrupts & 1 == 0)
        board[0x3FF2_1098] = 0
        board.advance(100 * Self.microsecond)
        #expect(board.interrupts & 1 == 0)
    }

    @Test("MAC TSF0 timer low 0x3FF2109C: the target's low word")
    func tsf0Low() throws {
        let board = try TestBoard()
        #expect(board[0x3FF2_109C] == 0)
        board[0x3FF2_109C] = 0x1234_5678
        #expect(board[0x3FF2_109C] == 0x1234_5678)
        board[Self.enable] = 1 << 27
        startTSF0(board, after: 50)
        board[0x3FF2_109C] = board[Self.count] + 500
        board.advance(400 * Self.microsecond)
        #expect(board.interrupts & 1 == 0)
        board.advance(100 * Self.microsecond)
        #expect(board.interrupts & 1 == 1)
    }

    @Test("MAC TSF0 timer high 0x3FF210A0: the target's high word")
    func tsf0High() throws {
        let board = try TestBoard()
        #expect(board[0x3FF2_10A0] == 0)
        board[Self.enable] = 1 << 27
        startTSF0(board, after: 50)
        board[0x3FF2_10A0] = 1
        #expect(board[0x3FF2_10A0] == 1)
        board.advance(200 * Self.microsecond)
        #expect(board.interrupts & 1 == 0)
    }

    @Test("MacTim1 control 0x3FF210C8: bit 31 arms, expiry clears it")
    func macTim1Control() throws {
        for megahertz in [80, 160] {
            let board = try TestBoard { $0.megahertz = megahertz }
            #expect(board[0x3FF2_10C8] == 0)
            board[Self.enable] = 1 << 26
            board[0x3FF2_10CC] = board[Self.count] + 100
            board[0x3FF2_10C8] = .max
            #expect(board[0x3FF2_10C8] == 1 << 31)
            board.advance(90 * Self.microsecond)
            #expect(board.interrupts & 1 == 0)
            board.advance(10 * Self.microsecond)
            #expect(board.interrupts & 1 == 1)
            #expect(board[0x3FF2_10C8] == 0)
        }
    }

    @Test("MacTim1 target 0x3FF210CC: a new target postpones the expiry, control 0 takes it back")
    func macTim1Target() throws {
        let board = try TestBoard()
        #expect(board[0x3FF2_10CC] == 0)
        board[Self.enable] = 1 << 26
        board[0x3FF2_10CC] = board[Self.count] + 100
        board[0x3FF2_10C8] = 1 << 31
        let later = board[Self.count] + 1000
        board[0x3FF2_10CC] = later
        #expect(board[0x3FF2_10CC] == later)
        board.advance(500 * Self.microsecond)
        #expect(board.interrupts & 1 == 0)
        board[0x3FF2_10C8] = 0
        board.advance(1000 * Self.microsecond)
        #expect(board.interrupts & 1 == 0)
    }
}
