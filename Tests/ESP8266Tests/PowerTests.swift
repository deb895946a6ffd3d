import Testing

@testable import ESP8266

/// What a board keeps without power, and what its pins show.
@Suite struct PowerTests {
    @Test(
        "without power RAM, RTC memory and scratch registers are forgotten, SLP_CNT begins anew, and the cause is power-on"
    )
    func cycle() throws {
        let board = try TestBoard()
        let kept: [UInt32] = [0x3FFE_8000, 0x4010_0000, 0x6000_1000, 0x6000_13FC, 0x6000_0730, 0x6000_073C]
        for address in kept { board[address] = 0x1234_5678 }
        board.advance(1_000_000 * Clock.ticksPerMicrosecond)
        #expect(board[0x6000_071C] >= 149_999)
        board.board.cyclePower()
        board.board.pressReset()
        board.advance(1000)
        #expect(board.boots == [.powerOn, .powerOn])
        for address in kept { #expect(board[address] == 0, "\(address)") }
        #expect(board[0x6000_071C] < 100 && board[0x6000_0714] == 1)
    }

    @Test("an alarm goes off as SLP_CNT says, also after power was gone")
    func alarm() throws {
        let board = try TestBoard()
        board.advance(1_000_000 * Clock.ticksPerMicrosecond)
        board.board.cyclePower()
        board.advance(1000)
        board[0x6000_0704] = 1500
        board.advance(9_000 * Clock.ticksPerMicrosecond)
        #expect(board[0x6000_0720] == 0)
        board.advance(2_000 * Clock.ticksPerMicrosecond)
        #expect(board[0x6000_0720] == RTC.alarm)
    }

    @Test("who starts by a reset finds its cause, and the pins as they are then")
    func start() throws {
        let board = try TestBoard()
        board.board.drive(pin: 0, high: false)
        board.board.start(by: .external)
        #expect(board[0x6000_0714] == 2 && board[0x6000_0318] >> 16 & 7 == 1)
    }

    @Test("a pin shows its level and who drives it; one that another block drives shows none")
    func pins() throws {
        let board = try TestBoard()
        #expect(board.board.pins.count == 17)
        #expect(board.board.pins[4] == .init(isHigh: true, isOutput: false))
        #expect(board.board.pins[1].isHigh == nil && board.board.pins[6].isHigh == nil)
        #expect(board.board.pins[12].isHigh == true)
        board[0x6000_0804] = 2 << 4
        #expect(board.board.pins[12].isHigh == nil)
        board.board.drive(pin: 4, high: false)
        #expect(board.board.pins[4] == .init(isHigh: false, isOutput: false))
        board[0x6000_0310] = 1 << 2
        #expect(board.board.pins[2] == .init(isHigh: false, isOutput: true))
        board[0x6000_0774] = 1
        #expect(board.board.pins[16] == .init(isHigh: false, isOutput: true))
    }
}
