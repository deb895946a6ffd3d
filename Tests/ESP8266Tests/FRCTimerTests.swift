import Testing

@testable import ESP8266

/// FRC1 and FRC2, driven by loads and stores of the core. Both run on the APB clock, whatever the CPU's.
@Suite struct FRCTimerTests {
    private static let frc1: UInt32 = 0x6000_0600
    private static let frc2: UInt32 = 0x6000_0620
    private static let alarm: UInt32 = 0x6000_0630
    private static let run: UInt32 = 1 << 7
    private static let reload: UInt32 = 1 << 6
    private static let status: UInt32 = 1 << 8
    /// CTRL 3:2 and the divider it selects.
    private static let dividers: [(field: UInt32, factor: Ticks)] = [(0, 1), (1, 16), (2, 256)]

    /// A board that lets both timers' edges through.
    private func make(megahertz: Int = 80) throws -> TestBoard {
        let board = try TestBoard { $0.megahertz = megahertz }
        board[0x3FF0_0004] = 0b110
        return board
    }

    /// Value of the counter at `address` and APB cycles between two looks at it, about `cycles` apart.
    private func steps(_ board: TestBoard, _ address: UInt32, over cycles: Ticks) -> (by: UInt32, cycles: Ticks) {
        let first = board[address]
        let start = board.time
        board.advance(apb(cycles))
        let second = board[address]
        return (second &- first, (board.time - start) / Clock.ticksPerAPBCycle)
    }

    @Test("FRC1 LOAD 0x60000600: 23 bits, sets COUNT at once")
    func frc1Load() throws {
        let board = try make()
        #expect(board[Self.frc1] == 0)
        board[Self.frc1] = 0xFF80_1234
        #expect(board[Self.frc1] == 0x1234)
        #expect(board[Self.frc1 + 4] == 0x1234)
        board[Self.frc1] = .max
        #expect(board[Self.frc1] == 0x7F_FFFF)
    }

    @Test("FRC1 COUNT 0x60000604: counts down at 80 MHz over 1, 16, 256, at 80 and 160 MHz; read-only")
    func frc1Count() throws {
        for megahertz in [80, 160] {
            for divider in Self.dividers {
                let board = try make(megahertz: megahertz)
                board[Self.frc1] = 0x7F_FFFF
                board[Self.frc1 + 8] = Self.run | divider.field << 2
                let seen = steps(board, Self.frc1 + 4, over: 100 * divider.factor)
                let expected = UInt32(seen.cycles / divider.factor)
                #expect((expected...expected + 1).contains(0 &- seen.by))
                board[Self.frc1 + 8] = 0
                let stopped = board[Self.frc1 + 4]
                board[Self.frc1 + 4] = 5
                board.advance(apb(1000))
                #expect(board[Self.frc1 + 4] == stopped)
            }
        }
    }

    @Test("FRC1 CTRL 0x60000608: run, auto-reload, hold and divider read back; status 8 and interrupt 9 at 0")
    func frc1Control() throws {
        let board = try make()
        #expect(board[Self.frc1 + 8] == 0)
        board[Self.frc1 + 8] = Self.status | Self.reload | 2 << 2 | 1
        #expect(board[Self.frc1 + 8] == Self.reload | 2 << 2 | 1)
        board[Self.frc1] = 1000
        board[Self.frc1 + 8] = Self.run
        board.advance(apb(980))
        #expect(board.interrupts >> 9 & 1 == 0)
        board.advance(apb(20))
        #expect(board.interrupts >> 9 & 1 == 1)
        #expect(board[Self.frc1 + 8] == Self.status | Self.run)
    }

    @Test("FRC1 CTRL 0x60000608: bit 6 starts again from LOAD, without it COUNT wraps to 0x7FFFFF")
    func frc1Reload() throws {
        let board = try make()
        board[Self.frc1] = 1000
        board[Self.frc1 + 8] = Self.run | Self.reload
        for _ in 0..<3 {
            board.advance(apb(1000))
            #expect(board.interrupts >> 9 & 1 == 1)
            board.clearInterrupts()
        }
        board[Self.frc1] = 1000
        board[Self.frc1 + 8] = Self.run
        board.advance(apb(1100))
        board.clearInterrupts()
        #expect((0x7F_FF00...0x7F_FFFF).contains(board[Self.frc1 + 4]))
        board.advance(apb(3000))
        #expect(board.interrupts >> 9 & 1 == 0)
    }

