import Testing

@testable import ESP8266

/// The receive side of WDEV: filters, the chain of blocks, the queue before it, keys.
@Suite struct MACReceiverTests {
    private static let own: [UInt8] = [0x5C, 0xCF, 0x7F, 0x12, 0x34, 0x56]
    private static let bssid: [UInt8] = [2, 0, 0, 0, 0, 1]
    private static let everyone = [UInt8](repeating: 0xFF, count: 6)
    private static let received: UInt32 = 1 << 8
    private static let status: UInt32 = 0x3FF2_0C20
    private static let clear: UInt32 = 0x3FF2_0C24
    private static let blocks: UInt32 = 0x3FFF_0000
    private static let buffers: UInt32 = 0x3FFF_1000
    /// Where a block's buffer is, from the one before.
    private static let stride: UInt32 = 0x800

    /// A board whose receiver is on, with a chain of `count` blocks of `size` bytes, and its own address set.
    private func listeningBoard(blocks count: UInt32 = 4, size: UInt32 = 1600) throws -> TestBoard {
        let test = try TestBoard()
        for index in 0..<count {
            let block = Self.blocks + 12 * index
            test[block] = 1 << 31 | size << 12 | size
            test[block + 4] = Self.buffers + Self.stride * index
            test[block + 8] = index + 1 < count ? block + 12 : 0
        }
        test[0x3FF2_0008] = Self.blocks
        set(Self.own, at: 0x3FF2_0C48, mask: 0x3FF2_0C58, test)
        test[0x3FF2_0004] = 1 << 31
        return test
    }

    private func set(_ address: [UInt8], at register: UInt32, mask: UInt32, _ test: TestBoard) {
        test[register] = address.word(0)
        test[register + 4] = UInt32(address.half(4))
        test[mask] = .max
        test[mask + 4] = 0x1_FFFF
    }

    private func frame(to receiver: [UInt8], kind: UInt8 = 0x80, body: Int = 20, bssid: [UInt8] = bssid) -> AirFrame {
        AirFrame(bytes: [kind, 0, 0, 0] + receiver + bssid + bssid + [0, 0] + (0..<body).map { UInt8($0 & 0xFF) })
    }

    @Test(
        "WDEV 0x008, 0x014, 0x018, 0x01C, 0x10FC: a frame in the first block, with control words and FCS; interrupt 8"
    )
    func oneBlock() throws {
        let test = try listeningBoard()
        let frame = frame(to: Self.own)
        let now = test.board.now
        #expect(test.board.air.receive(frame, at: now))
        #expect(test[Self.status] == Self.received)
        #expect(test[0x3FF2_0014] == Self.blocks && test[0x3FF2_001C] == Self.blocks && test[0x3FF2_0018] == 1)
        #expect(test[0x3FF2_10FC] == UInt32(now / Clock.ticksPerMicrosecond))
        // Owner gone, end of frame set, length in 23:12.
        #expect(test[Self.blocks] == 1 << 30 | UInt32(12 + 44 + 4) << 12 | 1600)
        let control = test[Self.buffers]
        #expect(control & 0xFF == 46 && control >> 8 & 15 == 11 && control >> 16 & 0xFFF == 48)
        #expect(control >> 28 == 0b0101)
        #expect(test.board.bytes(at: Self.buffers + 12, count: 44) == frame.bytes)
    }

    @Test("a frame of several blocks: a length each, end of frame on the last, their number in 0x018")
    func severalBlocks() throws {
        let test = try listeningBoard(blocks: 6, size: 524)
        #expect(test.board.air.receive(frame(to: Self.own, body: 1300), at: test.board.now))
        #expect(test[0x3FF2_0018] == 3)
        #expect(test[0x3FF2_001C] == Self.blocks && test[0x3FF2_0014] == Self.blocks + 24)
        #expect(test[Self.blocks] == 524 << 12 | 524)
        #expect(test[Self.blocks + 24] == 1 << 30 | UInt32(12 + 24 + 1300 + 4 - 1048) << 12 | 524)
    }

