import LX106
import Testing

@testable import ESP8266

/// DPORT and the eFuse words, driven by loads and stores of the core.
@Suite struct DPORTTests {
    private static let base: UInt32 = 0x3FF0_0000
    private static let cacheControl: UInt32 = 0x3FF0_000C
    private static let cacheBanks: UInt32 = 0x3FF0_0024
    private static let reset: UInt32 = 0x6000_0700

    /// Lets MacTim1 run out.
    private func expireMACTimer(_ board: TestBoard) {
        board[0x3FF2_0C24] = .max
        board[0x3FF2_0C18] = .max
        board[0x3FF2_10CC] = board[0x3FF2_1048] + 20
        board[0x3FF2_10C8] = 1 << 31
        board.advance(25 * Clock.ticksPerMicrosecond)
    }

    @Test("DPORT NMI_ENABLE 0x3FF00000: bit 0 sends WDEV to the NMI instead of interrupt 0")
    func nmiEnable() throws {
        let board = try TestBoard()
        #expect(board[Self.base] == 0)
        expireMACTimer(board)
        #expect(!board.tookNMI())
        #expect(board.interrupts & 1 == 1)
        board[Self.base] = 1
        #expect(board[Self.base] == 1)
        expireMACTimer(board)
        #expect(board.tookNMI())
        #expect(board.interrupts & 1 == 0)
    }

    @Test(
        "DPORT NMI_ENABLE 0x3FF00000: bits 4:1 = 7 send FRC1 to the NMI instead of interrupt 9, and WDEV to interrupt 0"
    )
    func nmiOfFRC1() throws {
        let board = try TestBoard()
        board[Self.base + 4] = 1 << 1
        board[Self.base] = 15
        expireMACTimer(board)
        #expect(!board.tookNMI())
        #expect(board.interrupts & 1 == 1)
        board[0x6000_0608] = 1 << 7
        board[0x6000_0600] = 800
        board.advance(20 * Clock.ticksPerMicrosecond)
        #expect(board.tookNMI())
        #expect(board.interrupts >> 9 & 1 == 0)
    }

    @Test("DPORT EDGE_INT_ENABLE 0x3FF00004: bits 0, 1, 2 pass interrupts 8, 9, 10")
    func edgeEnable() throws {
        for passed in UInt32(0)..<8 {
            let board = try TestBoard()
            #expect(board[Self.base + 4] == 0)
            board[Self.base + 4] = passed
            #expect(board[Self.base + 4] == passed)
            board[0x6000_0904] = 0
            board[0x6000_0908] = 15
            board[0x6000_0900] = 0x39
            board[0x6000_0600] = 1000
            board[0x6000_0608] = 1 << 7
            board[0x6000_0630] = 1000
            board[0x6000_0628] = 1 << 7
            board.advance(apb(70_000))
            #expect(board.interrupts >> 8 & 7 == passed)
        }
    }

    @Test("DPORT CACHE_FLASH_CTRL 0x3FF0000C: bit 8 shows the flash, 18:16 and 25 select its megabyte")
    func cacheControl() throws {
        let board = try TestBoard()
        // Marks at the start of the four megabytes, programmed through SPI0.
        for megabyte: UInt32 in 1..<4 {
            board[0x6000_0200] = 1 << 30
            board.advance(apb(200))
            board[0x6000_0204] = 4 << 24 | megabyte << 20
            board[0x6000_0240] = 0x1000 + megabyte
            board[0x6000_0200] = 1 << 25
            board.advance(500 * Clock.ticksPerMicrosecond)
        }
        #expect(board[Self.cacheControl] & 1 << 8 == 0)
        #expect(board[0x4020_0000] == 0)
        board[Self.cacheControl] = 1 << 8
        #expect(board[0x4020_0000] & 0xFF == 0xE9)
        board[Self.cacheControl] = 1 << 8 | 1 << 25
        #expect(board[0x4020_0000] == 0x1001)
        board[Self.cacheControl] = 1 << 8 | 1 << 16
        #expect(board[0x4020_0000] == 0x1002)
        board[Self.cacheControl] = 1 << 8 | 1 << 16 | 1 << 25
        #expect(board[0x4020_0000] == 0x1003)
        board[Self.cacheControl] = 0
        #expect(board[0x4020_0000] == 0)
    }

    @Test("DPORT CACHE_FLASH_CTRL 0x3FF0000C: bit 0 flushes, bits 1 (empty) and 9 (SPI idle) read set")
    func cacheFlush() throws {
        let board = try TestBoard()
        board[Self.cacheControl] = 1 << 8
        _ = board[0x4020_0100]
        let misses = board.board.cache.misses
        _ = board[0x4020_0100]
        #expect(board.board.cache.misses == misses)
        board[Self.cacheControl] = 1 << 8 | 1
        #expect(board[Self.cacheControl] == 1 << 8 | 1 << 9 | 1 << 1)
        _ = board[0x4020_0100]
        #expect(board.board.cache.misses == misses + 1)
    }

    @Test("DPORT CPU_CLOCK 0x3FF00014: bit 0 doubles the core's clock, the APB clock stays")
    func cpuClock() throws {
        let board = try TestBoard()
        #expect(board[Self.base + 0x14] == 0)
        board[0x6000_0628] = 1 << 7
        for (bit, cyclesPerMicrosecond) in [(UInt32(0), 80), (1, 160), (0, 80)] {
            board[Self.base + 0x14] = bit
            #expect(board[Self.base + 0x14] == bit)
            let count = board[0x6000_0624]
            let start = board.time
            let cycles = board.core.now
            board.advance(1000 * Clock.ticksPerMicrosecond)
            let spent = Int(board.core.now - cycles)
            #expect((1000 * cyclesPerMicrosecond..<1000 * cyclesPerMicrosecond + 50).contains(spent))
            let apbCycles = board[0x6000_0624] - count
            #expect(abs(Int(apbCycles) - Int((board.time - start) / 2)) <= 1)
        }
        #expect(try TestBoard { $0.megahertz = 160 }[Self.base + 0x14] == 1)
    }

