import Testing
import TestSupport

@testable import Emulation
@testable import Record

/// Guest events and the record's account of several connections.
@Suite(.timeLimit(.minutes(2))) struct WireSourceTests {
    private final class Taken {
        var events: [GuestEvent] = []
    }

    private static let hello: [UInt8] = [22, 3, 3, 0, 8, 1, 0, 0, 4, 3, 3, 0, 0]
    private static let alert: [UInt8] = [21, 3, 3, 0, 2, 2, 40]

    private func source() -> (WireSource, Taken) {
        let taken = Taken()
        return (WireSource { event, _ in taken.events.append(event) }, taken)
    }

    @Test func `the first handshake is followed until it is over, then the next`() {
        let (wire, taken) = source()
        for connection in 7...9 { wire.opened(connection, host: "h\(connection)", port: 443, at: 100) }
        wire.passed([0x10, 0], on: 9, from: .device, at: 150)
        wire.passed(Self.hello, on: 8, from: .device, at: 200)
        wire.passed(Self.hello, on: 7, from: .device, at: 300)
        wire.passed(Self.alert, on: 7, from: .server, at: 400)
        #expect(wire.isListening)
        wire.closed(8, by: .serverReset, at: 500)
        #expect(!wire.isListening)
        wire.opened(7, host: nil, port: 8883, at: 600)
        let reason = "the server reset the connection in state ServerHello"
        let handshake: [GuestEvent] = [.handshake(.state(.clientHello)), .handshake(.state(.serverHello))]
        #expect(taken.events == handshake + [.handshakeFailed(reason: reason)])
        wire.opened(10, host: nil, port: 8883, at: 600)
        wire.passed(Self.hello, on: 10, from: .device, at: 700)
        wire.restarted(at: 1_600_000)
        let lost = GuestEvent.handshakeFailed(reason: "the chip restarted in state ServerHello")
        #expect(Array(taken.events.dropFirst(3)) == handshake + [lost])
        let record = wire.result
        #expect(record?.connections.map(\.number) == [1, 2, 3, 5])
        #expect(record?.dropped == 1)
        #expect(record?.connections.map(\.ended) == [.restart, .serverReset, .restart, .restart])
        #expect(
            record?.connections.map { $0.tls?.failure } == [
                "the server sent the alert handshake_failure (40)", reason, nil,
                "the chip restarted in state ServerHello",
            ]
        )
        #expect(record?.connections.map(\.sent) == [13, 13, 2, 13])
    }

    @Test func `what the CPU did in a silence is told by its shares`() throws {
        let (wire, _) = source()
        var listened: [UInt64] = []
        wire.onListening = { listened.append($0) }
        wire.opened(1, host: "h", port: 443, at: 0)
        wire.sample("before", periods: 9)
        wire.passed(Self.hello, on: 1, from: .device, at: 160_000)
        wire.sample("br_a", periods: 1)
        wire.sample("[idle]", periods: 64)
        wire.sample("br_a", periods: 1)
        wire.sample("br_b", periods: 30)
        for index in 0..<9 { wire.sample("f\(index)", periods: 0) }
        wire.passed([22], on: 1, from: .server, at: 32_000_000)
        wire.passed([3], on: 1, from: .server, at: 64_000_000)
        let gaps = try #require(wire.result?.connections.first?.tls?.gaps)
        #expect(gaps.map(\.seconds.microseconds) == [199_000, 200_000])
        #expect(gaps.map(\.by) == [.server, .server] && gaps.map(\.state) == ["ServerHello", "ServerHello"])
        #expect(
            gaps[0].functions.prefix(3) == [
                .init(name: "[idle]", share: 67), .init(name: "br_b", share: 31), .init(name: "br_a", share: 2),
            ]
        )
        #expect(gaps[1].functions.isEmpty && listened == [160_000])
    }

    @Test func `connections without end are bounded`() {
        let (wire, taken) = source()
        for connection in 0..<500 {
            wire.opened(connection, host: nil, port: 1, at: UInt64(connection))
            wire.passed(Self.hello, on: connection, from: .device, at: UInt64(connection))
            if connection < 400 { wire.closed(connection, by: .device, at: UInt64(connection)) }
        }
        let record = wire.result
        #expect(record?.connections.count == 64 && record?.dropped == 436)
        #expect(taken.events.count == 401 * 2 + 400)
        wire.passed([1], on: 4711, from: .device, at: 1)
        wire.closed(4711, by: .server, at: 1)
    }

    @Test func `a whole handshake makes the events of our own firmware's probe`() throws {
        let talk = try TLSConversation.hold(.rsa, clients: [["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"]])[0]
        let (wire, taken) = source()
        var handshake = HandshakeCollector()
        wire.opened(1, host: "localhost", port: 443, at: 0)
        for (index, part) in talk.parts.enumerated() {
            let at = UInt64(index + 1) * 1_600_000
            wire.passed(part.bytes, on: 1, from: part.side, at: at)
            for event in taken.events {
                if case .handshake(let progress) = event { handshake.enter(progress, at: at, cycles: at / 2) }
            }
            taken.events = []
        }
        let record = handshake.record()
        #expect(record.completed && record.attempts == 1 && record.failure == nil)
        #expect(record.states.first?.name == "ClientHello" && record.states.last?.name == "ServerFinished")
        #expect(wire.result?.connections.first?.tls?.seconds == record.seconds)
    }

    @Test func `a failed handshake is a reason, and one that succeeded later is none`() {
        var handshake = HandshakeCollector()
        handshake.enter(.state(.clientHello), at: 0, cycles: 0)
        handshake.fail("the server sent the alert handshake_failure (40)", at: 160, cycles: 1)
        #expect(handshake.record().failure == "the server sent the alert handshake_failure (40)")
        #expect(handshake.stateName == nil)
        var record = RunRecord()
        record.firmware = .unrecognised
        record.handshake = handshake.record()
        let reason = "TLS handshake failed: the server sent the alert handshake_failure (40)"
        #expect(Judge.verdict(on: record, isFinished: true).reasons == [reason])
        #expect(Judge.verdict(on: record, isFinished: false).reasons == [reason])
        handshake.enter(.state(.clientHello), at: 320, cycles: 0)
        handshake.enter(.complete, at: 480, cycles: 0)
        record.handshake = handshake.record()
        #expect(record.handshake.attempts == 2 && record.handshake.failure == nil)
        #expect(Judge.verdict(on: record, isFinished: true).ok)
    }
}
