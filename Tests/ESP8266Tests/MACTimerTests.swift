import Testing

@testable import ESP8266

/// The WDEV block, driven by loads and stores of the core.
@Suite struct MACTimerTests {
    private static let microsecond = Clock.ticksPerMicrosecond
    private static let count: UInt32 = 0x3FF2_1048

    /// The µs that go by on the counter at `address` while 1000 µs pass.
    private func expectMicroseconds(_ address: UInt32) throws {
        for megahertz in [80, 160] {
            let board = try TestBoard { $0.megahertz = megahertz }
            let first = board[address]
            board.advance(1000 * Self.microsecond)
            board[address] = 0
            #expect((1000...1002).contains(board[address] - first))
            board[0x6000_0700] = 1 << 31
            #expect(board[address] >= first + 1000)
        }
    }

    @Test("WDEV SYS_TIME 0x3FF20C00: free-running µs at 80 and 160 MHz, through resets; read-only")
    func sysTime() throws { try expectMicroseconds(0x3FF2_0C00) }

    @Test("MAC count 0x3FF21048: free-running µs at 80 and 160 MHz, through resets; read-only")
    func macCount() throws { try expectMicroseconds(Self.count) }

    @Test("WDEV interrupt enable 0x3FF20C18: bit 27 lets TSF0 through; 0 after a reset")
    func interruptEnable() throws {
        let board = try TestBoard()
        #expect(board[0x3FF2_0C18] == 0)
        board[0x3FF2_0C18] = 1 << 27
        #expect(board[0x3FF2_0C18] == 1 << 27)
        board[0x6000_0700] = 1 << 31
        #expect(board[0x3FF2_0C18] == 0)
        startTSF0(board, after: 50)
        board.advance(60 * Self.microsecond)
        #expect(board.interrupts & 1 == 0)
    }

    @Test("WDEV HW RNG 0x3FF20E44: other words at every read, the same ones for the same seed; read-only")
    func rng() throws {
        func words(_ seed: UInt64) throws -> [UInt32] {
            let board = try TestBoard { $0.seed = seed }
            return (0..<64).map { _ in
                board[0x3FF2_0E44] = 0
                return board[0x3FF2_0E44]
            }
        }
        let first = try words(1)
        #expect(Set(first).count == 64)
        #expect(try words(1) == first)
        #expect(try words(2) != first)
        // Every bit takes both values.
        #expect(first.reduce(0, |) == .max)
        #expect(first.reduce(.max, &) == 0)
    }

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
        board[0x3FF2_0C18] = 1 << 27
        startTSF0(board, after: 50)
        #expect(board[0x3FF2_1098] == 1 << 31)
        board.advance(40 * Self.microsecond)
        #expect(board.interrupts & 1 == 0)
        board.advance(10 * Self.microsecond)
        #expect(board.interrupts & 1 == 1)
        #expect(board[0x3FF2_1098] == 0)
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
        board[0x3FF2_0C18] = 1 << 27
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
        board[0x3FF2_0C18] = 1 << 27
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
