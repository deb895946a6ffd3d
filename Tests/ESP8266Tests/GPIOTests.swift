import Testing

@testable import ESP8266

/// GPIO, driven by loads and stores of the core. A pin that is not driven is high outside.
@Suite struct GPIOTests {
    private static let out: UInt32 = 0x6000_0300
    private static let outW1TS: UInt32 = 0x6000_0304
    private static let outW1TC: UInt32 = 0x6000_0308
    private static let enable: UInt32 = 0x6000_030C
    private static let enableW1TS: UInt32 = 0x6000_0310
    private static let enableW1TC: UInt32 = 0x6000_0314
    private static let input: UInt32 = 0x6000_0318
    private static let status: UInt32 = 0x6000_031C
    private static let statusW1TS: UInt32 = 0x6000_0320
    private static let statusW1TC: UInt32 = 0x6000_0324
    private static let line: UInt32 = 1 << 4
    /// Pins whose function after a reset is GPIO.
    private static let gpioPins: [UInt32] = [0, 2, 4, 5]

    /// A board all of whose pins belong to GPIO.
    private func routed() throws -> TestBoard {
        let board = try TestBoard()
        for offset in stride(from: UInt32(0x04), through: 0x30, by: 4) { board[0x6000_0800 + offset] = 3 << 4 }
        return board
    }

    @Test("GPIO OUT 0x60000300: 16 bits, levels of the enabled pins")
    func outRegister() throws {
        let board = try routed()
        #expect(board[Self.out] == 0)
        board[Self.enable] = 0xFFFF
        board[Self.out] = 0xABCD_1234
        #expect(board[Self.out] == 0x1234)
        #expect(board[Self.input] & 0xFFFF == 0x1234)
    }

    @Test("GPIO OUT_W1TS 0x60000304: ones set, the pin's edge is seen at once")
    func outSet() throws {
        let board = try routed()
        board[Self.enable] = 1 << 2
        board[Self.out] = 0x1000
        board[Self.outW1TS] = 1 << 2
        #expect(board[Self.out] == 0x1004)
        #expect(board.pins.map(\.pin) == [2, 2])
        #expect(board.pins.map(\.high) == [false, true])
        #expect(board[Self.outW1TS] == 0)
    }

    @Test("GPIO OUT_W1TC 0x60000308: ones clear, the pin's edge is seen at once")
    func outClear() throws {
        let board = try routed()
        board[Self.out] = 0xFFFF
        board[Self.enable] = 1 << 2
        board[Self.outW1TC] = 1 << 2
        #expect(board[Self.out] == 0xFFFB)
        #expect(board.pins.map(\.high) == [false])
        #expect(board[Self.outW1TC] == 0)
    }

    @Test("GPIO ENABLE 0x6000030C: 16 bits, a pin that is not enabled follows the outside")
    func enableRegister() throws {
        let board = try routed()
        #expect(board[Self.enable] == 0)
        #expect(board[Self.input] & 0xFFFF == 0xFFFF)
        board[Self.enable] = 0xFFFF_00FF
        #expect(board[Self.enable] == 0x00FF)
        #expect(board[Self.input] & 0xFFFF == 0xFF00)
    }

    @Test("GPIO ENABLE_W1TS 0x60000310: ones enable")
    func enableSet() throws {
        let board = try routed()
        board[Self.enable] = 1
        board[Self.enableW1TS] = 4
        #expect(board[Self.enable] == 5)
        #expect(board[Self.input] & 0xFFFF == 0xFFFA)
        #expect(board[Self.enableW1TS] == 0)
    }

    @Test("GPIO ENABLE_W1TC 0x60000314: ones disable")
    func enableClear() throws {
        let board = try routed()
        board[Self.enable] = 7
        board[Self.enableW1TC] = 2
        #expect(board[Self.enable] == 5)
        #expect(board[Self.input] & 0xFFFF == 0xFFFA)
        #expect(board[Self.enableW1TC] == 0)
    }

    @Test("GPIO IN 0x60000318: boot straps 18:16 = 3 and 31:29 = 6 above the levels; read-only")
    func inRegister() throws {
        let board = try routed()
        #expect(board[Self.input] == 6 << 29 | 3 << 16 | 0xFFFF)
        board[Self.input] = 0
        #expect(board[Self.input] == 6 << 29 | 3 << 16 | 0xFFFF)
    }

