import Testing

@testable import Emulation
@testable import Inputs
@testable import Record

/// What faults make of the records of an endpoint.
@Suite struct StreamFaultTests {
    private typealias Place = Scenario.Cloud.Fault.Place

    /// A record with handshake messages of these types, three bytes each.
    private static func handshake(_ types: UInt8...) -> [UInt8] {
        let content = types.flatMap { [$0, 0, 0, 3, 9, 9, 9] as [UInt8] }
        return [22, 3, 3, 0, UInt8(content.count)] + content
    }

    private static func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        [type, 3, 3, 0, UInt8(content.count)] + content
    }

    private func places(_ bytes: [UInt8]) -> [Set<Place>] {
        var records = ServerRecords()
        return records.take(bytes).map(\.places)
    }

    @Test func `a record is named after the messages that begin in it`() {
        #expect(places(Self.handshake(2) + Self.handshake(11)) == [[.serverHello], [.certificate]])
        #expect(places(Self.handshake(2, 11, 12, 13, 14)) == [Set(Place.allCases.prefix(5))])
        let end = Self.record(20, [1]) + Self.record(22, [2, 0, 0, 3]) + Self.record(23, [7]) + Self.record(23, [7])
        #expect(places(end) == [[.changeCipherSpec], [], [.connack], []])
        #expect(places(Self.record(20, [1]) + Self.record(21, [9])) == [[.changeCipherSpec], [.connack]])
    }

    @Test func `a message that goes on in the next record begins in one only`() {
        let first = Self.record(22, [11, 0, 0]), second = Self.record(22, [4, 1, 2]),
            third = Self.record(22, [3, 4, 14])
        #expect(places(first + second + third) == [[.certificate], [], [.serverHelloDone]])
    }

    @Test func `records that come in pieces are put together`() {
        var records = ServerRecords()
        let bytes = Self.handshake(2) + Self.handshake(11)
        let found = bytes.flatMap { records.take([$0]) }
        #expect(found.flatMap(\.bytes) == bytes && found.count == 2)
    }

    private func outcomes(_ fault: any StreamFault, _ bytes: [UInt8]) -> [FaultOutcome] {
        var fault = fault, records = ServerRecords()
        return records.take(bytes).map { fault.meet($0) }
    }

    @Test func `a stall keeps a record back once`() {
        let fault = StallFault(at: .certificate, duration: Seconds(microseconds: 5))
        let bytes = Self.handshake(2) + Self.handshake(11) + Self.handshake(11)
        #expect(
            outcomes(fault, bytes) == [
                .send(Self.handshake(2)), .hold(Seconds(microseconds: 5)), .send(Self.handshake(11)),
            ]
        )
    }

    @Test func `an alert comes in the record's place and closes`() {
        #expect(
            outcomes(AlertFault(at: .serverHello, alert: 80), Self.handshake(2)) == [.close([21, 3, 3, 0, 2, 2, 80])]
        )
    }

    @Test func `a truncated record has half of its content, and says so`() {
        let fault = TruncationFault(at: .serverHello)
        #expect(outcomes(fault, Self.handshake(2)) == [.send([22, 3, 3, 0, 3, 2, 0, 0])])
        #expect(outcomes(fault, Self.handshake(11)) == [.send(Self.handshake(11))])
        #expect(outcomes(TruncationFault(at: .changeCipherSpec), Self.record(20, [])) == [.send([20, 3, 3, 0, 0])])
    }

    @Test func `garbage is as long as the record, and the same for a seed`() {
        let bytes = Self.handshake(2)
        let first = outcomes(GarbageFault(at: .serverHello, seed: 1), bytes)
        #expect(first == outcomes(GarbageFault(at: .serverHello, seed: 1), bytes))
        #expect(first != outcomes(GarbageFault(at: .serverHello, seed: 2), bytes))
        guard case .send(let garbage)? = first.first else {
            Issue.record("garbage is sent")
            return
        }
        #expect(garbage.count == bytes.count && garbage != bytes)
    }

    @Test func `a close counts bytes of one direction, or waits for a message`() {
        let bytes = Self.handshake(2) + Self.handshake(11)
        let sent = CloseFault(at: .serverHello, sentBytes: 15, receivedBytes: nil)
        #expect(outcomes(sent, bytes) == [.send(Self.handshake(2)), .close([22, 3, 3])])
        #expect(outcomes(CloseFault(at: .serverHello, sentBytes: 0, receivedBytes: nil), bytes).first == .close([]))
        let place = CloseFault(at: .certificate, sentBytes: nil, receivedBytes: nil)
        #expect(outcomes(place, bytes) == [.send(Self.handshake(2)), .close([])])
        var received = CloseFault(at: .serverHello, sentBytes: nil, receivedBytes: 10)
        #expect(received.lastBytes(of: 6) == nil)
        #expect(received.lastBytes(of: 6) == 4)
        #expect(outcomes(received, bytes) == [.send(Self.handshake(2)), .send(Self.handshake(11))])
    }
}
