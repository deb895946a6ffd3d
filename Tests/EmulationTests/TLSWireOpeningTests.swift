import Testing

@testable import Emulation
@testable import Record

/// Beginnings, silences and ends of connections.
@Suite struct TLSWireOpeningTests {
    /// A ClientHello in SSL 2.0's form as axTLS sends it: TLS 1.1, two suites, no session, 32 bytes of challenge.
    private static let version2: [UInt8] =
        [0x80, 0x2F, 1, 3, 2, 0, 6, 0, 0, 0, 32, 0, 0, 0x2F, 0, 0, 0x35] + [UInt8](repeating: 9, count: 32)

    @Test func `a ClientHello in SSL 2_0's form is read, byte by byte too`() {
        var wire = TLSWire()
        let events = Self.version2.flatMap { wire.take([$0], from: .device, at: 0) }
        #expect(events == [.state(.clientHello), .state(.serverHello)])
        #expect(wire.facts?.offer?.version == "TLS 1.1" && wire.facts?.offer?.hasSession == false)
        #expect(wire.facts?.offer?.suites == ["TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"])
        #expect(wire.facts?.messages.map(\.bytes) == [49])
    }

    @Test(arguments: [
        ("MQTT", [UInt8]([0x10, 12, 0, 4, 0x4D, 0x51, 0x54, 0x54])), ("HTTP", Array("GET / HTTP/1.1".utf8)),
        ("a record of another major version", [22, 4, 0, 0, 4, 1]),
        ("a record with a ServerHello", [22, 3, 3, 0, 4, 2]),
        ("application data", [23, 3, 3, 0, 4, 1]), ("SSL 2.0 alone", [0x80, 0x2E, 1, 0, 2, 0]),
        ("a very long ClientHello of SSL 2.0's form", [0x84, 0x01, 1, 3, 1, 0]),
    ])
    func `what is no TLS is told once`(name: String, bytes: [UInt8]) {
        var wire = TLSWire()
        let first = bytes.flatMap { wire.take([$0], from: .device, at: 0) }
        #expect(first == [.plain] && wire.facts == nil, "\(name)")
        #expect(wire.take(bytes, from: .server, at: 0).isEmpty && wire.closed(by: .server, at: 1).isEmpty)
    }

    @Test func `a server that speaks first speaks no TLS`() {
        var wire = TLSWire()
        #expect(wire.take(Array("220 ready".utf8), from: .server, at: 0) == [.plain])
    }

    @Test func `silences during a handshake are told with who broke them`() {
        var wire = TLSWire()
        _ = wire.take([22], from: .device, at: 1_000_000)
        _ = wire.take([3, 1, 0, 40, 1, 0], from: .device, at: 2_000_000)
        let late = wire.take([0], from: .device, at: 3_000_000)
        #expect(late == [.silence(.init(from: 2_000_000, to: 3_000_000, by: .device, state: .clientHello))])
        #expect(wire.take([30], from: .device, at: 3_000_160).isEmpty)
        #expect(wire.facts?.at == Seconds(microseconds: 6250))
    }

    @Test(arguments: RunRecord.Wire.Ending.allCases)
    func `a connection that ends during the handshake fails it`(ending: RunRecord.Wire.Ending) {
        var wire = TLSWire()
        _ = Self.version2.flatMap { wire.take([$0], from: .device, at: 0) }
        let reason = "\(ending.text) in state ServerHello"
        #expect(wire.closed(by: ending, at: 1_600_000) == [.failed(reason)])
        #expect(wire.facts?.failure == reason && wire.facts?.seconds == Seconds(microseconds: 10_000))
        #expect(wire.closed(by: ending, at: 1_600_000).isEmpty)
    }

    @Test func `what is no record ends the reading`() {
        var wire = TLSWire()
        _ = wire.take(Self.version2, from: .device, at: 0)
        #expect(
            wire.take([72, 84, 84, 80, 47], from: .server, at: 0) == [.failed("the server sent what is no TLS record")]
        )
        #expect(wire.take([21, 3, 1, 0, 2, 2, 40], from: .server, at: 0).isEmpty)
    }

    @Test func `an alert that lies in two records is one`() {
        var wire = TLSWire()
        _ = wire.take(Self.version2, from: .device, at: 0)
        let records: [UInt8] = [21, 3, 1, 0, 1, 1, 21, 3, 1, 0, 2, 112, 2, 21, 3, 1, 0, 1, 70]
        let events = wire.take(records, from: .server, at: 0)
        #expect(wire.facts?.alerts.map(\.description) == ["unrecognized_name (112)", "protocol_version (70)"])
        #expect(wire.facts?.alerts.map(\.level) == ["warning", "fatal"])
        #expect(events == [.failed("the server sent the alert protocol_version (70)")])
    }
}
