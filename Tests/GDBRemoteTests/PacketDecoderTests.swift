import GDBRemote
import TestSupport
import Testing

/// Packets on the line: framing, checksums, escapes, runs; whatever comes, memory stays bounded.
@Suite struct PacketDecoderTests {
    private static func events(_ line: [UInt8], expandsRuns: Bool = false) -> [LineEvent] {
        var decoder = PacketDecoder(expandsRuns: expandsRuns)
        return line.compactMap { decoder.take($0) }
    }

    private static func events(_ line: String, expandsRuns: Bool = false) -> [LineEvent] {
        events(Array(line.utf8), expandsRuns: expandsRuns)
    }

    @Test func `a packet has a checksum of two digits`() {
        #expect(Packet.encoded("OK") == Array("$OK#9a".utf8))
        #expect(Self.events("+$OK#9a$OK#9A-") == [.acknowledged, .packet([79, 75]), .packet([79, 75]), .refused])
        #expect(Self.events("$OK#9b$OK#x") == [.damaged])
        #expect(Self.events("$#00") == [.packet([])])
    }

    @Test func `0x03 interrupts between packets only`() {
        #expect(Self.events([3]) == [.interrupt])
        #expect(Self.events(Packet.encoded([3])) == [.packet([3])])
    }

    @Test func `a packet whose end was lost gives way to the next`() {
        #expect(Self.events("$m0,4$?#3f") == [.packet([0x3F])])
    }

    @Test func `every byte survives`() {
        let all = (0...255).map { UInt8($0) }
        #expect(Self.events(Packet.encoded(all)) == [.packet(all)])
        #expect(Self.events(Packet.encoded(all), expandsRuns: true) == [.packet(all)])
    }

    /// The example of the manual: `0* ` stands for `0000`.
    @Test func `runs are expanded where they are known`() {
        #expect(Self.events("$0* #7a", expandsRuns: true) == [.packet(Array("0000".utf8))])
        #expect(Self.events("$0* #7a") == [.packet(Array("0* ".utf8))])
        #expect(Self.events("$* #4a", expandsRuns: true) == [.packet([])])
    }

    @Test func `what is longer than announced is damaged, and does not stay`() {
        let most = [UInt8](repeating: 65, count: PacketDecoder.mostBytes)
        #expect(Self.events(Packet.encoded(most)) == [.packet(most)])
        #expect(Self.events(Packet.encoded(most + [65])) == [.damaged])
        #expect(Self.events(Packet.encoded(most + [65]) + Packet.encoded("?")) == [.damaged, .packet([0x3F])])
    }

    @Test func `any bytes are taken, and a packet behind them is found`() {
        for seed in Fuzz.seed..<Fuzz.seed + Fuzz.count(2000) {
            var random = SeededGenerator(state: seed)
            let special = Array("$#}*+-".utf8) + [3]
            let noise = (0..<random.index(below: 600)).map { _ in
                random.below(3) == 0 ? special[random.index(below: special.count)] : UInt8(random.below(256))
            }
            // Whatever the noise left open ends within four bytes.
            let events = Self.events(noise + Array("####".utf8) + Packet.encoded("qC"), expandsRuns: seed % 2 == 0)
            #expect(events.last == .packet(Array("qC".utf8)), "seed \(seed)")
            for case .packet(let bytes) in events { #expect(bytes.count <= PacketDecoder.mostBytes, "seed \(seed)") }
        }
    }
}
