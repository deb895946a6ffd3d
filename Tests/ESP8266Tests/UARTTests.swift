import Testing

@testable import ESP8266

/// UART0 and UART1, driven by loads and stores of the core; CONF0's loopback feeds the receiver.
@Suite struct UARTTests {
    private static let line: UInt32 = 1 << 5
    private static let loopback: UInt32 = 1 << 14
    /// 8 data bits, 1 stop bit.
    private static let format: UInt32 = 0x1C
    /// CLKDIV 10: a character of ten bits takes 100 APB cycles.
    private static let character = apb(100)

    /// A board whose UART at `base` runs at 8 Mbit/s with loopback.
    private func looped(_ base: UInt32) throws -> TestBoard {
        let board = try TestBoard()
        board[base + 0x14] = 10
        board[base + 0x20] = Self.format | Self.loopback
        return board
    }

    private func send(_ board: TestBoard, _ base: UInt32, _ bytes: [UInt8]) {
        for byte in bytes {
            board[base] = UInt32(byte)
            board.advance(Self.character)
        }
    }

    @Test("UART0 FIFO 0x60000000 and UART1 FIFO 0x60000F00: bits 7:0, first in first out", arguments: [0x000, 0xF00])
    func fifo(offset: UInt32) throws {
        let base = 0x6000_0000 + offset
        let board = try looped(base)
        send(board, base, [0x11, 0x22])
        board[base] = 0xABCD_EF33
        board.advance(Self.character)
        #expect([board[base], board[base], board[base], board[base]] == [0x11, 0x22, 0x33, 0])
        #expect(board.sent == (offset == 0 ? [0x11, 0x22, 0x33] : []))
    }

    @Test("a debugger sees the UART's registers, and takes no byte from its FIFO", arguments: [0x000, 0xF00])
    func inspection(offset: UInt32) throws {
        let base = 0x6000_0000 + offset
        let board = try looped(base)
        send(board, base, [0x11])
        #expect(board.core.inspect(base) == nil)
        #expect(board.core.inspect(base + 0x1C) == 1 && board.core.inspect(base + 0x14) == 10)
        #expect(board[base] == 0x11)
    }

    @Test("UART0 FIFO 0x60000000: 128 bytes deep, what does not fit is lost")
    func fifoDepth() throws {
        let board = try TestBoard()
        board[0x6000_0014] = 0xFFFFF
        for number in 0..<130 { board[0x6000_0000] = UInt32(number) }
        #expect(board[0x6000_001C] >> 16 & 0xFF == 128)
        board[0x6000_0700] = 1 << 31
        #expect(board.sent == (0..<128).map { UInt8($0) })
    }

    @Test("UART0 INT_RAW 0x60000004, UART1 INT_RAW 0x60000F04: RX full and TX empty", arguments: [0x000, 0xF00])
    func intRaw(offset: UInt32) throws {
        let base = 0x6000_0000 + offset
        let board = try looped(base)
        board[base + 0x24] = 0 << 8 | 2
        #expect(board[base + 0x04] == 0b10)
        board[base] = 1
        #expect(board[base + 0x04] == 0)
        board.advance(Self.character)
        #expect(board[base + 0x04] == 0b10)
        send(board, base, [2])
        #expect(board[base + 0x04] == 0b11)
        board[base + 0x04] = 0
        #expect(board[base + 0x04] == 0b11)
        _ = board[base]
        #expect(board[base + 0x04] == 0b10)
    }

    @Test("UART0 INT_ST 0x60000008, UART1 INT_ST 0x60000F08: INT_RAW masked by INT_ENA", arguments: [0x000, 0xF00])
    func intStatus(offset: UInt32) throws {
        let base = 0x6000_0000 + offset
        let board = try looped(base)
        #expect(board[base + 0x08] == 0)
        board[base + 0x0C] = 0b10
        #expect(board[base + 0x08] == 0b10)
        board[base + 0x08] = 0
        #expect(board[base + 0x08] == 0b10)
    }

