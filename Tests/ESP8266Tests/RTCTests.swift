import Testing

@testable import ESP8266

/// The RTC block and GPIO16, driven by loads and stores of the core.
@Suite struct RTCTests {
    private static let ctrl0: UInt32 = 0x6000_0700
    private static let line: UInt32 = 1 << 3
    private static let microsecond = Clock.ticksPerMicrosecond

    @Test("RTC CTRL0 0x60000700: bit 31 resets the chip, cause 3; other bits read back")
    func ctrl0() throws {
        let board = try TestBoard()
        #expect(board[Self.ctrl0] == 0)
        board[Self.ctrl0] = 0x7FFF_FFFF
        #expect(board[Self.ctrl0] == 0x7FFF_FFFF)
        #expect(board.boots == [.powerOn])
        board[Self.ctrl0] = 1 << 31
        #expect(board.boots == [.powerOn, .software])
        #expect(board[Self.ctrl0] == 0)
    }

    @Test("RTC SLP_VAL 0x60000704: the alarm goes off when SLP_CNT reaches it")
    func slpVal() throws {
        let board = try TestBoard()
        #expect(board[0x6000_0704] == 0)
        board[0x6000_0728] = 1
        let alarm = board[0x6000_071C] + 15
        board[0x6000_0704] = alarm
        #expect(board[0x6000_0704] == alarm)
        // Fifteen counts take 100 µs, of which at most one count is over.
        board.advance(93 * Self.microsecond)
        #expect(board.interrupts & Self.line == 0)
        board.advance(7 * Self.microsecond)
        #expect(board[0x6000_071C] == alarm)
        #expect(board.interrupts & Self.line != 0)
    }

    @Test("RTC STATE0 0x60000708: reads back, 0 after a reset")
    func state0() throws { try expectStored(0x6000_0708, survivesReset: false) }

    @Test("RTC STATE1 0x60000714: reset cause 1 at power-on, 3 software, 4 watchdog; read-only")
    func state1() throws {
        let board = try TestBoard()
        #expect(board[0x6000_0714] == 1)
        board[0x6000_0714] = 7
        #expect(board[0x6000_0714] == 1)
        board[Self.ctrl0] = 1 << 31
        #expect(board[0x6000_0714] & 0xF == 3)
        board[0x6000_0904] = 1
        board[0x6000_0900] = 0x3B
        board.advance(1_700 * Self.microsecond)
        #expect(board.boots == [.powerOn, .software, .watchdog])
        #expect(board[0x6000_0714] & 0xF == 4)
    }

    @Test("RTC STATE2 0x60000718: no wake cause in 13:8 without deep sleep; read-only")
    func state2() throws {
        let board = try TestBoard()
        #expect(board[0x6000_0718] == 0)
        board[0x6000_0718] = 0x3F00
        #expect(board[0x6000_0718] == 0)
    }

    @Test("RTC SLP_CNT 0x6000071C: counts at 150 kHz at 80 and 160 MHz, through resets; read-only")
    func slpCnt() throws {
        for megahertz in [80, 160] {
            let board = try TestBoard { $0.megahertz = megahertz }
            let first = board[0x6000_071C]
            board.advance(10_000 * Self.microsecond)
            board[0x6000_071C] = 0
            // 10 ms are 1500 counts; the oscillator's period is rounded to whole ticks.
            #expect((1500...1502).contains(board[0x6000_071C] - first))
            board[Self.ctrl0] = 1 << 31
            #expect(board[0x6000_071C] - first >= 1500)
        }
    }

    @Test("RTC INT_SET 0x60000720: ones set, enabled ones raise interrupt 3")
    func intSet() throws {
        let board = try TestBoard()
        #expect(board[0x6000_0720] == 0)
        board[0x6000_0728] = 2
        board[0x6000_0720] = 1
        #expect(board.interrupts & Self.line == 0)
        board[0x6000_0720] = 2
        #expect(board[0x6000_0720] == 3)
        #expect(board.interrupts & Self.line != 0)
    }

