import Testing

@testable import ESP8266

/// IO_MUX: a pin follows GPIO's OUT only while its function is GPIO.
@Suite struct IOMUXTests {
    private static let base: UInt32 = 0x6000_0800
    private static let input: UInt32 = 0x6000_0318

    /// FUNC 5:4 and, as its third bit, 8.
    private func functionBits(_ function: UInt32) -> UInt32 { (function & 3) << 4 | (function >> 2) << 8 }

    /// The register at `offset` reads back its nine bits and connects GPIO `number` at `function` only.
    private func expectPin(_ offset: UInt32, gpio number: UInt32, function: UInt32) throws {
        let board = try TestBoard()
        let address = Self.base + offset
        #expect(board[address] == 0)
        board[address] = .max
        #expect(board[address] == 0x1FF)
        // The pin drives low; not driven it is pulled up.
        board[0x6000_0310] = 1 << number
        for selected: UInt32 in 0...4 {
            board[address] = functionBits(selected) | 1 << 7
            #expect(board[address] == functionBits(selected) | 1 << 7)
            #expect(board[Self.input] >> number & 1 == (selected == function ? 0 : 1), "function \(selected)")
        }
        board[0x6000_0700] = 1 << 31
        #expect(board[address] == 0)
        #expect(board.unknown.isEmpty)
    }

    @Test("IO_MUX CONF 0x60000800: bit 8 SPI0 and bit 9 SPI1 clock read back, 0 after a reset")
    func conf() throws {
        let board = try TestBoard()
        #expect(board[Self.base] == 0)
        for value: UInt32 in [1 << 8, 1 << 9, 0x300, 0] {
            board[Self.base] = value
            #expect(board[Self.base] == value)
        }
        board[Self.base] = 0x300
        board[0x6000_0700] = 1 << 31
        #expect(board[Self.base] == 0)
    }

    @Test("IO_MUX MTDI 0x60000804: GPIO12 is function 3")
    func mtdi() throws { try expectPin(0x04, gpio: 12, function: 3) }

    @Test("IO_MUX MTCK 0x60000808: GPIO13 is function 3")
    func mtck() throws { try expectPin(0x08, gpio: 13, function: 3) }

    @Test("IO_MUX MTMS 0x6000080C: GPIO14 is function 3")
    func mtms() throws { try expectPin(0x0C, gpio: 14, function: 3) }

    @Test("IO_MUX MTDO 0x60000810: GPIO15 is function 3")
    func mtdo() throws { try expectPin(0x10, gpio: 15, function: 3) }

    @Test("IO_MUX U0RXD 0x60000814: GPIO3 is function 3")
    func u0rxd() throws { try expectPin(0x14, gpio: 3, function: 3) }

    @Test("IO_MUX U0TXD 0x60000818: GPIO1 is function 3")
    func u0txd() throws { try expectPin(0x18, gpio: 1, function: 3) }

    @Test("IO_MUX SD_CLK 0x6000081C: GPIO6 is function 3")
    func sdClk() throws { try expectPin(0x1C, gpio: 6, function: 3) }

    @Test("IO_MUX SD_DATA0 0x60000820: GPIO7 is function 3")
    func sdData0() throws { try expectPin(0x20, gpio: 7, function: 3) }

    @Test("IO_MUX SD_DATA1 0x60000824: GPIO8 is function 3")
    func sdData1() throws { try expectPin(0x24, gpio: 8, function: 3) }

    @Test("IO_MUX SD_DATA2 0x60000828: GPIO9 is function 3")
    func sdData2() throws { try expectPin(0x28, gpio: 9, function: 3) }

    @Test("IO_MUX SD_DATA3 0x6000082C: GPIO10 is function 3")
    func sdData3() throws { try expectPin(0x2C, gpio: 10, function: 3) }

    @Test("IO_MUX SD_CMD 0x60000830: GPIO11 is function 3")
    func sdCmd() throws { try expectPin(0x30, gpio: 11, function: 3) }

    @Test("IO_MUX GPIO0 0x60000834: GPIO0 is function 0")
    func gpio0() throws { try expectPin(0x34, gpio: 0, function: 0) }

    @Test("IO_MUX GPIO2 0x60000838: GPIO2 is function 0")
    func gpio2() throws { try expectPin(0x38, gpio: 2, function: 0) }

    @Test("IO_MUX GPIO4 0x6000083C: GPIO4 is function 0")
    func gpio4() throws { try expectPin(0x3C, gpio: 4, function: 0) }

    @Test("IO_MUX GPIO5 0x60000840: GPIO5 is function 0")
    func gpio5() throws { try expectPin(0x40, gpio: 5, function: 0) }
}
