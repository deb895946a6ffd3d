import Testing

@testable import ESP8266

/// What belongs to the board rather than to one of its peripherals.
@Suite struct BoardTests {
    @Test("a run ends at its time limit, at 80 and 160 MHz")
    func timeLimit() throws {
        for megahertz in [80, 160] {
            let board = try TestBoard { $0.megahertz = megahertz }
            board.advance(1_000_000)
            let start = board.board.now
            board.advance(1_000_000)
            #expect((1_000_000...1_000_002).contains(board.board.now - start))
        }
    }

    @Test("a clock switch moves no event: a UART byte ends at its tick whatever the CPU does meanwhile")
    func clockSwitch() throws {
        let board = try TestBoard()
        board[0x6000_0014] = 1000
        board[0x6000_0000] = 0x41
        let start = board.time
        for bit: UInt32 in [1, 0, 1, 0] {
            board.advance(apb(2000))
            board[0x3FF0_0014] = bit
        }
        board.advance(apb(4000))
        #expect((apb(10_000)...apb(10_010)).contains(board.sentAt[0] - start))
    }

    @Test("observing, the hardware watchdog's bite is reported and nothing is reset")
    func observe() throws {
        let board = try TestBoard { $0.resetsOnBite = false }
        board[0x6000_0904] = 1
        board[0x6000_0900] = 0x3B
        board.advance(apb((1 << 17) + 1000))
        #expect(board.bites.count == 1)
        #expect(board.boots == [.powerOn])
        #expect(board[0x6000_0900] == 0x3B)
    }

    @Test("the countdown of the hardware watchdog is told, whatever the CPU's clock")
    func countdown() throws {
        for megahertz in [80, 160] {
            let board = try TestBoard { $0.megahertz = megahertz }
            #expect(board.board.hardWatchdog == nil)
            board[0x6000_0904] = 1
            board[0x6000_0900] = 0x39
            board.advance(apb(1000))
            let told = try #require(board.board.hardWatchdog)
            #expect(told.stage == 0 && (apb((1 << 17) - 1100)...apb((1 << 17) - 1000)).contains(told.remaining))
            board.advance(apb(1 << 17))
            #expect(board.board.hardWatchdog?.stage == 1 && board.boots == [.powerOn])
        }
    }

    @Test("the reset pin starts the chip anew; a debugger reads words without a model, and asks nobody")
    func resetPin() throws {
        let board = try TestBoard()
        board[0x6000_0D00] = 5
        #expect(board.core.inspect(0x6000_0D00) == 5 && board.core.inspect(0x6000_0D04) == 0)
        #expect(board.core.inspect(0x5000_0000) == nil)
        board.board.pullReset()
        board.advance(1000)
        #expect(board.boots == [.powerOn, .external])
    }

    @Test("a watchdog reset keeps memory and forgets interrupts")
    func watchdogReset() throws {
        let board = try TestBoard()
        board[0x3FFE_8000] = 0x1234_5678
        board[0x6000_0320] = 1
        board[0x6000_000C] = 2
        #expect(board.interrupts & 0x30 == 0x30)
        board[0x6000_0904] = 1
        board[0x6000_0900] = 0x3B
        board.advance(apb((1 << 17) + 1000))
        #expect(board.boots == [.powerOn, .watchdog])
        #expect(board.interrupts == 0)
        #expect(board[0x3FFE_8000] == 0x1234_5678)
    }

    @Test("an access to a register block costs more cycles of a 160 MHz core than of one at 80 MHz")
    func peripheralCost() throws {
        func cycles(_ megahertz: Int) throws -> UInt64 {
            let board = try TestBoard { $0.megahertz = megahertz }
            let start = board.core.now
            _ = board[0x6000_0300]
            return board.core.now - start
        }
        #expect(try cycles(160) > cycles(80))
    }
}
