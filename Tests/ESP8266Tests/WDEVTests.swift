import LX106
import Testing

@testable import ESP8266

/// The WDEV block's interrupts and counters, driven by loads and stores of the core.
@Suite struct WDEVTests {
    private static let microsecond = Clock.ticksPerMicrosecond
    private static let enable: UInt32 = 0x3FF2_0C18
    private static let status: UInt32 = 0x3FF2_0C20
    private static let clear: UInt32 = 0x3FF2_0C24
    private static let macTim1: UInt32 = 1 << 26

    /// The µs that go by on the counter at `address` while 1000 µs pass.
    private func expectMicroseconds(_ address: UInt32) throws {
        for megahertz in [80, 160] {
            let board = try TestBoard { $0.megahertz = megahertz }
            let first = board[address]
            board.advance(1000 * Self.microsecond)
            board[address] = 0
            #expect((1000...1002).contains(board[address] - first))
            board[0x6000_0700] = 1 << 31
            #expect(board[address] >= first + 1000)
        }
    }

    @Test("WDEV SYS_TIME 0x3FF20C00: free-running µs at 80 and 160 MHz, through resets; read-only")
    func sysTime() throws { try expectMicroseconds(0x3FF2_0C00) }

    @Test("MAC count 0x3FF21048: free-running µs at 80 and 160 MHz, through resets; read-only")
    func macCount() throws { try expectMicroseconds(0x3FF2_1048) }

    @Test("MAC receiver count 0x3FF201C0: moves by itself; read-only")
    func receiverCount() throws { try expectMicroseconds(0x3FF2_01C0) }

    @Test("MAC count high 0x3FF2104C: the µs above 32 bits; read-only")
    func macCountHigh() throws {
        let board = try TestBoard()
        board[0x3FF2_104C] = 7
        #expect(board[0x3FF2_104C] == 0)
    }

    /// Lets MacTim1 run out.
    private func expire(_ board: TestBoard) {
        board[0x3FF2_10CC] = board[0x3FF2_1048] + 50
        board[0x3FF2_10C8] = 1 << 31
        board.advance(60 * Self.microsecond)
    }

    @Test("WDEV interrupt enable 0x3FF20C18: a bit lets its event through, also one that is pending; 0 after a reset")
    func interruptEnable() throws {
        let board = try TestBoard()
        #expect(board[Self.enable] == 0)
        expire(board)
        #expect(board[Self.status] == Self.macTim1 && board.interrupts & 1 == 0)
        board[Self.enable] = Self.macTim1
        #expect(board[Self.enable] == Self.macTim1 && board.interrupts & 1 == 1)
        board[Self.enable] = 0
        #expect(board.interrupts & 1 == 0)
        board[0x6000_0700] = 1 << 31
        #expect(board[Self.status] == 0)
    }

    @Test(
        "WDEV interrupt status 0x3FF20C20 and clear 0x3FF20C24: ones are taken back, writes to the status are not heard"
    )
    func interruptClear() throws {
        let board = try TestBoard()
        board[Self.enable] = .max
        expire(board)
        board[Self.status] = 0
        board[Self.clear] = ~Self.macTim1
        #expect(board[Self.status] == Self.macTim1 && board.interrupts & 1 == 1)
        board[Self.clear] = Self.macTim1
        #expect(board[Self.status] == 0 && board[Self.clear] == 0 && board.interrupts & 1 == 0)
    }

    @Test("WDEV's interrupt becomes an NMI once per edge, and what is pending when DPORT's NMI is enabled at once")
    func nmi() throws {
        let board = try TestBoard()
        board[Self.enable] = Self.macTim1
        board[0x3FF0_0000] = 1
        expire(board)
        #expect(board.tookNMI())
        board.advance(100 * Self.microsecond)
        #expect(!board.tookNMI())
        board[0x3FF0_0000] = 0
        board[0x3FF0_0000] = 1
        board.advance(Self.microsecond)
        #expect(board.tookNMI())
    }

    @Test("WDEV HW RNG 0x3FF20E44: other words at every read, the same ones for the same seed; read-only")
    func rng() throws {
        func words(_ seed: UInt64) throws -> [UInt32] {
            let board = try TestBoard { $0.seed = seed }
            return (0..<64).map { _ in
                board[0x3FF2_0E44] = 0
                return board[0x3FF2_0E44]
            }
        }
        let first = try words(1)
        #expect(Set(first).count == 64)
        #expect(try words(1) == first)
        #expect(try words(2) != first)
        // Every bit takes both values.
        #expect(first.reduce(0, |) == .max)
        #expect(first.reduce(.max, &) == 0)
    }
}