    @Test("RTC INT_CLR 0x60000724: ones clear")
    func intClear() throws {
        let board = try TestBoard()
        board[0x6000_0728] = 3
        board[0x6000_0720] = 3
        board[0x6000_0724] = 1
        #expect(board[0x6000_0720] == 2)
        #expect(board.interrupts & Self.line != 0)
        board[0x6000_0724] = 2
        #expect(board.interrupts & Self.line == 0)
        #expect(board[0x6000_0724] == 0)
    }

    @Test("RTC INT_ENA 0x60000728: lets pending bits through to interrupt 3")
    func intEnable() throws {
        let board = try TestBoard()
        board[0x6000_0720] = 1
        #expect(board.interrupts & Self.line == 0)
        board[0x6000_0728] = 1
        #expect(board[0x6000_0728] == 1)
        #expect(board.interrupts & Self.line != 0)
        board[0x6000_0728] = 0
        #expect(board.interrupts & Self.line == 0)
    }

    @Test("RTC SCRATCH0 0x60000730: survives a reset")
    func scratch0() throws { try expectStored(0x6000_0730, survivesReset: true) }

    @Test("RTC SCRATCH1 0x60000734: survives a reset")
    func scratch1() throws { try expectStored(0x6000_0734, survivesReset: true) }

    @Test("RTC SCRATCH2 0x60000738: survives a reset")
    func scratch2() throws { try expectStored(0x6000_0738, survivesReset: true) }

    @Test("RTC SCRATCH3 0x6000073C: survives a reset")
    func scratch3() throws { try expectStored(0x6000_073C, survivesReset: true) }

    @Test("GPIO16 OUT 0x60000768: bit 0 is the level while enabled")
    func gpio16Out() throws {
        let board = try TestBoard()
        #expect(board[0x6000_0768] == 0)
        board[0x6000_0774] = 1
        board[0x6000_0768] = 1
        #expect(board[0x6000_0768] == 1)
        #expect(board[0x6000_078C] == 1)
        board[0x6000_0768] = 0
        #expect(board[0x6000_078C] == 0)
        #expect(board.pins.map(\.pin) == [16, 16, 16])
        #expect(board.pins.map(\.high) == [false, true, false])
    }

    @Test("GPIO16 ENABLE 0x60000774: bit 0 drives the pin")
    func gpio16Enable() throws {
        let board = try TestBoard()
        #expect(board[0x6000_0774] == 0)
        board[0x6000_0774] = 1
        #expect(board[0x6000_0774] == 1)
        #expect(board[0x6000_078C] == 0)
        board[0x6000_0774] = 0
        #expect(board[0x6000_078C] == 1)
    }

    @Test("GPIO16 IN 0x6000078C: pulled up while not driven; read-only; released by a reset")
    func gpio16In() throws {
        let board = try TestBoard()
        #expect(board[0x6000_078C] == 1)
        board[0x6000_078C] = 0
        #expect(board[0x6000_078C] == 1)
        board[0x6000_0774] = 1
        board[Self.ctrl0] = 1 << 31
        #expect(board[0x6000_078C] == 1)
        #expect(board.pins.map(\.high) == [false, true])
    }

    @Test("GPIO16 CONF 0x60000790: reads back, 0 after a reset")
    func gpio16Conf() throws { try expectStored(0x6000_0790, survivesReset: false) }

    @Test("GPIO16 PAD 0x600007A0: reads back, 0 after a reset")
    func gpio16Pad() throws { try expectStored(0x6000_07A0, survivesReset: false) }

    private func expectStored(_ address: UInt32, survivesReset: Bool) throws {
        let board = try TestBoard()
        #expect(board[address] == 0)
        board[address] = 0xDEAD_BEEF
        #expect(board[address] == 0xDEAD_BEEF)
        board[Self.ctrl0] = 1 << 31
        #expect(board[address] == (survivesReset ? 0xDEAD_BEEF : 0))
    }
}
