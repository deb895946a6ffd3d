import ESP8266
import Testing

@testable import Emulation

@Suite struct DNSServerTests {
    private let address = IPv4Address(198, 51, 100, 10)

    private func query(_ name: String, type: UInt16 = 1) -> [UInt8] {
        let labels = name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        return [0xAB, 0xCD, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + labels + [0] + type.bigEndianBytes + [0, 1]
    }

    private var server: DNSServer {
        DNSServer(
            records: [
                "example.com": .address(address), "*.pool.ntp.org": .address(address), "gone.net": .nxdomain,
                "broken.net": .servfail, "slow.net": .silent,
            ]
        )
    }

    @Test func `a name has its address, in any case of letters, and below a star`() {
        for name in ["example.com", "EXAMPLE.Com", "a.pool.ntp.org", "0.de.pool.ntp.org"] {
            let question = query(name)
            let answer = server.answer(to: question)
            let head: [UInt8] = [0xAB, 0xCD, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]
            let record: [UInt8] = [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 51, 100, 10]
            #expect(answer == head + question.dropFirst(12) + record)
        }
    }

    @Test func `what there is not, what fails and what is silent`() {
        #expect(server.answer(to: query("gone.net"))?[3] == 0x83)
        #expect(server.answer(to: query("unheard.of"))?[3] == 0x83)
        #expect(server.answer(to: query("broken.net"))?[3] == 0x82)
        #expect(server.answer(to: query("slow.net")) == nil)
    }

    @Test func `a name has no address of IPv6`() {
        let answer = server.answer(to: query("example.com", type: 28))
        #expect(answer?[3] == 0x80 && answer?.bigHalf(6) == 0)
    }

    @Test func `what is no query gets no answer`() {
        #expect(server.answer(to: []) == nil)
        let question = query("example.com")
        for count in 0..<question.count { #expect(server.answer(to: Array(question.prefix(count))) == nil) }
        #expect(server.answer(to: [0xAB, 0xCD, 0x81] + question.dropFirst(3)) == nil)
    }

    @Test func `the network answers for whatever server is asked`() {
        var configuration = LocalNetwork.Configuration()
        configuration.names = ["example.com": .address(address)]
        let station = TestStation(configuration)
        station.udp(query("example.com"), to: station.router, 53)
        station.udp(query("example.com"), to: IPv4Address(8, 8, 8, 8), 53)
        station.run(seconds: 0.002)
        let sources = station.takeFrames().compactMap { IPv4Packet($0.frame.payload)?.source }
        #expect(sources == [station.router, IPv4Address(8, 8, 8, 8)])
    }
}
