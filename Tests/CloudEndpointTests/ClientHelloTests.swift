import Testing
import TestSupport

@testable import CloudEndpoint

@Suite struct ClientHelloTests {
    /// Suites 0xC02F, 0xCCA9, 0xC02B; curves P-256, x25519, P-384.
    private static let wire: [UInt8] = {
        let extensions: [UInt8] = [0, 23, 0, 0, 0, 10, 0, 8, 0, 6, 0, 23, 0, 29, 0, 24]
        let body =
            [3, 3] + [UInt8](repeating: 7, count: 32) + [0, 0, 6, 0xC0, 0x2F, 0xCC, 0xA9, 0xC0, 0x2B, 1, 0]
            + [0, UInt8(extensions.count)] + extensions
        let message = [1, 0, 0, UInt8(body.count)] + body
        return [22, 3, 1, 0, UInt8(message.count)] + message
    }()

    @Test func `suites and curves keep the client's order, those that AWS IoT serves`() {
        guard case .hello(let hello) = ClientHello.parse(Self.wire) else {
            Issue.record("not parsed")
            return
        }
        #expect(hello.suites.filter(EndpointConfiguration.awsSuites.contains) == [0xC02F, 0xC02B])
        #expect(hello.offeredCurves(preferring: []) == [23, 24, 25])
        #expect(hello.chosenCurve(preferring: []) == "secp256r1")
    }

    @Test func `the server's own order goes before the client's, as far as the client can`() {
        guard case .hello(let hello) = ClientHello.parse(Self.wire) else {
            Issue.record("not parsed")
            return
        }
        #expect(hello.offeredCurves(preferring: [25, 24]) == [24, 23, 25])
        #expect(hello.chosenCurve(preferring: [25, 24]) == "secp384r1")
    }

    @Test func `every truncation is incomplete, and unreadable when the message ends there`() {
        for length in 0..<Self.wire.count {
            #expect(ClientHello.parse(Array(Self.wire.prefix(length))) == .incomplete)
        }
        for length in 9..<48 {
            var cut = Array(Self.wire.prefix(length))
            cut[4] = UInt8(length - 5)
            #expect(ClientHello.parse(cut) == .incomplete, "goes on in another record")
            cut[8] = UInt8(length - 9)
            #expect(ClientHello.parse(cut) == .unreadable, "cut at \(length)")
        }
    }

    @Test(arguments: [1, 3, 40]) func `a hello over several records is the same`(most: Int) {
        let message = Array(Self.wire.dropFirst(5))
        let records = stride(from: 0, to: message.count, by: most).flatMap { start in
            let part = message[start..<min(start + most, message.count)]
            return [22, 3, 1, 0, UInt8(part.count)] + part
        }
        #expect(ClientHello.parse(records) == ClientHello.parse(Self.wire))
    }

    @Test func `random bytes never trap`() {
        var generator = SeededGenerator(state: 3)
        for _ in 0..<5000 {
            var bytes = Self.wire
            for _ in 0..<4 {
                bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
            }
            _ = ClientHello.parse(bytes)
        }
    }
}
