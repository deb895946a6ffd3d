import Foundation
import Testing
import TestSupport

@testable import Emulation
@testable import Record

/// Streams cut anywhere, damaged, or no TLS at all.
@Suite(.timeLimit(.minutes(4))) struct TLSWireFuzzTests {
    private typealias Part = TLSConversation.Part

    private static func conversations() throws -> [[Part]] {
        let device =
            ["-tls1_2"] + TLSConversation.file("-cert", "device-rsa-2048.pem")
            + TLSConversation.file("-key", "device-rsa-2048.key.pem")
        let authority = ["-Verify", "1"] + TLSConversation.file("-CAfile", "device-ca.pem")
        let mutual = try TLSConversation.hold(.ecdsa, server: authority, clients: [device])
        let short = try TLSConversation.hold(.rsa, clients: [["-tls1_2", "-maxfraglen", "512"], ["-tls1_3"]])
        return (mutual + short).map(\.parts)
    }

    /// All at one time, so that there are no silences.
    private func events(_ parts: [Part]) -> [TLSWire.Event] {
        var wire = TLSWire()
        return parts.flatMap { wire.take($0.bytes, from: $0.side, at: 1) }
    }

    @Test func `however a stream is cut, it shows the same`() throws {
        let talks = try Self.conversations()
        for parts in talks {
            let whole = events(parts)
            #expect(whole.last == .complete)
            let single = parts.flatMap { part in part.bytes.map { Part(side: part.side, bytes: [$0]) } }
            #expect(events(single) == whole)
        }
        for parts in talks.prefix(1) {
            let whole = events(parts)
            for (index, part) in parts.enumerated() {
                for cut in 1..<max(1, part.bytes.count) {
                    var cutParts = parts
                    cutParts[index].bytes = Array(part.bytes[..<cut])
                    cutParts.insert(Part(side: part.side, bytes: Array(part.bytes[cut...])), at: index + 1)
                    guard events(cutParts) == whole else {
                        Issue.record("part \(index) of \(parts.count) cut at \(cut)")
                        return
                    }
                }
            }
        }
    }

    @Test func `damaged handshakes are survived, in bounded memory`() throws {
        let seed = Fuzz.seed
        var generator = SeededGenerator(state: seed)
        let talks = try Self.conversations()
        let count = Fuzz.count(1500)
        var completed = 0, failed = 0
        for _ in 0..<count {
            var parts = talks[generator.index(below: talks.count)]
            for _ in 0...generator.index(below: 4) { Self.damage(&parts, &generator) }
            var wire = TLSWire()
            for part in parts { _ = wire.take(part.bytes, from: part.side, at: 1) }
            _ = wire.closed(by: .server, at: 2)
            #expect(wire.phase != .handshake && wire.phase != .opening)
            #expect(try Self.size(wire) < 40_000)
            if wire.facts?.completed == true { completed += 1 }
            if wire.facts?.failure != nil { failed += 1 }
        }
        print("TLS wire fuzz: \(completed) complete, \(failed) failed of \(count), seed \(seed)")
        #expect(completed > 0 && failed > 0)
    }

    private static func size(_ wire: TLSWire) throws -> Int { try JSONEncoder().encode(wire.facts).count }

    /// Changes, drops, repeats or adds some bytes; headers are near the beginnings of parts.
    private static func damage(_ parts: inout [Part], _ generator: inout SeededGenerator) {
        let index = generator.index(below: parts.count)
        let count = parts[index].bytes.count
        guard count > 0 else { return }
        let place = generator.index(below: generator.below(2) == 0 ? min(count, 100) : count)
        let byte = UInt8(truncatingIfNeeded: generator.next())
        switch generator.below(6) {
        case 0: parts[index].bytes[place] = byte
        case 1: parts[index].bytes[place] = generator.below(2) == 0 ? 0xFF : 0
        case 2: parts[index].bytes.remove(at: place)
        case 3: parts[index].bytes.insert(byte, at: place)
        case 4: parts.swapAt(index, generator.index(below: parts.count))
        default: parts[index].side = parts[index].side == .device ? .server : .device
        }
    }

    @Test func `random bytes are survived`() {
        let seed = Fuzz.seed
        var generator = SeededGenerator(state: seed &+ 7)
        for _ in 0..<Fuzz.count(2000) {
            var wire = TLSWire()
            _ = wire.take([22, 3, 1, 0, UInt8(generator.below(60)), 1], from: .device, at: 0)
            for step in 0..<20 as Range<UInt64> {
                var bytes = (0..<generator.below(200)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
                if generator.below(2) == 0, bytes.count > 9 {
                    // A record with a message of a known kind.
                    let types: [UInt8] = [0, 1, 2, 4, 11, 12, 13, 14, 15, 16, 20, 22]
                    let length = UInt8(bytes.count - 5)
                    bytes.replaceSubrange(
                        0..<6,
                        with: [22, 3, 3, 0, length, types[generator.index(below: types.count)]]
                    )
                    bytes.replaceSubrange(6..<9, with: [0, 0, length - 4])
                }
                let side: RunRecord.Wire.Side = generator.below(2) == 0 ? .device : .server
                _ = wire.take(bytes, from: side, at: step)
            }
            #expect(wire.facts.map { $0.messages.count <= TLSWire.mostMessages } ?? true)
        }
        print("TLS wire random bytes: seed \(seed)")
    }

    @Test func `messages of any length and number are not kept`() throws {
        var wire = TLSWire()
        _ = wire.take([22, 3, 1, 0, 6, 1, 0xFF, 0xFF, 0xFF, 3, 3], from: .device, at: 0)
        let record = [22, 3, 3, 0x40, 0] + [UInt8](repeating: 0xA5, count: 1 << 14)
        for _ in 0..<1100 { _ = wire.take(record, from: .device, at: 0) }
        #expect(wire.facts?.sent.bytes == 6 + 1100 << 14)
        #expect(wire.facts?.messages.first?.bytes == 0x1000003)
        let many = [22, 3, 3, 0x40, 0] + [UInt8](repeating: 0, count: 1 << 14)
        for _ in 0..<100 { _ = wire.take(many, from: .server, at: 0) }
        #expect(wire.facts?.messages.count == TLSWire.mostMessages)
        #expect(try Self.size(wire) < 10_000)
    }
}
