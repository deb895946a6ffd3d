import Testing

@testable import ESP8266

extension TestBoard {
    /// Stores a NUL-terminated string in guest memory, a byte at a time.
    func store(_ text: String, at address: UInt32) {
        for (index, byte) in (Array(text.utf8) + [0]).enumerated() {
            perform(.s8i, at: address + UInt32(index), value: UInt32(byte))
        }
    }

    /// Names the network and asks the station to join it.
    func join(ssid: String = "net", password: String = "secret") {
        store(ssid, at: 0x3FFE_8000)
        store(password, at: 0x3FFE_8040)
        self[0x6000_4008] = 0x3FFE_8000
        self[0x6000_400C] = 0x3FFE_8040
        self[0x6000_4000] = 1
    }

    /// A board whose access point is `net`, with 2, 3 and 5 ms for scan, join and DHCP.
    static func withAccessPoint() throws -> TestBoard {
        try TestBoard {
            $0.accessPoint = AccessPoint(ssid: "net", password: "secret")
            $0.scanMicroseconds = 2000
            $0.joinMicroseconds = 3000
            $0.dhcpMicroseconds = 5000
        }
    }
}

/// The Wi-Fi station's window, driven by loads and stores of the core.
@Suite struct WiFiStationTests {
    private static let status: UInt32 = 0x6000_4004
    private static let phase: UInt32 = 0x6000_4028
    private static let millisecond = 1000 * Clock.ticksPerMicrosecond

    /// A board that has its address.
    private func joined() throws -> TestBoard {
        let board = try TestBoard.withAccessPoint()
        board.join()
        board.advance(11 * Self.millisecond)
        return board
    }

    @Test("WIFI CMD 0x60004000: 1 connects, 2 disconnects; reads 0")
    func cmd() throws {
        let board = try joined()
        #expect(board[Self.status] == 5)
        #expect(board[0x6000_4000] == 0)
        board[0x6000_4000] = 2
        #expect(board[Self.status] == 0)
        board.join()
        board[0x6000_4000] = 2
        board.advance(20 * Self.millisecond)
        #expect(board[Self.status] == 0)
    }

    @Test("WIFI STATUS 0x60004004: idle 0, connecting 1, wrong password 2, no access point 3, got IP 5")
    func status() throws {
        let board = try TestBoard.withAccessPoint()
        #expect(board[Self.status] == 0)
        board.join()
        #expect(board[Self.status] == 1)
        board.advance(9 * Self.millisecond)
        #expect(board[Self.status] == 1)
        board.advance(Self.millisecond)
        #expect(board[Self.status] == 5)
        board[Self.status] = 0
        #expect(board[Self.status] == 5)
        board.join(ssid: "other")
        board.advance(3 * Self.millisecond)
        #expect(board[Self.status] == 3)
        board.join(password: "wrong")
        board.advance(6 * Self.millisecond)
        #expect(board[Self.status] == 2)
    }

    @Test("WIFI SSID_PTR 0x60004008: address of the name; reads back")
    func ssidPointer() throws { try expectStored(0x6000_4008) }

    @Test("WIFI PASSWORD_PTR 0x6000400C: address of the passphrase; reads back")
    func passwordPointer() throws { try expectStored(0x6000_400C) }

    private func expectStored(_ address: UInt32) throws {
        let board = try TestBoard()
        #expect(board[address] == 0)
        board[address] = 0x3FFE_8123
        #expect(board[address] == 0x3FFE_8123)
    }

    /// The register reads 0 until the station has its address; read-only.
    private func expectAddress(_ register: UInt32, _ octets: [UInt32]) throws {
        #expect(try TestBoard()[register] == 0)
        let board = try joined()
        board[register] = 0
        #expect((0..<4).map { board[register] >> (8 * $0) & 0xFF } == octets)
    }

    @Test("WIFI IP 0x60004010: first octet in byte 0") func ip() throws {
        try expectAddress(0x6000_4010, [192, 168, 1, 100])
    }

    @Test("WIFI GATEWAY 0x60004014: first octet in byte 0") func gateway() throws {
        try expectAddress(0x6000_4014, [192, 168, 1, 1])
    }

    @Test("WIFI NETMASK 0x60004018: first octet in byte 0") func netmask() throws {
        try expectAddress(0x6000_4018, [255, 255, 255, 0])
    }

    @Test("WIFI REASON 0x6000401C: 201 no access point, 204 handshake timeout")
    func reason() throws {
        let board = try TestBoard.withAccessPoint()
        #expect(board[0x6000_401C] == 0)
        board.join(ssid: "other")
        board.advance(3 * Self.millisecond)
        #expect(board[0x6000_401C] == 201)
        board.join(password: "wrong")
        board.advance(6 * Self.millisecond)
        #expect(board[0x6000_401C] == 204)
    }

    @Test("WIFI CHANNEL 0x60004020: one of 1…13") func channel() throws {
        #expect(try (1...13).contains(joined()[0x6000_4020]))
    }

    @Test("WIFI AID 0x60004024: an association id of 1…2007") func aid() throws {
        #expect(try (1...2007).contains(joined()[0x6000_4024]))
    }

    @Test("WIFI PHASE 0x60004028: none 0, scan 1, join 2, DHCP 3, up 4, each as long as configured")
    func phase() throws {
        let board = try TestBoard.withAccessPoint()
        #expect(board[Self.phase] == 0)
        board.join()
        let start = board.time
        var seen: [UInt32] = []
        // Half a millisecond before and after each end.
        for halves: Ticks in [3, 5, 9, 11, 19, 21] {
            board.advance(start + halves * Self.millisecond / 2 - board.board.now)
            seen.append(board[Self.phase])
        }
        #expect(seen == [1, 2, 2, 3, 3, 4])
        #expect(board.phases.map(\.phase) == [.scan, .join, .dhcp, .up])
        let ends = zip(board.phases.dropFirst(), board.phases).map { ($0.at - $1.at) / Self.millisecond }
        #expect(ends == [2, 3, 5])
    }

    @Test("a reset of the chip leaves the network")
    func reset() throws {
        let board = try joined()
        board[0x6000_0700] = 1 << 31
        #expect(board[Self.status] == 0)
        #expect(board[Self.phase] == 0)
    }
}
