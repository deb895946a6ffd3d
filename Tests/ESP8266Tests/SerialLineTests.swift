import LX106
import TestSupport
import Testing

@testable import ESP8266

/// What goes over a serial line between a host and a UART, when both are set to the same rate and when they are not.
@Suite struct SerialLineTests {
    private static let uart0: UInt32 = 0x6000_0000

    /// A board whose UART0 has `divider`, and what it made of `bytes` that came at `baud`.
    private func heard(_ bytes: [UInt8], baud: Int, divider: UInt32, conf0: UInt32 = 0x1C) throws -> [UInt8] {
        let board = try TestBoard()
        board[Self.uart0 + 0x14] = divider
        board[Self.uart0 + 0x20] = conf0
        board.board.receive(bytes, baud: baud)
        #expect(board.board.receiveBacklog == bytes.count)
        board.advance(Clock.ticksPerSecond / Ticks(baud) * 10 * Ticks(bytes.count + 1) + apb(12 * Ticks(divider)))
        #expect(board.board.receiveBacklog == 0)
        let count = board[Self.uart0 + 0x1C] & 0xFF
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: board[Self.uart0]) }
    }

    @Test func `the same rate, or nearly, is understood`() throws {
        let bytes = (0..<100).map { UInt8($0) &* 37 }
        for divider: UInt32 in [673, 694, 715] {
            #expect(try heard(bytes, baud: 115_200, divider: divider) == bytes)
        }
        #expect(try heard(bytes, baud: 2_000_000, divider: 40) == bytes)
    }

    @Test func `another rate is heard as something else, the same each time`() throws {
        let bytes = Array("MicroPython\r\n".utf8)
        for divider: UInt32 in [347, 1042, 1068, 8333] {
            let garbled = try heard(bytes, baud: 115_200, divider: divider)
            #expect(garbled != bytes)
            #expect(!garbled.isEmpty)
            #expect(try heard(bytes, baud: 115_200, divider: divider) == garbled)
        }
        // A start bit and nine bits of zero at a sixteenth of the rate: 160 bits low, then high.
        #expect(try heard([0], baud: 7200, divider: 694) == [0])
    }

    @Test func `a UART with seven bits and parity takes eight bits as those`() throws {
        #expect(try heard([0x55, 0xAA], baud: 115_200, divider: 694, conf0: 0x1A) == [0x55, 0x2A])
    }

    @Test func `AUTOBAUD measures the shortest pulses and counts the edges`() throws {
        let board = try TestBoard()
        board[Self.uart0 + 0x18] = 1
        board.board.receive([0x55, 0x0F], baud: 115_200)
        board.advance(apb(30_000))
        #expect((693...695).contains(board[Self.uart0 + 0x28]))
        #expect((693...695).contains(board[Self.uart0 + 0x2C]))
        // 0x55 has an edge at each of its ten bits, 0x0F falls, rises, falls and rises.
        #expect(board[Self.uart0 + 0x30] == 14)
        board[Self.uart0 + 0x18] = 0
        board.board.receive([0x55], baud: 115_200)
        board.advance(apb(30_000))
        #expect(board[Self.uart0 + 0x30] == 14)
        board[Self.uart0 + 0x18] = 1
        #expect(board[Self.uart0 + 0x30] == 0)
        #expect(board[Self.uart0 + 0x28] == 0xF_FFFF)
        board.board.receive(.init(repeating: 0x55, count: 110), baud: 921_600)
        board.advance(apb(200_000))
        #expect(board[Self.uart0 + 0x30] == 0x3FF)
    }

    @Test func `with a crystal of 26 MHz the UARTs run on twice of it until the PLL is on`() throws {
        let board = try TestBoard { $0.crystalMegahertz = 26 }
        #expect(board.board.uartBaud == 52_000_000 / 694)
        #expect(board.board.uart1Baud == 52_000_000 / 694)
        board.board.switchPLLOn()
        #expect(board.board.uartBaud == 80_000_000 / 694)
        board[0x6000_0700] = 1 << 31
        #expect(board.board.uartBaud == 80_000_000 / 694)
        board.board.pressReset()
        board.advance(apb(10))
        #expect(board.boots.last == .external)
        #expect(board.board.uartBaud == 52_000_000 / 694)
        #expect(try TestBoard().board.uartBaud == 80_000_000 / 694)
    }

    @Test func `a byte takes as long as its rate says`() throws {
        let board = try TestBoard { $0.crystalMegahertz = 26 }
        board[Self.uart0 + 0x14] = 52
        let begun = board.board.now
        board[Self.uart0] = 0x41
        board.advance(apb(2000))
        let taken = try #require(board.sentAt.last) - begun
        #expect((1600...1640).contains(taken))
    }

    @Test func `a listener with the sender's rate hears what was sent, another one something else`() {
        let bytes = Array("ets Jan  8 2013".utf8)
        func hear(sentAt baud: Int, by listening: Int) -> [UInt8] {
            var listener = SerialListener(baud: listening)
            let character = Clock.ticksPerSecond * 10 / Ticks(baud)
            let heard = bytes.enumerated().flatMap { index, byte in
                listener.hear(byte, baud: baud, until: Ticks(index + 1) * character + 1000)
            }
            return heard + listener.silence(until: Ticks(bytes.count + 20) * character + 1_000_000)
        }
        #expect(hear(sentAt: 74_927, by: 74_880) == bytes)
        #expect(hear(sentAt: 115_299, by: 115_200) == bytes)
        #expect(hear(sentAt: 74_927, by: 115_200) != bytes)
        #expect(hear(sentAt: 115_200, by: 9600).count < bytes.count)
    }

    @Test func `no rate and no time is too large`() {
        for baud in [Int.min, -1, 0, 1, .max] {
            var listener = SerialListener(baud: baud)
            for other in [Int.min, 0, 1, .max] {
                _ = listener.hear(0x5A, baud: other, until: .max)
                _ = listener.hear(0x5A, baud: other, until: 0)
            }
            _ = listener.silence(until: .max)
        }
    }

    @Test func `the pins that choose how the chip boots are looked at by power and reset pin alone`() throws {
        let board = try TestBoard()
        func mode() -> UInt32 { board[0x6000_0318] >> 16 & 7 }
        #expect(mode() == 3)
        board.board.drive(pin: 0, high: false)
        #expect(board[0x6000_0318] & 1 == 0)
        board[0x6000_0700] = 1 << 31
        #expect(mode() == 3)
        board.board.pressReset()
        board.advance(apb(10))
        #expect(mode() == 1)
        board.board.drive(pin: 0, high: true)
        board[0x6000_0700] = 1 << 31
        #expect(mode() == 1)
        board.board.pressReset()
        board.advance(apb(10))
        #expect(mode() == 3)
    }
}