    @Test("DPORT CLOCK_GATE 0x3FF00018: bit 3 stops the watchdog's clock until it is cleared")
    func clockGate() throws {
        let board = try TestBoard()
        #expect(board[Self.base + 0x18] == 0)
        board[0x6000_0904] = 1
        board[0x6000_0900] = 0x3B
        board.advance(apb(100_000))
        board[Self.base + 0x18] = 1 << 3
        #expect(board[Self.base + 0x18] == 1 << 3)
        let count = board[0x6000_090C]
        board.advance(apb(1_000_000))
        #expect(board[0x6000_090C] == count)
        board[Self.base + 0x18] = 0
        board.advance(apb(30_000))
        #expect(board.boots == [.powerOn])
        board.advance(apb(2_000))
        #expect(board.boots == [.powerOn, .watchdog])
    }

    @Test("DPORT CLOCK_GATE 0x3FF00018: a reset lets the watchdog's clock run again")
    func clockGateReset() throws {
        let board = try TestBoard()
        board[Self.base + 0x18] = 1 << 3
        board[Self.reset] = 1 << 31
        board[0x6000_0904] = 1
        board[0x6000_0900] = 0x3B
        board.advance(apb(140_000))
        #expect(board.boots == [.powerOn, .software, .watchdog])
    }

    @Test("DPORT SPI_INT_STATUS 0x3FF00020: no SPI interrupt, read-only")
    func spiInterruptStatus() throws {
        let board = try TestBoard()
        #expect(board[Self.base + 0x20] == 0)
        board[Self.base + 0x20] = 0x290
        #expect(board[Self.base + 0x20] == 0)
    }

    @Test("DPORT CACHE_BANKS 0x3FF00024: bits 4 and 3 give the cache 16 KB each")
    func cacheBanks() throws {
        let board = try TestBoard()
        #expect(board[Self.cacheBanks] == 0)
        for (banks, lowIsIRAM, highIsIRAM) in [(UInt32(0x08), true, false), (0x10, false, true), (0x18, false, false)] {
            board[Self.cacheBanks] = banks
            #expect(board[Self.cacheBanks] == banks)
            #expect((board.perform(.l32i, at: 0x4010_8000).cause == nil) == lowIsIRAM)
            #expect((board.perform(.l32i, at: 0x4010_C000).cause == nil) == highIsIRAM)
        }
    }

    /// Whether three words 16 KB apart, which a 16 KB cache of two ways cannot hold together, stay in the cache.
    private func holdsThreeLines(_ board: TestBoard) -> Bool {
        let addresses: [UInt32] = [0x4020_0000, 0x4020_2000, 0x4020_4000]
        for address in addresses { _ = board[address] }
        let misses = board.board.cache.misses
        for address in addresses { _ = board[address] }
        return board.board.cache.misses == misses
    }

    @Test("DPORT CACHE_BANKS 0x3FF00024: 0x08 makes a cache of 16 KB, 0x18 one of 32 KB")
    func cacheSize() throws {
        let board = try TestBoard()
        board[Self.cacheControl] = 1 << 8
        board[Self.cacheBanks] = 0x08
        #expect(!holdsThreeLines(board))
        board[Self.cacheBanks] = 0x18
        // In 32 KB the middle word falls into another set.
        #expect(holdsThreeLines(board))
    }

    @Test("DPORT SPI_UART_SWAP 0x3FF00028: reads back, 0 after a reset")
    func swap() throws {
        let board = try TestBoard()
        #expect(board[Self.base + 0x28] == 0)
        board[Self.base + 0x28] = 0x6
        #expect(board[Self.base + 0x28] == 0x6)
        board[Self.reset] = 1 << 31
        #expect(board[Self.base + 0x28] == 0)
    }

    /// A board with a MAC address all of whose bytes differ.
    private func named() throws -> TestBoard { try TestBoard { $0.mac = [0x5C, 0xCF, 0x7F, 0x12, 0x34, 0x56] } }

    @Test("eFuse MAC0 0x3FF00050: bits 31:24 are the last byte of the MAC; bit 4 clear, no ESP8285; read-only")
    func mac0() throws {
        let board = try named()
        board[Self.base + 0x50] = .max
        #expect(board[Self.base + 0x50] == 0x5600_0000)
    }

    @Test("eFuse MAC1 0x3FF00054: bits 15:0 are bytes 3 and 4 of the MAC; read-only")
    func mac1() throws {
        let board = try named()
        board[Self.base + 0x54] = .max
        #expect(board[Self.base + 0x54] & 0xFFFF == 0x1234)
    }

    @Test("eFuse CHIPID 0x3FF00058: bit 15 valid, bit 12 vendor bytes follow, bits 31:24 their CRC-8; read-only")
    func chipID() throws {
        let board = try named()
        board[Self.base + 0x58] = .max
        // 0x64 is what the RTOS SDK itself makes of these bytes.
        #expect(board[Self.base + 0x58] == 0x64 << 24 | 1 << 15 | 1 << 12)
    }

    @Test("eFuse vendor 0x3FF0005C: the first three bytes of the MAC; read-only")
    func vendor() throws {
        let board = try named()
        board[Self.base + 0x5C] = 0
        #expect(board[Self.base + 0x5C] == 0x5CCF7F)
    }
}