    @Test("FRC1 INT_CLR 0x6000060C: clears the status bit")
    func frc1InterruptClear() throws {
        let board = try make()
        board[Self.frc1] = 100
        board[Self.frc1 + 8] = Self.run
        board.advance(apb(200))
        #expect(board[Self.frc1 + 8] & Self.status != 0)
        board[Self.frc1 + 12] = 1
        #expect(board[Self.frc1 + 8] == Self.run)
        #expect(board[Self.frc1 + 12] == 0)
    }

    @Test("FRC2 LOAD 0x60000620: 32 bits, sets COUNT at once")
    func frc2Load() throws {
        let board = try make()
        #expect(board[Self.frc2] == 0)
        board[Self.frc2] = 0xFEDC_BA98
        #expect(board[Self.frc2] == 0xFEDC_BA98)
        #expect(board[Self.frc2 + 4] == 0xFEDC_BA98)
    }

    @Test("FRC2 COUNT 0x60000624: counts up at 80 MHz over 1, 16, 256, at 80 and 160 MHz, and wraps; read-only")
    func frc2Count() throws {
        for megahertz in [80, 160] {
            for divider in Self.dividers {
                let board = try make(megahertz: megahertz)
                board[Self.frc2] = 0xFFFF_FFF0
                board[Self.frc2 + 8] = Self.run | divider.field << 2
                let seen = steps(board, Self.frc2 + 4, over: 100 * divider.factor)
                let expected = UInt32(seen.cycles / divider.factor)
                #expect((expected...expected + 1).contains(seen.by))
                board[Self.frc2 + 8] = 0
                let stopped = board[Self.frc2 + 4]
                board[Self.frc2 + 4] = 5
                board.advance(apb(1000))
                #expect(board[Self.frc2 + 4] == stopped)
            }
        }
    }

    @Test("FRC2 CTRL 0x60000628: fields read back, status 8 is the interrupt's; auto-reload starts from LOAD")
    func frc2Control() throws {
        let board = try make()
        #expect(board[Self.frc2 + 8] == 0)
        board[Self.frc2 + 8] = Self.status | 2 << 2 | 1
        #expect(board[Self.frc2 + 8] == 2 << 2 | 1)
        board[Self.alarm] = 1000
        board[Self.frc2] = 0
        board[Self.frc2 + 8] = Self.run | Self.reload
        board.advance(apb(1050))
        #expect(board[Self.frc2 + 8] == Self.status | Self.run | Self.reload)
        #expect(board[Self.frc2 + 4] < 200)
        board.clearInterrupts()
        board.advance(apb(1000))
        #expect(board.interrupts >> 10 & 1 == 1)
    }

    @Test("FRC2 INT_CLR 0x6000062C: clears the status bit")
    func frc2InterruptClear() throws {
        let board = try make()
        board[Self.alarm] = 100
        board[Self.frc2 + 8] = Self.run
        board.advance(apb(200))
        #expect(board[Self.frc2 + 8] & Self.status != 0)
        board[Self.frc2 + 12] = 1
        #expect(board[Self.frc2 + 8] == Self.run)
        #expect(board[Self.frc2 + 12] == 0)
    }

    @Test("FRC2 ALARM 0x60000630: interrupt 10 when COUNT equals it")
    func frc2Alarm() throws {
        for megahertz in [80, 160] {
            let board = try make(megahertz: megahertz)
            #expect(board[Self.alarm] == 0)
            board[Self.alarm] = 5000
            #expect(board[Self.alarm] == 5000)
            board[Self.frc2 + 8] = Self.run
            board.advance(apb(4980))
            #expect(board.interrupts >> 10 & 1 == 0)
            board.advance(apb(20))
            #expect(board.interrupts >> 10 & 1 == 1)
            #expect(board[Self.frc2 + 4] >= 5000)
        }
    }

    @Test("a reset stops both timers and clears their registers")
    func reset() throws {
        let board = try make()
        for address in [Self.frc1, Self.frc2, Self.alarm] { board[address] = 1000 }
        board[Self.frc1 + 8] = Self.run
        board[Self.frc2 + 8] = Self.run
        board[0x6000_0700] = 1 << 31
        board.advance(apb(5000))
        for offset: UInt32 in [0x00, 0x04, 0x08, 0x0C, 0x20, 0x24, 0x28, 0x2C, 0x30] {
            #expect(board[Self.frc1 + offset] == 0)
        }
        #expect(board.interrupts & 0x600 == 0)
    }
}