    @Test("the last block of the chain is never used; a frame without a block is lost, and hanging blocks on goes on")
    func endOfChain() throws {
        let test = try listeningBoard(blocks: 2)
        var missed: [Bool] = []
        test.board.air.onMissed = { _, isAcknowledged, _ in missed.append(isAcknowledged) }
        for _ in 0..<2 {
            _ = test.board.air.receive(frame(to: Self.own), at: test.board.now)
            test[Self.clear] = Self.received
            test.advance(100 * Clock.ticksPerMicrosecond)
        }
        #expect(test[0x3FF2_0014] == Self.blocks && test[Self.status] == 0)
        #expect(missed == [true])
        test[Self.blocks + 24] = 1 << 31 | 1600
        test[Self.blocks + 28] = Self.buffers
        test[Self.blocks + 20] = Self.blocks + 24
        _ = test.board.air.receive(frame(to: Self.own), at: test.board.now)
        #expect(test[0x3FF2_0014] == Self.blocks + 12)
    }

    @Test("frames wait until the interrupt of the one before is cleared; there is room for eight")
    func waitingFrames() throws {
        let test = try listeningBoard(blocks: 12)
        var missed: [Bool] = []
        test.board.air.onMissed = { _, isAcknowledged, _ in missed.append(isAcknowledged) }
        let heard = (0..<12).map { _ in test.board.air.receive(frame(to: Self.own), at: test.board.now) }
        #expect(heard == .init(repeating: true, count: 9) + .init(repeating: false, count: 3))
        var count = 0
        while test[Self.status] & Self.received != 0 {
            count += 1
            test[Self.clear] = Self.received
            test.advance(60 * Clock.ticksPerMicrosecond)
        }
        #expect(count == 9)
        #expect(missed == [false, false, false], "what there is no room for is told of")
    }

    @Test("WDEV 0x004: off, or after a reset, nothing is heard; the radio's wake-up switches it on")
    func switchedOff() throws {
        let test = try listeningBoard()
        test[0x3FF2_0004] = 0
        #expect(!test.board.air.receive(frame(to: Self.own), at: test.board.now))
        test.board.switchReceiverOn()
        #expect(test.board.air.receive(frame(to: Self.own), at: test.board.now))
        test[0x6000_0700] = 1 << 31
        #expect(!test.board.air.receive(frame(to: Self.own), at: test.board.now))
    }

    @Test("another channel is not heard; as long as the channel is not known, every one is")
    func channel() throws {
        let test = try listeningBoard()
        var frame = frame(to: Self.own)
        frame.channel = 6
        #expect(test.board.air.receive(frame, at: test.board.now))
        test.board.air.channel = 1
        #expect(!test.board.air.receive(frame, at: test.board.now))
    }

    @Test(
        "WDEV 0xC28 to 0xC64: own addresses and networks of station and access point, in bits 31:28 of the control word",
        arguments: [
            (receiver: own, bssid: bssid, hasNetwork: false, match: UInt32(0b0101)),
            (own, bssid, true, 0b0101), (own, [2, 0, 0, 0, 0, 9], true, 0b0001),
            (everyone, bssid, true, 0b0100), (everyone, bssid, false, 0b0100),
            (everyone, [2, 0, 0, 0, 0, 9], false, 0b0100), (everyone, [2, 0, 0, 0, 0, 9], true, 0),
            (everyone, everyone, true, 0b0100), ([2, 0, 0, 0, 0, 7], bssid, true, 0),
        ]
    )
    func filters(_ given: (receiver: [UInt8], bssid: [UInt8], hasNetwork: Bool, match: UInt32)) throws {
        let test = try listeningBoard()
        if given.hasNetwork { set(Self.bssid, at: 0x3FF2_0C28, mask: 0x3FF2_0C38, test) }
        _ = test.board.air.receive(frame(to: given.receiver, bssid: given.bssid), at: test.board.now)
        #expect(test[Self.status] == (given.match == 0 ? 0 : Self.received))
        #expect(test[Self.buffers] >> 28 == given.match)
    }