    @Test("GPIO STATUS 0x6000031C: a pin's interrupt sets its bit and raises interrupt 4")
    func statusRegister() throws {
        let board = try TestBoard()
        #expect(board[Self.status] == 0)
        board[0x6000_0328 + 4 * 2] = 2 << 7
        #expect(board.interrupts & Self.line == 0)
        board[Self.enable] = 1 << 2
        #expect(board[Self.status] == 1 << 2)
        #expect(board.interrupts & Self.line != 0)
        board[Self.status] = 0
        #expect(board.interrupts & Self.line == 0)
    }

    @Test("GPIO STATUS_W1TS 0x60000320: ones set and raise interrupt 4")
    func statusSet() throws {
        let board = try TestBoard()
        board[Self.statusW1TS] = 0x8001
        board[Self.statusW1TS] = 2
        #expect(board[Self.status] == 0x8003)
        #expect(board.interrupts & Self.line != 0)
        #expect(board[Self.statusW1TS] == 0)
    }

    @Test("GPIO STATUS_W1TC 0x60000324: ones clear; the last one lowers interrupt 4")
    func statusClear() throws {
        let board = try TestBoard()
        board[Self.statusW1TS] = 3
        board[Self.statusW1TC] = 1
        #expect(board[Self.status] == 2)
        #expect(board.interrupts & Self.line != 0)
        board[Self.statusW1TC] = 2
        #expect(board.interrupts & Self.line == 0)
        #expect(board[Self.statusW1TC] == 0)
    }

    /// Bits that `PIN[number]` latches with interrupt `type`: while the pin stands high, falls, stands low, rises.
    private func latches(_ board: TestBoard, _ number: UInt32, type: UInt32) -> [Bool] {
        let bit = UInt32(1) << number
        board[Self.enableW1TC] = bit
        board[Self.outW1TC] = bit
        board[0x6000_0328 + 4 * number] = type << 7
        func look(_ change: () -> Void) -> Bool {
            board[0x6000_0328 + 4 * number] = type << 7
            change()
            let seen = board[Self.status] & bit != 0
            board[0x6000_0328 + 4 * number] = 0
            board[Self.statusW1TC] = bit
            return seen
        }
        return [
            look {}, look { board[Self.enableW1TS] = bit }, look {}, look { board[Self.enableW1TC] = bit },
        ]
    }

    /// The register of pin `number` keeps its fields, selects the interrupt type, and makes an open drain.
    private func expectPin(_ number: UInt32) throws {
        let board = try routed()
        let address = 0x6000_0328 + 4 * number
        let bit = UInt32(1) << number
        #expect(board[address] == 0)
        board[address] = 1 << 10 | 3 << 7 | 1 << 2 | 1
        #expect(board[address] == 1 << 10 | 3 << 7 | 1 << 2 | 1)
        // High standing, falling, low standing, rising; a level also latches on the side the edge came from.
        #expect(latches(board, number, type: 0) == [false, false, false, false])
        #expect(latches(board, number, type: 1) == [false, false, false, true])
        #expect(latches(board, number, type: 2) == [false, true, false, false])
        #expect(latches(board, number, type: 3) == [false, true, false, true])
        #expect(latches(board, number, type: 4) == [false, true, true, true])
        #expect(latches(board, number, type: 5) == [true, true, false, true])
        board[Self.enable] = bit
        board[Self.out] = 0
        board[address] = 1 << 2
        #expect(board[Self.input] & bit == 0)
        let edges = board.pins.count
        board[Self.out] = bit
        #expect(board[Self.input] & bit != 0)
        #expect(board.pins.count == edges + 1)
        board[0x6000_0700] = 1 << 31
        #expect(board[address] == 0)
    }

    @Test("GPIO PIN0 0x60000328: interrupt types, open drain, wake and source bits")
    func pin0() throws { try expectPin(0) }

    @Test("GPIO PIN1 0x6000032C: interrupt types, open drain, wake and source bits")
    func pin1() throws { try expectPin(1) }

    @Test("GPIO PIN2 0x60000330: interrupt types, open drain, wake and source bits")
    func pin2() throws { try expectPin(2) }

    @Test("GPIO PIN3 0x60000334: interrupt types, open drain, wake and source bits")
    func pin3() throws { try expectPin(3) }

    @Test("GPIO PIN4 0x60000338: interrupt types, open drain, wake and source bits")
    func pin4() throws { try expectPin(4) }

    @Test("GPIO PIN5 0x6000033C: interrupt types, open drain, wake and source bits")
    func pin5() throws { try expectPin(5) }

    @Test("GPIO PIN6 0x60000340: interrupt types, open drain, wake and source bits")
    func pin6() throws { try expectPin(6) }

