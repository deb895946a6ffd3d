import Testing

@testable import ESP8266

/// The rows of the memory map and of its access rules, seen by loads and stores the core executes.
@Suite struct MemoryMapTests {
    typealias Access = TestBoard.Access
    static let cacheControl: UInt32 = 0x3FF0_000C
    static let cacheBanks: UInt32 = 0x3FF0_0024
    static let cacheOn: UInt32 = 1 << 8

    /// Every width, at the first and at the last place that holds it, keeps what is stored there.
    private func expectNarrowMemory(_ board: TestBoard, first: UInt32, last: UInt32) {
        for (load, store) in [(Access.l8ui, Access.s8i), (.l16ui, .s16i), (.l32i, .s32i)] {
            for address in [first, last + 1 - load.width] {
                let value = UInt32.max >> (32 - 8 * load.width) - 0x5A
                #expect(board.perform(store, at: address, value: value).cause == nil)
                #expect(board.perform(load, at: address).value == value)
            }
        }
    }

    /// Words at both ends keep what is stored; narrower accesses raise 3 and change nothing.
    private func expectWordMemory(_ board: TestBoard, first: UInt32, last: UInt32) {
        for address in [first, last - 3] {
            board[address] = 0x1234_5678 ^ address
            #expect(board[address] == 0x1234_5678 ^ address)
            for access in Access.narrow {
                let outcome = board.perform(access, at: address + 4 - access.width, value: 0)
                #expect(outcome.cause == 3)
                #expect(outcome.address == address + 4 - access.width)
                #expect(outcome.pc == TestBoard.stub(access))
            }
            #expect(board[address] == 0x1234_5678 ^ address)
        }
    }

    /// Loads raise 28 and stores 29, with the address in EXCVADDR.
    private func expectUnmapped(_ board: TestBoard, _ address: UInt32) {
        for access in Access.allCases where address % access.width == 0 {
            let outcome = board.perform(access, at: address)
            #expect(outcome.cause == (Access.loads.contains(access) ? 28 : 29), "\(access) at \(address)")
            #expect(outcome.address == address)
        }
    }

    @Test("0x00000000–0x1FFFFFFF: unmapped, loads raise 28 and stores 29")
    func zeroPage() throws {
        let board = try TestBoard()
        for address: UInt32 in [0, 4, 0x0FFF_FFFC, 0x1FFF_FFFC, 0x1FFF_FFFF] { expectUnmapped(board, address) }
    }

    @Test("0x40107FFC: what is copied to IRAM may end in a cache bank; outside memory nothing is copied")
    func copiesOverBanks() throws {
        let board = try TestBoard().board
        #expect(board.write(.init(1...8), at: 0x4010_7FFC))
        #expect(board.bytes(at: 0x4010_7FFC, count: 8) == .init(1...8))
        #expect(!board.write(.init(repeating: 9, count: 8), at: 0x4010_FFFC))
        #expect(board.bytes(at: 0x4010_FFFC, count: 4) == [0, 0, 0, 0])
        #expect(!board.write([1], at: 0x2000_0000))
    }

    @Test("0x3FF00000: DPORT, a window of 256 KB; what has no register keeps its value and is reported")
    func dport() throws {
        let board = try TestBoard()
        #expect(board.perform(.l32i, at: 0x3FF0_0000).cause == nil)
        #expect(board.perform(.l32i, at: 0x3FF3_FFFC).cause == nil)
        #expect(board.perform(.s32i, at: 0x3FF3_FFFC, value: 1).cause == nil)
        #expect(board[0x3FF3_FFFC] == 1)
        #expect(board.unknown == [0x3FF3_FFFC, 0x3FF3_FFFC, 0x3FF3_FFFC])
        expectUnmapped(board, 0x3FEF_FFFC)
        expectUnmapped(board, 0x3FF4_0000)
    }

    @Test("0x3FF20000: WDEV registers answer")
    func wdev() throws {
        let board = try TestBoard()
        for address: UInt32 in [0x3FF2_0C00, 0x3FF2_0C18, 0x3FF2_0E44] {
            #expect(board.perform(.l32i, at: address).cause == nil)
        }
        #expect(board.unknown.isEmpty)
    }