    @Test("UART0 INT_ENA 0x6000000C, UART1 INT_ENA 0x60000F0C: interrupt 5, shared", arguments: [0x000, 0xF00])
    func intEnable(offset: UInt32) throws {
        let base = 0x6000_0000 + offset
        let other = 0x6000_0000 + (0xF00 - offset)
        let board = try looped(base)
        #expect(board[base + 0x0C] == 0)
        #expect(board.interrupts & Self.line == 0)
        board[base + 0x0C] = 0b10
        #expect(board[base + 0x0C] == 0b10)
        #expect(board.interrupts & Self.line != 0)
        board[other + 0x0C] = 0b10
        board[base + 0x0C] = 0
        #expect(board.interrupts & Self.line != 0)
        board[other + 0x0C] = 0
        #expect(board.interrupts & Self.line == 0)
    }

    @Test("UART0 INT_CLR 0x60000010, UART1 INT_CLR 0x60000F10: clears RX overflow; a standing level comes back")
    func intClear() throws {
        for base: UInt32 in [0x6000_0000, 0x6000_0F00] {
            let board = try looped(base)
            send(board, base, [UInt8](repeating: 7, count: 128))
            #expect(board[base + 0x04] >> 4 & 1 == 0)
            send(board, base, [8])
            #expect(board[base + 0x04] >> 4 & 1 == 1)
            board[base + 0x10] = 0b1_0010
            #expect(board[base + 0x04] & 0b1_0010 == 0b0_0010)
            #expect(board[base + 0x10] == 0)
        }
    }

    @Test("UART0 CLKDIV 0x60000014, UART1 CLKDIV 0x60000F14: APB cycles per bit, at 80 and at 160 MHz")
    func clkdiv() throws {
        for megahertz in [80, 160] {
            let board = try TestBoard { $0.megahertz = megahertz }
            #expect(board[0x6000_0014] == 694)
            board[0x6000_0014] = 0xFFF0_0000 | 1000
            #expect(board[0x6000_0014] == 1000)
            board[0x6000_0000] = 0x55
            let start = board.time
            board.advance(apb(10_100))
            #expect(board.sent == [0x55])
            // The store reaches the FIFO within a few cycles of its stub.
            #expect((apb(10_000)...apb(10_010)).contains(board.sentAt[0] - start))
        }
        let board = try TestBoard()
        #expect(board[0x6000_0F14] == 694)
        board[0x6000_0F14] = 0x12345
        #expect(board[0x6000_0F14] == 0x12345)
    }

    @Test("UART0 AUTOBAUD 0x60000018, UART1 AUTOBAUD 0x60000F18: enable and glitch filter read back")
    func autobaud() throws { try expectStored(at: 0x18, values: [0x0801, 0]) }

    @Test(
        "UART0 STATUS 0x6000001C, UART1 STATUS 0x60000F1C: counts and RXD; TXD is 0 while nothing is sent",
        arguments: [0x000, 0xF00]
    )
    func status(offset: UInt32) throws {
        let base = 0x6000_0000 + offset
        let board = try looped(base)
        #expect(board[base + 0x1C] == 1 << 15)
        send(board, base, [1, 2, 3])
        #expect(board[base + 0x1C] & 0xFF == 3)
        board[base + 0x14] = 0xFFFFF
        for _ in 0..<5 { board[base] = 0 }
        #expect(board[base + 0x1C] >> 16 & 0xFF == 5)
        board[base + 0x1C] = 0
        #expect(board[base + 0x1C] == 5 << 16 | 1 << 15 | 3)
    }

    @Test("UART0 CONF0 0x60000020, UART1 CONF0 0x60000F20: FIFO resets, inverted RXD", arguments: [0x000, 0xF00])
    func conf0(offset: UInt32) throws {
        let base = 0x6000_0000 + offset
        let board = try TestBoard()
        #expect(board[base + 0x20] == Self.format)
        board[base + 0x14] = 10
        board[base + 0x20] = Self.format | Self.loopback
        send(board, base, [1, 2])
        board[base + 0x14] = 0xFFFFF
        board[base] = 3
        board[base + 0x20] = Self.format | 1 << 17
        #expect(board[base + 0x1C] & 0xFF00FF == 1 << 16)
        board[base + 0x20] = Self.format | 1 << 18
        #expect(board[base + 0x1C] & 0xFF00FF == 0)
        board[base + 0x20] = Self.format | 1 << 19
        #expect(board[base + 0x1C] == 0)
    }