    @Test("GPIO PIN7 0x60000344: interrupt types, open drain, wake and source bits")
    func pin7() throws { try expectPin(7) }

    @Test("GPIO PIN8 0x60000348: interrupt types, open drain, wake and source bits")
    func pin8() throws { try expectPin(8) }

    @Test("GPIO PIN9 0x6000034C: interrupt types, open drain, wake and source bits")
    func pin9() throws { try expectPin(9) }

    @Test("GPIO PIN10 0x60000350: interrupt types, open drain, wake and source bits")
    func pin10() throws { try expectPin(10) }

    @Test("GPIO PIN11 0x60000354: interrupt types, open drain, wake and source bits")
    func pin11() throws { try expectPin(11) }

    @Test("GPIO PIN12 0x60000358: interrupt types, open drain, wake and source bits")
    func pin12() throws { try expectPin(12) }

    @Test("GPIO PIN13 0x6000035C: interrupt types, open drain, wake and source bits")
    func pin13() throws { try expectPin(13) }

    @Test("GPIO PIN14 0x60000360: interrupt types, open drain, wake and source bits")
    func pin14() throws { try expectPin(14) }

    @Test("GPIO PIN15 0x60000364: interrupt types, open drain, wake and source bits")
    func pin15() throws { try expectPin(15) }

    @Test("GPIO SIGMA_DELTA 0x60000368: enable 16, prescaler 15:8 and target 7:0 read back")
    func sigmaDelta() throws {
        let board = try TestBoard()
        #expect(board[0x6000_0368] == 0)
        board[0x6000_0368] = 1 << 16 | 0x2A << 8 | 0x80
        #expect(board[0x6000_0368] == 1 << 16 | 0x2A << 8 | 0x80)
    }

    @Test("GPIO RTC_CALIB 0x6000036C: start 31 and period 9:0 read back")
    func rtcCalibration() throws {
        let board = try TestBoard()
        #expect(board[0x6000_036C] == 0)
        board[0x6000_036C] = 1 << 31 | 257
        #expect(board[0x6000_036C] == 1 << 31 | 257)
    }

    @Test("GPIO RTC_CALIB_RESULT 0x60000370: after 256 RTC cycles the 26 MHz crystal's count, ready in bit 31")
    func rtcCalibrationResult() throws {
        for megahertz in [80, 160] {
            let board = try TestBoard { $0.megahertz = megahertz }
            #expect(board[0x6000_0370] == 0)
            board[0x6000_036C] = 1 << 31 | 256
            // 256 cycles of 150 kHz take 1707 µs.
            board.advance(1690 * Clock.ticksPerMicrosecond)
            #expect(board[0x6000_0370] == 0)
            board.advance(20 * Clock.ticksPerMicrosecond)
            let result = board[0x6000_0370]
            #expect(result >> 31 == 1)
            // 256 × 26 MHz / 150 kHz = 44 373, the oscillator's period rounded to 6.25 ns.
            #expect((44_330...44_373).contains(result & 0xF_FFFF))
            board[0x6000_036C] = 0
            #expect(board[0x6000_0370] == 0)
        }
    }

    @Test("a reset clears OUT, ENABLE and STATUS and releases the pins")
    func reset() throws {
        let board = try TestBoard()
        board[Self.enable] = 1 << 2
        board[Self.statusW1TS] = 1
        board[0x6000_0700] = 1 << 31
        #expect([board[Self.out], board[Self.enable], board[Self.status]] == [0, 0, 0])
        #expect(board.pins.map(\.high) == [false, true])
        #expect(board.interrupts & Self.line == 0)
    }

    @Test func `a board pulls GPIO15 down, and the others up, unless somebody holds them`() throws {
        let board = try routed()
        for pin in 0..<16 {
            for isHigh in [true, false] {
                board.board.drive(pin: pin, high: isHigh)
                #expect(board[Self.input] >> UInt32(pin) & 1 == (isHigh ? 1 : 0))
            }
            board.board.release(pin: pin)
        }
        #expect(board[Self.input] & 0xFFFF == 0x7FFF)
    }

    @Test("after a reset GPIO0, 2, 4 and 5 follow OUT, the others have another function")
    func functionsAfterReset() throws {
        let board = try TestBoard()
        board[Self.enable] = 0xFFFF
        let low = (UInt32(0)..<16).filter { board[Self.input] >> $0 & 1 == 0 }
        #expect(low == Self.gpioPins)
    }
}