    @Test("0x3FF21xxx: MAC timers answer")
    func macTimers() throws {
        let board = try TestBoard()
        for address: UInt32 in [0x3FF2_1048, 0x3FF2_1098, 0x3FF2_109C, 0x3FF2_10A0, 0x3FF2_10C8, 0x3FF2_10CC] {
            #expect(board.perform(.l32i, at: address).cause == nil)
        }
        #expect(board.unknown.isEmpty)
    }

    @Test("0x3FFE8000–0x3FFFBFFF: user DRAM, 80 KB, 8, 16 and 32 bits")
    func userDRAM() throws {
        let board = try TestBoard()
        expectNarrowMemory(board, first: 0x3FFE_8000, last: 0x3FFF_BFFF)
        expectUnmapped(board, 0x3FFE_7FFC)
        expectUnmapped(board, 0x3FFE_7FFF)
    }

    @Test("0x3FFFC000–0x3FFFFFFF: system RAM, 16 KB, 8, 16 and 32 bits; the ROM follows")
    func systemRAM() throws {
        let board = try TestBoard()
        expectNarrowMemory(board, first: 0x3FFF_C000, last: 0x3FFF_FFFF)
        #expect(board.perform(.s8i, at: 0x4000_0000).cause == 3)
    }

    @Test("0x40000000–0x4000FFFF: boot ROM, 64 KB, aligned 32-bit reads only")
    func rom() throws {
        let board = try TestBoard()
        #expect(board.perform(.l32i, at: 0x4000_0000).cause == nil)
        #expect(board[0x4000_FFFC] == TestBoard.lastWordOfROM)
        for access in Access.narrow { #expect(board.perform(access, at: 0x4000_0000).cause == 3) }
        #expect(board.perform(.s32i, at: 0x4000_FFFC, value: 0).cause == 3)
        #expect(board[0x4000_FFFC] == TestBoard.lastWordOfROM)
        expectUnmapped(board, 0x4001_0000)
    }

    @Test("0x40100000–0x40107FFF: IRAM, 32 KB, aligned 32-bit only")
    func iram() throws {
        let board = try TestBoard()
        expectWordMemory(board, first: 0x4010_0000, last: 0x4010_7FFF)
        expectUnmapped(board, 0x400F_FFFC)
        board[Self.cacheBanks] = 0x18
        #expect(board[0x4010_7FFC] == 0x1234_5678 ^ 0x4010_7FFC)
        expectUnmapped(board, 0x4010_8000)
    }

    @Test("0x40108000–0x4010BFFF: IRAM while bit 4 of 0x3FF00024 is clear, else the flash cache's")
    func lowBank() throws {
        let board = try TestBoard()
        expectWordMemory(board, first: 0x4010_8000, last: 0x4010_BFFF)
        board[Self.cacheBanks] = 1 << 4
        expectUnmapped(board, 0x4010_8000)
        expectUnmapped(board, 0x4010_BFFC)
        #expect(board.perform(.l32i, at: 0x4010_C000).cause == nil)
        board[Self.cacheBanks] = 0
        #expect(board.perform(.l32i, at: 0x4010_8000).cause == nil)
    }

    @Test("0x4010C000–0x4010FFFF: IRAM while bit 3 of 0x3FF00024 is clear, else the flash cache's")
    func highBank() throws {
        let board = try TestBoard()
        expectWordMemory(board, first: 0x4010_C000, last: 0x4010_FFFF)
        expectUnmapped(board, 0x4011_0000)
        board[Self.cacheBanks] = 1 << 3
        expectUnmapped(board, 0x4010_C000)
        expectUnmapped(board, 0x4010_FFFC)
        #expect(board.perform(.l32i, at: 0x4010_BFFC).cause == nil)
    }

    @Test("0x40200000–0x402FFFFF: 1 MB of flash, aligned 32-bit reads, stores raise 3")
    func flashWindow() throws {
        let board = try TestBoard()
        board[Self.cacheControl] = Self.cacheOn
        // The image header: magic E9, one segment, mode 2 (DIO), 4 MB at 40 MHz.
        #expect(board[0x4020_0000] == 0x4002_01E9)
        #expect(board[0x402F_FFFC] == .max)
        for access in Access.narrow { #expect(board.perform(access, at: 0x4020_0000).cause == 3) }
        #expect(board.perform(.s32i, at: 0x4020_0000).cause == 3)
        #expect(board.perform(.s32i, at: 0x402F_FFFC).cause == 3)
        expectUnmapped(board, 0x401F_FFFC)
        expectUnmapped(board, 0x4030_0000)
    }

    @Test("flash window with the cache off: a fetch raises exception 0")
    func fetchWithoutCache() throws {
        let board = try TestBoard()
        let outcome = board.execute(from: 0x4020_0000)
        #expect(outcome.cause == 0)
        #expect(outcome.pc == 0x4020_0000)
    }

    @Test("0x60000000: peripherals; what has no register reads 0 and is reported")
    func peripherals() throws {
        let board = try TestBoard()
        for block: UInt32 in [0x000, 0x100, 0x200, 0x300, 0x600, 0x700, 0x800, 0x900, 0xF00] {
            #expect(board.perform(.l32i, at: 0x6000_0000 + block).cause == nil)
        }
        #expect(board.unknown.isEmpty)
        #expect(board.perform(.l32i, at: 0x6000_0500).cause == nil)
        #expect(board.unknown == [0x6000_0500])
        expectUnmapped(board, 0x5FFF_FFFC)
    }

    @Test("0x60001000–0x600013FF: RTC memory, 1 KB")
    func rtcMemory() throws {
        let board = try TestBoard()
        for address: UInt32 in [0x6000_1000, 0x6000_13FC] {
            board[address] = address ^ 0xA5A5_A5A5
            #expect(board[address] == address ^ 0xA5A5_A5A5)
        }
        board[0x6000_1400] = 7
        #expect(board[0x6000_1400] == 7)
        #expect(board.unknown == [0x6000_1400, 0x6000_1400])
    }

    @Test("access not naturally aligned: EXCCAUSE 9 anywhere, DRAM included")
    func unaligned() throws {
        let board = try TestBoard()
        board[Self.cacheControl] = Self.cacheOn
        for base: UInt32 in [0x3FFE_8000, 0x3FFF_C000, 0x4000_0000, 0x4010_0000, 0x4020_0000, 0x6000_0300] {
            for access in Access.allCases {
                for offset in 1..<4 where UInt32(offset) % access.width != 0 {
                    let outcome = board.perform(access, at: base + UInt32(offset))
                    #expect(outcome.cause == 9, "\(access) at \(base) + \(offset)")
                    #expect(outcome.address == base + UInt32(offset))
                }
            }
        }
    }

    @Test("L16SI in DRAM extends the sign, L8UI and L16UI do not")
    func signExtension() throws {
        let board = try TestBoard()
        board[0x3FFE_8000] = 0x8081_8283
        #expect(board.perform(.l16si, at: 0x3FFE_8002).value == 0xFFFF_8081)
        #expect(board.perform(.l16ui, at: 0x3FFE_8002).value == 0x8081)
        #expect(board.perform(.l8ui, at: 0x3FFE_8003).value == 0x80)
    }

    @Test("a software reset keeps DRAM, system RAM, IRAM and RTC memory, and gives both banks back to IRAM")
    func reset() throws {
        let board = try TestBoard()
        let kept: [UInt32] = [0x3FFE_8000, 0x3FFF_BFFC, 0x3FFF_C000, 0x4010_0000, 0x4010_7FFC, 0x6000_1200]
        for address in kept { board[address] = ~address }
        board[Self.cacheBanks] = 0x18
        board[0x6000_0700] = 1 << 31
        #expect(board.boots == [.powerOn, .software])
        #expect(board.core.pc == 0x4000_0080)
        for address in kept { #expect(board[address] == ~address) }
        expectWordMemory(board, first: 0x4010_8000, last: 0x4010_FFFF)
    }
}
