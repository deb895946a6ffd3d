import TestSupport
import Testing

@testable import Emulation

@Suite struct DNSAnswerTests {
    /// A query for an address of `web.example.org`.
    private let query: [UInt8] =
        [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3] + Array("Web".utf8) + [7] + Array("example".utf8) + [3]
        + Array("org".utf8) + [0, 0, 1, 0, 1]

    @Test func `an answer of ours is understood`() throws {
        let address = IPv4Address(192, 0, 2, 7)
        let message = try #require(DNSMessage(query: query))
        let answer = try #require(DNSAnswer(message.answer(.noError, address)))
        #expect(answer.name == "web.example.org" && answer.addresses == [address])
        #expect(DNSAnswer(message.answer(.nameError))?.addresses == [])
        #expect(DNSAnswer(query) == nil)
    }

    @Test func `addresses behind an alias belong to the name asked for`() throws {
        var answer = query
        answer.replaceSubrange(2..<8, with: [0x81, 0x80, 0, 1, 0, 2])
        // web.example.org is an alias of a.example.org, whose address follows.
        answer += [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 4, 1, UInt8(ascii: "a"), 0xC0, 16]
        answer += [1, UInt8(ascii: "a"), 0xC0, 16, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 8]
        let found = try #require(DNSAnswer(answer))
        #expect(found.name == "web.example.org" && found.addresses == [IPv4Address(192, 0, 2, 8)])
        for count in answer.indices { _ = DNSAnswer(Array(answer.prefix(count))) }
    }

    @Test func `bytes of any kind are read to the end or refused`() {
        var random = SeededGenerator(state: Fuzz.seed)
        for _ in 0..<Fuzz.count(5000) {
            var bytes = query + (0..<random.below(60)).map { _ in UInt8(random.below(256)) }
            bytes.replaceSubrange(2..<8, with: [0x81, 0x80, 0, 1, UInt8(random.below(256)), UInt8(random.below(256))])
            bytes[random.index(below: bytes.count)] = UInt8(random.below(256))
            #expect(DNSAnswer(bytes)?.addresses.count ?? 0 <= 32, "seed \(Fuzz.seed)")
        }
    }
}
