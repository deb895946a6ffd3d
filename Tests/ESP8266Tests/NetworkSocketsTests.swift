import Testing

@testable import ESP8266

/// The four sockets, driven by loads and stores of the core against a scripted network.
@Suite struct NetworkSocketsTests {
    private static let base: UInt32 = 0x6000_4100
    private static let host: UInt32 = 0x3FFE_9001
    private static let buffer: UInt32 = 0x3FFE_A003
    private static let millisecond = 1000 * Clock.ticksPerMicrosecond

    private func online() throws -> TestBoard {
        let board = try TestBoard.withAccessPoint()
        board.join()
        board.advance(11 * Self.millisecond)
        return board
    }

    /// Lets `event` reach the board a millisecond from now.
    private func deliver(_ board: TestBoard, _ event: NetworkEvent, socket: UInt32) {
        board.link.pending.append((board.board.now + Self.millisecond, event))
        // The link is asked again after every command, also one that does nothing.
        board[Self.base + 0x40 * socket] = 0
        board.advance(2 * Self.millisecond)
    }

    /// A board whose socket `number` is connected.
    private func connected(_ number: UInt32) throws -> TestBoard {
        let board = try online()
        let socket = Self.base + 0x40 * number
        board.store("example.org", at: Self.host)
        board[socket + 0x08] = Self.host
        board[socket + 0x0C] = 8883
        board[socket] = 1
        #expect(board[socket + 0x04] == 1)
        deliver(board, .established(socket: Int(number)), socket: number)
        return board
    }

    @Test("NET CMD 0x60004100 + 0x40 n: 1 connects to HOST_PTR and PORT, 2 closes; reads 0", arguments: UInt32(0)..<4)
    func cmd(number: UInt32) throws {
        let board = try connected(number)
        let socket = Self.base + 0x40 * number
        #expect(board[socket] == 0)
        board[socket] = 2
        #expect(board[socket + 0x04] == 0)
        #expect(board.link.calls == ["connect \(number) example.org:8883", "close \(number)"])
    }

    @Test(
        "NET STATE 0x60004104 + 0x40 n: 0 closed, 1 connecting, 2 up, 3 peer closed, 4 failed",
        arguments: UInt32(0)..<4
    )
    func state(number: UInt32) throws {
        let board = try connected(number)
        #expect((0..<4).map { board[Self.base + 0x40 * $0 + 4] } == (0..<4).map { $0 == number ? 2 : 0 })
        deliver(board, .closed(socket: Int(number)), socket: number)
        #expect(board[Self.base + 0x40 * number + 4] == 3)
        board[Self.base + 0x40 * number] = 1
        deliver(board, .refused(socket: Int(number), errno: 111), socket: number)
        #expect(board[Self.base + 0x40 * number + 4] == 4)
    }

    @Test("NET HOST_PTR 0x60004108: reads back") func hostPointer() throws { try expectStored(0x08) }
    @Test("NET PORT 0x6000410C: reads back") func port() throws { try expectStored(0x0C) }
    @Test("NET BUF_PTR 0x60004110: reads back") func bufferPointer() throws { try expectStored(0x10) }
    @Test("NET LEN 0x60004114: reads back") func length() throws { try expectStored(0x14) }

    private func expectStored(_ offset: UInt32) throws {
        let board = try TestBoard()
        for number in UInt32(0)..<4 { board[Self.base + 0x40 * number + offset] = 100 + number }
        for number in UInt32(0)..<4 { #expect(board[Self.base + 0x40 * number + offset] == 100 + number) }
    }

    @Test("NET RESULT 0x60004118: bytes sent, bytes received, 0 when nothing waits, all ones when drained and closed")
    func result() throws {
        let board = try connected(1)
        let socket = Self.base + 0x40
        board.store("hello", at: Self.buffer)
        board[socket + 0x10] = Self.buffer
        board[socket + 0x14] = 5
        board[socket] = 3
        #expect(board[socket + 0x18] == 5)
        #expect(board.link.sent == Array("hello".utf8))
        board[socket] = 4
        #expect(board[socket + 0x18] == 0)
        deliver(board, .received(socket: 1, bytes: [1, 2, 3, 4, 5, 6, 7]), socket: 1)
        deliver(board, .closed(socket: 1), socket: 1)
        board[socket] = 4
        #expect(board[socket + 0x18] == 5)
        let copied = (0..<6).map { board.perform(.l8ui, at: Self.buffer + $0).value }
        #expect(copied == [1, 2, 3, 4, 5, 0])
        board[socket] = 4
        #expect(board[socket + 0x18] == 2)
        board[socket] = 4
        #expect(board[socket + 0x18] == .max)
    }

    @Test("NET RX_AVAILABLE 0x6000411C: bytes that wait; their arrival pulses interrupt 11")
    func rxAvailable() throws {
        let board = try connected(0)
        #expect(board[Self.base + 0x1C] == 0)
        board.clearInterrupts()
        deliver(board, .received(socket: 0, bytes: [1, 2, 3]), socket: 0)
        #expect(board[Self.base + 0x1C] == 3)
        #expect(board.interrupts >> 11 & 1 == 1)
        board[Self.base + 0x1C] = 0
        #expect(board[Self.base + 0x1C] == 3)
    }

    @Test("NET TX_FREE 0x60004120: 0 unless connected, then two segments; more is not accepted")
    func txFree() throws {
        #expect(try TestBoard()[Self.base + 0x20] == 0)
        let board = try connected(0)
        #expect(board[Self.base + 0x20] == 2920)
        board[Self.base + 0x10] = 0x3FFE_8000
        board[Self.base + 0x14] = 5000
        board[Self.base] = 3
        #expect(board[Self.base + 0x18] == 2920)
        #expect(board.link.sent.count == 2920)
    }

    @Test("NET ERROR 0x60004124: 113 without Wi-Fi, else what the network says")
    func error() throws {
        let board = try TestBoard()
        board[Self.base] = 1
        #expect(board[Self.base + 4] == 4)
        #expect(board[Self.base + 0x24] == 113)
        let other = try online()
        other[Self.base] = 1
        deliver(other, .refused(socket: 0, errno: 110), socket: 0)
        #expect(other[Self.base + 0x24] == 110)
    }

    @Test("a reset of the chip closes the sockets")
    func reset() throws {
        let board = try connected(2)
        board[0x6000_0700] = 1 << 31
        #expect(board[Self.base + 0x84] == 0)
        #expect(board.link.calls.last == "close 2")
    }
}