    @Test(
        "UART0 CONF0 0x60000020: bits, parity and stop bits make the character's length",
        arguments: [(0x10, 7), (0x1C, 10), (0x1E, 11), (0x3C, 11), (0x3E, 12)]
    )
    func conf0Format(format: UInt32, bits: Ticks) throws {
        let board = try TestBoard()
        board[0x6000_0014] = 1000
        board[0x6000_0020] = format
        board[0x6000_0000] = 1
        let start = board.time
        board.advance(apb(12_100))
        #expect((apb(1000 * bits)...apb(1000 * bits + 10)).contains(board.sentAt[0] - start))
    }

    @Test("UART0 CONF1 0x60000024, UART1 CONF1 0x60000F24: thresholds and RX timeout", arguments: [0x000, 0xF00])
    func conf1(offset: UInt32) throws {
        let base = 0x6000_0000 + offset
        let board = try looped(base)
        #expect(board[base + 0x24] == 0x6060)
        let value: UInt32 = 1 << 31 | 4 << 24 | 1 << 8 | 100
        board[base + 0x24] = value
        #expect(board[base + 0x24] == value)
        send(board, base, [1])
        #expect(board[base + 0x04] >> 8 == 0)
        board.advance(3 * Self.character)
        #expect(board[base + 0x04] >> 8 == 0)
        board.advance(Self.character)
        #expect(board[base + 0x04] >> 8 == 1)
        board[base + 0x10] = 1 << 8
        #expect(board[base + 0x04] >> 8 == 0)
        // TX empty while at most one byte waits.
        board[base + 0x14] = 0xFFFFF
        board[base] = 1
        #expect(board[base + 0x04] >> 1 & 1 == 1)
        board[base] = 2
        #expect(board[base + 0x04] >> 1 & 1 == 0)
    }

    @Test("UART0 LOW_PULSE 0x60000028, UART1 LOW_PULSE 0x60000F28: the largest number before a pulse, read-only")
    func lowPulse() throws { try expectReadOnly(at: 0x28, value: 0xF_FFFF) }

    @Test("UART0 HIGH_PULSE 0x6000002C, UART1 HIGH_PULSE 0x60000F2C: the largest number before a pulse, read-only")
    func highPulse() throws { try expectReadOnly(at: 0x2C, value: 0xF_FFFF) }

    @Test("UART0 PULSE_COUNT 0x60000030, UART1 PULSE_COUNT 0x60000F30: no edges, read-only")
    func pulseCount() throws { try expectReadOnly(at: 0x30, value: 0) }

    @Test("UART0 DATE 0x60000078, UART1 DATE 0x60000F78: read-only")
    func date() throws { try expectReadOnly(at: 0x78, value: 0) }

    @Test("UART0 ID 0x6000007C, UART1 ID 0x60000F7C: read-only")
    func id() throws { try expectReadOnly(at: 0x7C, value: 0) }

    private func expectStored(at offset: UInt32, values: [UInt32]) throws {
        for base: UInt32 in [0x6000_0000, 0x6000_0F00] {
            let board = try TestBoard()
            #expect(board[base + offset] == 0)
            for value in values {
                board[base + offset] = value
                #expect(board[base + offset] == value)
            }
            #expect(board.unknown.isEmpty)
        }
    }

    private func expectReadOnly(at offset: UInt32, value: UInt32) throws {
        for base: UInt32 in [0x6000_0000, 0x6000_0F00] {
            let board = try TestBoard()
            #expect(board[base + offset] == value)
            board[base + offset] = 0x1_2345
            #expect(board[base + offset] == value)
            #expect(board.unknown.isEmpty)
        }
    }
}
