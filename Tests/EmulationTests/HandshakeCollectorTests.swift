import Testing

@testable import Emulation

@Suite struct HandshakeCollectorTests {
    @Test func `a resumed handshake is one attempt although its states go back`() {
        var handshake = HandshakeCollector()
        for (index, state) in ([0, 9, 16] as [UInt32]).enumerated() {
            handshake.enter(OwnTLSLibrary.mbedTLS.progress(state), at: UInt64(index) * 1600, cycles: 0)
        }
        handshake.finish(0, at: 3200, cycles: 0)
        // mbedTLS resumes with ChangeCipherSpec and Finished of the server before those of the client.
        for (index, state) in ([0, 1, 2, 12, 13, 10, 11, 14, 15] as [UInt32]).enumerated() {
            handshake.enter(OwnTLSLibrary.mbedTLS.progress(state), at: 16_000 + UInt64(index) * 160, cycles: 0)
        }
        handshake.finish(0, at: 16_000 + 9 * 160, cycles: 0)
        let record = handshake.record()
        #expect(record.attempts == 2)
        #expect(record.seconds.microseconds == 20)
        #expect(record.reconnect?.microseconds == 9)
    }

    @Test func `of attempts without end the record keeps what it tells of`() {
        var handshake = HandshakeCollector()
        for attempt in 1...100 as ClosedRange<UInt64> {
            let start = attempt * 1_600_000
            handshake.enter(.state(.helloRequest), at: start, cycles: 0)
            handshake.finish(attempt == 60 || attempt == 70 ? 0 : -Int(attempt), at: start + attempt * 160, cycles: 0)
        }
        let record = handshake.record()
        #expect(record.attempts == 100)
        #expect(record.completed && record.seconds.microseconds == 60)
        #expect(record.reconnect?.microseconds == 70)
    }
}
