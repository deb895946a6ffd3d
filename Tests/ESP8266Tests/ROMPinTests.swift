import LX106
import TestSupport
import Testing

@testable import ESP8266

/// Pins, RTC and what little of the radio's library the ROM does.
@Suite(.enabled(if: ROMBoard.isBuilt, "needs make firmware")) struct ROMPinTests {
    private static func pin(_ number: UInt32, of board: ROMBoard) -> UInt32? {
        board.register(GPIO.self, 0x28 + 4 * number)
    }

    @Test func `levels are set, cleared and read`() throws {
        let board = try ROMBoard()
        try board.call("gpio_output_set", 0x1020, 0, 0x3020, 0)
        #expect(board.register(GPIO.self, GPIO.Register.out.rawValue) == 0x1020)
        #expect(board.register(GPIO.self, GPIO.Register.enable.rawValue) == 0x3020)
        try board.call("gpio_output_set", 0, 0x20, 0, 0x2000)
        #expect(board.register(GPIO.self, GPIO.Register.out.rawValue) == 0x1000)
        #expect(board.register(GPIO.self, GPIO.Register.enable.rawValue) == 0x1020)
        #expect(try board.call("gpio_input_get") == board.register(GPIO.self, GPIO.Register.in.rawValue))
    }

    @Test func `a pin's register is set and got, and its interrupt and waking with it`() throws {
        let board = try ROMBoard()
        try board.call("gpio_register_set", 4, 0x184)
        #expect(Self.pin(4, of: board) == 0x184)
        try board.call("gpio_pin_intr_state_set", 4, 1)
        #expect(Self.pin(4, of: board) == 0x084)
        #expect(try board.call("gpio_register_get", 4) == 0x184, "what was asked for, not what is on")
        try board.call("gpio_pin_wakeup_enable", 5, 4)
        #expect(Self.pin(5, of: board) == 0x600)
        try board.call("gpio_pin_wakeup_disable")
        #expect(Self.pin(5, of: board) == 0)
        #expect(Self.pin(4, of: board) == 0x084)
    }

    @Test func `a pin that interrupts is off until it is acknowledged`() throws {
        let board = try ROMBoard(), core = board.core
        try board.call("gpio_init")
        try board.call("gpio_intr_handler_register", ROMBoard.place(0), 0x55)
        try board.call("gpio_register_set", 5, 2 << 7)
        var calls: [[UInt32]] = []
        core.watch(ROMBoard.place(0)) { calls.append([$0[register: 2], $0[register: 3]]) }
        board.board.block(GPIO.self)?.drive(5, high: false, now: board.board.now)
        try board.call("_xtos_p_none")
        #expect(calls == [[1 << 5, 0x55]])
        #expect(try board.call("gpio_intr_pending") == 1 << 5)
        #expect(Self.pin(5, of: board) == 0)
        try board.call("gpio_intr_ack", 1 << 5)
        #expect(try board.call("gpio_intr_pending") == 0)
        #expect(Self.pin(5, of: board) == 2 << 7)
    }

    @Test func `why the chip was reset is told, and the RTC interrupts`() throws {
        let board = try ROMBoard()
        #expect(try board.call("rtc_get_reset_reason") == ResetCause.powerOn.rawValue)
        try board.call("ets_rtc_int_register")
        #expect(board.core[special: .intenable] & 8 == 8)
        #expect(board.word(0x3FFF_C208 + 8 * 3) == (try board.address("rom_rtc_interrupt")))
    }

    /// What the bus's registers answer is not modelled: they are seen to be written.
    @Test func `the radio's internal bus is written by its host`() throws {
        let board = try ROMBoard()
        try board.call("rom_i2c_writeReg", 103, 4, 1, 136)
        try board.call("rom_i2c_readReg", 103, 2, 1)
        try board.call("rom_i2c_writeReg_Mask", 103, 4, 1, 3, 2, 1)
        try board.call("rom_i2c_readReg_Mask", 103, 4, 1, 3, 2)
        let base: UInt32 = 0x6000_0D00
        #expect(board.unknownStores == [base + 16, base + 8, base + 16, base + 16, base + 16])
    }

    @Test func `random numbers are newlib's`() throws {
        let board = try ROMBoard()
        try board.call("srand", 1)
        var state: UInt64 = 1
        for _ in 0..<5 {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            #expect(try board.call("rand") == UInt32(truncatingIfNeeded: state >> 32) & 0x7FFF_FFFF)
        }
    }

    @Test func `numbers are read and rounded`() throws {
        let board = try ROMBoard(), text: UInt32 = 0x3FFF_0000
        for (digit, value) in [("0", 0), ("9", 9), ("a", 10), ("F", 15), ("g", -1), ("/", -1)] {
            let code = UInt32(digit.utf8.first ?? 0)
            #expect(try Int32(bitPattern: board.call("ets_char2xdigit", code)) == Int32(value), "\(digit)")
        }
        board.write(Array(" \t5c:CF:7f-12 34.ff\0".utf8), at: text)
        #expect(try board.call("ets_str2macaddr", text + 64, text) == text + 64)
        #expect(board.board.bytes(at: text + 64, count: 6) == [0x5C, 0xCF, 0x7F, 0x12, 0x34, 0xFF])
        board.write(Array("5c:CF:7f:12:3x:ff\0\0\0".utf8), at: text)
        #expect(try board.call("ets_str2macaddr", text + 64, text) == 0)
        #expect(try board.call("multofup", 1001, 100) == 11)
        #expect(try board.call("roundup2", 61, 16) == 64)
    }
}