    @Test("the access point's filters are the second pair")
    func accessPointFilters() throws {
        let test = try listeningBoard()
        let address: [UInt8] = [0x5E, 0xCF, 0x7F, 0x12, 0x34, 0x56]
        set(address, at: 0x3FF2_0C50, mask: 0x3FF2_0C60, test)
        set(address, at: 0x3FF2_0C30, mask: 0x3FF2_0C40, test)
        set(Self.bssid, at: 0x3FF2_0C28, mask: 0x3FF2_0C38, test)
        #expect(test.board.air.receive(frame(to: address, bssid: address), at: test.board.now))
        #expect(test[Self.buffers] >> 28 == 0b1010)
    }

    @Test(
        "a network's filter that is off: what is for all is of the first interface, the rest of whom it is addressed to"
    )
    func closedAccessPoint() throws {
        for (receiver, match) in [(Self.own, UInt32(0b0101)), (Self.everyone, 0b0100)] {
            let test = try listeningBoard()
            set([0x5E, 0xCF, 0x7F, 0x12, 0x34, 0x56], at: 0x3FF2_0C50, mask: 0x3FF2_0C60, test)
            _ = test.board.air.receive(frame(to: receiver, bssid: Self.bssid), at: test.board.now)
            #expect(test[Self.buffers] >> 28 == match)
        }
    }

    /// Ciphers that say which key they were asked with, and cover bytes by the key's first one.
    private static let ciphers = FrameCiphers(
        seal: { cipher, frame, key in frame.map { $0 ^ key[0] } + .init(repeating: 0xEE, count: cipher.trailerSize) },
        open: { cipher, frame, key in
            let covered = frame.dropLast(cipher.trailerSize)
            return key[0] == 0x5A ? Array(covered.prefix(32) + covered.dropFirst(32).map { $0 ^ key[0] }) : nil
        }
    )

    /// Puts a CCMP key whose bytes are all `byte` into entry `number`, for frames of `address`.
    private func setKey(_ byte: UInt32, number: UInt32, for address: [UInt8], _ test: TestBoard) {
        let entry = 0x3FF2_1400 + 40 * number
        test[entry] = address.word(0)
        test[entry + 4] = UInt32(address.half(4)) | 3 << 18
        for word in 2..<10 as Range<UInt32> { test[entry + 4 * word] = byte * 0x0101_0101 }
        test[0x3FF2_080C] = test[0x3FF2_080C] | 1 << number
    }

    @Test("key table 0x1400 and 0x80C: a protected frame is opened by the sender's key; its MIC stays as zeros")
    func openedFrame() throws {
        let test = try listeningBoard()
        test.board.air.ciphers = Self.ciphers
        setKey(0x5A, number: 3, for: Self.bssid, test)
        var frame = frame(to: Self.own, kind: 0x08, body: 8)
        frame.bytes[1] = 0x42
        let plain: [UInt8] = [1, 2, 3, 4, 5]
        let cipherHeader = Array(frame.bytes)
        frame.bytes += plain.map { $0 ^ 0x5A } + .init(repeating: 0xEE, count: 8)
        // The fourth byte of the cipher header has the key's number in its upper bits.
        #expect(frame.bytes[27] >> 6 == 0)
        #expect(test.board.air.receive(frame, at: test.board.now))
        #expect(
            test.board.bytes(at: Self.buffers + 12, count: 45) == cipherHeader + plain + .init(repeating: 0, count: 8)
        )
        // With another key it is acknowledged, but lost.
        setKey(0x77, number: 3, for: Self.bssid, test)
        test[Self.clear] = Self.received
        #expect(test.board.air.receive(frame, at: test.board.now))
        test.advance(100 * Clock.ticksPerMicrosecond)
        #expect(test[Self.status] == 0)
    }
}
