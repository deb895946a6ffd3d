import Testing

@testable import ESP8266

/// The transmit slots of WDEV, 0x3FF20DC0 − 24·q.
@Suite struct MACTransmitterTests {
    private static let microsecond = Clock.ticksPerMicrosecond
    private static let status: UInt32 = 0x3FF2_0C20
    private static let sent: UInt32 = 1 << 18 | 1 << 19
    private static let descriptor: UInt32 = 0x3FFF_0000
    private static let buffer: UInt32 = 0x3FFF_0100
    private static let beacon: [UInt8] =
        [0x80, 0, 0, 0] + .init(repeating: 0xFF, count: 6) + .init(repeating: 0, count: 40)
    private static let data: [UInt8] = [0x08, 0, 0, 0, 2, 0, 0, 0, 0, 1] + .init(repeating: 0, count: 40)

    /// A board that has `bytes` and room for `trailer` behind them in a descriptor, and who listens.
    private func board(_ bytes: [UInt8], trailer: Int = 4, hears: Bool = false) throws -> (TestBoard, Listener) {
        let test = try TestBoard()
        _ = test.board.write(bytes + .init(repeating: 0xA5, count: trailer), at: Self.buffer)
        test[Self.descriptor] = UInt32(bytes.count + trailer) << 12 | 1 << 30 | 1 << 31
        test[Self.descriptor + 4] = Self.buffer
        let listener = Listener()
        test.board.air.onTransmitted = { frame, at in
            listener.heard.append((frame, at))
            return hears
        }
        return (test, listener)
    }

    private final class Listener {
        var heard: [(frame: AirFrame, at: Ticks)] = []
    }

    /// Sends what is in the descriptor from `queue`, with the slot's third and fourth word; TX_STATUS after a millisecond.
    private func send(_ test: TestBoard, queue: UInt32 = 0, parameters: UInt32 = 11 << 12, scheme: UInt32 = 0) -> UInt32
    {
        let slot = 0x3FF2_0DC4 - 24 * queue
        test[slot + 4] = parameters
        test[slot + 8] = scheme
        test[slot] = 3 << 30 | Self.descriptor & 0x3_FFFF
        #expect(test[slot] >> 30 == 3 && test[Self.status] == 0)
        test.advance(1000 * Self.microsecond)
        #expect(test[slot] >> 30 == 0 && test[Self.status] == Self.sent)
        return test[0x3FF2_0C84]
    }

    @Test("WDEV TX_STATUS 0xC84, ACK_STATUS 0xE04: a frame for all is sent; one that nobody acknowledges has result 5")
    func results() throws {
        let (everyone, _) = try board(Self.beacon)
        #expect(send(everyone, queue: 10) == 10 << 12)
        let (nobody, _) = try board(Self.data)
        #expect(send(nobody) == 5 << 28 && nobody[0x3FF2_0E04] == 0)
        let (somebody, _) = try board(Self.data, hears: true)
        #expect(send(somebody, queue: 3) == 3 << 12 && somebody[0x3FF2_0E04] >> 24 == 1)
    }

    @Test(
        "the FCS's room is not part of the frame; rate in bits 15:12, of 802.11n in the fourth word; backoff in slots"
    )
    func onTheAir() throws {
        let (test, listener) = try board(Self.data)
        test.board.air.channel = 6
        _ = send(test, parameters: 12 << 12)
        test[0x3FF2_0C24] = .max
        test[0x3FF2_0DC0] = 10 << 12
        let before = test.board.now
        _ = send(test, parameters: 1 << 24 | 7 << 12, scheme: 7)
        let (first, second) = (listener.heard[0], listener.heard[1])
        #expect(first.frame == AirFrame(bytes: Self.data, rate: AirRate(code: 12), channel: 6))
        #expect(second.frame.rate.kilobitsPerSecond == 65_000)
        let airTime = second.frame.rate.airTime(bytes: 54)
        #expect(second.at - before >= Air.difs + 10 * Air.slot + airTime)
        #expect(second.at - before < Air.difs + 12 * Air.slot + airTime)
    }

    @Test("a protected frame is encrypted by the key of the third word's bits 22:16, without the room for its MIC")
    func protected() throws {
        let bytes = [Self.data[0], 0x40] + Self.data[2...]
        let (test, listener) = try board(bytes, trailer: 12)
        let sealed: [UInt8] = [1, 2, 3]
        test.board.air.ciphers = FrameCiphers(
            seal: { cipher, frame, key in cipher == .ccmp && key.count == 32 && frame == bytes ? sealed : nil },
            open: { _, _, _ in nil }
        )
        test[0x3FF2_1400 + 40 * 4 + 4] = 3 << 18
        test[0x3FF2_080C] = 1 << 4
        _ = send(test, parameters: 4 << 16)
        #expect(listener.heard.map(\.frame.bytes) == [sealed])
    }
}
