import Testing

@testable import ESP8266

/// The kilobyte of RTC memory, driven by loads and stores of the core.
@Suite struct RTCMemoryTests {
    /// Every word of an area keeps its own value, also through software and watchdog resets.
    private func expectKept(_ first: UInt32, words: UInt32) throws {
        let board = try TestBoard()
        let addresses = (0..<words).map { first + 4 * $0 }
        for address in addresses { #expect(board[address] == 0) }
        for address in addresses { board[address] = address &* 0x9E37_79B9 }
        board[0x6000_0700] = 1 << 31
        board[0x6000_0904] = 1
        board[0x6000_0900] = 0x3B
        board.advance(1_700 * Clock.ticksPerMicrosecond)
        #expect(board.boots == [.powerOn, .software, .watchdog])
        for address in addresses { #expect(board[address] == address &* 0x9E37_79B9) }
        #expect(board.unknown.isEmpty)
    }

    @Test("RTC memory BACKUP 0x60001000: 64 words, survive resets")
    func backup() throws { try expectKept(0x6000_1000, words: 64) }

    @Test("RTC memory SYSTEM 0x60001100: 64 words, survive resets")
    func system() throws { try expectKept(0x6000_1100, words: 64) }

    @Test("RTC memory USER 0x60001200: 128 words, survive resets")
    func user() throws { try expectKept(0x6000_1200, words: 128) }
}
