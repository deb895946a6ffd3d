import LX106
import TestSupport
import Testing

@testable import ESP8266

/// The UARTs through the ROM, and what its output looks like.
@Suite(.enabled(if: ROMBoard.isBuilt, "needs make firmware")) struct ROMSerialTests {
    private static let device: UInt32 = 0x3FFF_DE10
    private static let buffer: UInt32 = 0x3FFF_0000

    private static func deliver(_ text: String, to board: ROMBoard) {
        for byte in text.utf8 { board.board.block(UART.self)?.deliver(byte, now: board.board.now) }
    }

    @Test func `the device is set up for whoever reads it`() throws {
        let board = try ROMBoard()
        #expect(try board.call("GetUartDevice") == Self.device)
        let words = board.words(Self.device, 17)
        #expect(words[0] == 115_200)
        #expect(words[1] == 3)
        #expect(words[6...9] == [256, 0x3FFF_DE60, 0x3FFF_DE60, 0x3FFF_DE60])
        #expect(words[10] & 0xFF == 1)
        #expect(words[11...] == [0, 100, 0x3FFF_DF60, 0, 0, 0])
        #expect(board.register(UART.self, UART.Register.clkdiv.rawValue) == 694)
    }

    @Test func `another rate is taken by the next set-up`() throws {
        let board = try ROMBoard()
        board.write(words: [9600], at: Self.device)
        try board.call("Uart_Init", 0)
        #expect(board.register(UART.self, UART.Register.clkdiv.rawValue) == 8333)
        try board.call("uart_div_modify", 0, 1234)
        #expect(board.register(UART.self, UART.Register.clkdiv.rawValue) == 1234)
        try board.call("Uart_Init", 1)
        #expect(board.register(IOMUX.self, 0x24).map { $0 & 0x130 } == 0x100)
    }

    @Test func `a byte comes, or its absence is told`() throws {
        let board = try ROMBoard()
        #expect(try board.call("uart_rx_one_char", Self.buffer) == 1)
        Self.deliver("xy", to: board)
        #expect(try board.call("uart_rx_one_char", Self.buffer) == 0)
        #expect(board.word(Self.buffer) & 0xFF == 0x78)
        #expect(try board.call("uart_rx_one_char_block") == 0x79)
        Self.deliver("z", to: board)
        #expect(try board.call("ets_getc", Self.buffer) == 0)
        #expect(board.word(Self.buffer) & 0xFF == 0x7A)
    }

    @Test func `a line is kept by the interrupt until it is asked for`() throws {
        let board = try ROMBoard()
        try board.call("ets_isr_unmask", 1 << 5)
        Self.deliver("ab", to: board)
        try board.call("_xtos_p_none")
        #expect(try board.call("UartGetCmdLn", Self.buffer) == 1)
        Self.deliver("c\r", to: board)
        try board.call("_xtos_p_none")
        #expect(try board.call("UartGetCmdLn", Self.buffer) == 0)
        #expect(board.board.bytes(at: Self.buffer, count: 5) == Array("abc\r\0".utf8))
        #expect(try board.call("uart_rx_readbuff", Self.device + 24, Self.buffer) == 1)
    }

    @Test func `a string is read to its end`() throws {
        let board = try ROMBoard()
        Self.deliver("hello\nworld", to: board)
        #expect(try board.call("UartRxString", Self.buffer, 32) == 0)
        #expect(board.board.bytes(at: Self.buffer, count: 7) == Array("hello\n\0".utf8))
        #expect(try board.call("UartRxString", Self.buffer, 4) == 0)
        #expect(board.board.bytes(at: Self.buffer, count: 3) == Array("wor".utf8))
    }

    @Test func `output goes to the UART that was chosen, a new line as CR and LF`() throws {
        let board = try ROMBoard()
        board.settle()
        let before = board.console.count
        board.write(Array("%d|%s|\n\0\0\0".utf8) + Array("text\0\0\0\0".utf8), at: Self.buffer)
        try board.call("ets_uart_printf", Self.buffer, 42, Self.buffer + 10 + 0)
        try board.call("uart_buff_switch", 1)
        try board.call("uart_tx_one_char", 0x21)
        Self.deliver("late", to: board)
        try board.call("uart_buff_switch", 0)
        try board.call("ets_uart_putc1", 0x0D)
        try board.call("ets_uart_putc1", 0x3F)
        board.settle()
        #expect(String(decoding: board.console.dropFirst(before), as: UTF8.self) == "42|text|\r\n?")
    }
}
