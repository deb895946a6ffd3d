import ESP8266
import Testing

@testable import Emulation

@Suite struct NetworkProtocolTests {
    /// An ARP request as a station sends it, a gratuitous one, and a probe of the address it has been given.
    @Test func `ARP answers for the router and hosts of its network, and never for a station`() throws {
        var configuration = LocalNetwork.Configuration()
        let broker = IPv4Address(192, 168, 1, 10), far = IPv4Address(198, 51, 100, 10)
        configuration.hosts = [broker: [:], far: [:]]
        let station = TestStation(configuration)
        func ask(_ target: IPv4Address, from sender: IPv4Address) -> ARPPacket? {
            let request = ARPPacket(.request, from: TestStation.hardware, sender, target)
            station.send(type: 0x0806, request.bytes, to: .broadcast, at: station.now)
            station.run(seconds: 0.1)
            return station.takeFrames().first.flatMap { ARPPacket($0.frame.payload) }
        }
        let answer = ask(station.router, from: station.address)
        let expected = ARPPacket(
            .reply,
            from: configuration.hardware,
            station.router,
            to: TestStation.hardware,
            station.address
        )
        #expect(answer == expected)
        #expect(ask(broker, from: station.address)?.senderHardware == configuration.hardware)
        #expect(ask(station.address, from: .any) == nil)
        #expect(ask(station.address, from: station.address) == nil)
        #expect(ask(station.router, from: .any)?.senderAddress == station.router)
    }

    @Test func `an ARP request has the bytes of RFC 826`() {
        let sender = IPv4Address(192, 168, 1, 100), target = IPv4Address(192, 168, 1, 1)
        let packet = ARPPacket(.request, from: EUI48(0x5CCF_7F00_0001), sender, target)
        let bytes: [UInt8] = [
            0, 1, 8, 0, 6, 4, 0, 1, 0x5C, 0xCF, 0x7F, 0, 0, 1, 192, 168, 1, 100, 0, 0, 0, 0, 0, 0, 192, 168, 1, 1,
        ]
        #expect(packet.bytes == bytes)
        #expect(ARPPacket(bytes) == packet)
        #expect(ARPPacket(bytes.dropLast()) == nil)
    }

    /// The example of a header that many texts work out by hand: its checksum is 0xB861.
    @Test func `an IPv4 header with its checksum`() {
        let header: [UInt8] = [
            0x45, 0, 0, 0x73, 0, 0, 0x40, 0, 0x40, 0x11, 0xB8, 0x61, 0xC0, 0xA8, 0, 1, 0xC0, 0xA8, 0, 0xC7,
        ]
        let packet = IPv4Packet(
            from: IPv4Address(192, 168, 0, 1),
            to: IPv4Address(192, 168, 0, 199),
            17,
            [UInt8](repeating: 0, count: 0x73 - 20)
        )
        #expect(Array(packet.bytes.prefix(20)) == header)
        #expect(IPv4Packet(packet.bytes + [0, 0]) == packet)
        var broken = packet.bytes
        broken[15] ^= 1
        #expect(IPv4Packet(broken) == nil)
    }

    @Test func `a fragment is dropped`() {
        var bytes = IPv4Packet(from: IPv4Address(1), to: IPv4Address(2), 17, [1, 2, 3, 4, 5, 6, 7, 8]).bytes
        bytes.replaceSubrange(6..<8, with: [0x20, 0])
        bytes.replaceSubrange(10..<12, with: [0, 0])
        bytes.replaceSubrange(10..<12, with: InternetChecksum.of(Array(bytes.prefix(20))).bigEndianBytes)
        #expect(IPv4Packet(bytes) == nil)
    }

    @Test func `the router answers an echo at once, a host after the path, nobody elsewhere`() {
        var configuration = LocalNetwork.Configuration()
        let host = IPv4Address(198, 51, 100, 10)
        configuration.hosts[host] = [:]
        let station = TestStation(configuration)
        func ping(_ target: IPv4Address) -> (answer: [UInt8], after: Ticks)? {
            var request: [UInt8] = [8, 0, 0, 0, 0x12, 0x34, 0, 1] + Array("abc".utf8)
            request.replaceSubrange(2..<4, with: InternetChecksum.of(request).bigEndianBytes)
            let start = station.now
            station.send(IPv4Packet(from: station.address, to: target, 1, request), at: start)
            station.run(seconds: 1)
            return station.takeFrames().first.flatMap { entry in
                IPv4Packet(entry.frame.payload).map { ($0.payload, entry.at - start) }
            }
        }
        let near = ping(station.router), far = ping(host)
        #expect(near.map { Array($0.answer.prefix(2)) } == [0, 0])
        #expect(near.map { Array($0.answer.dropFirst(4)) } == [0x12, 0x34, 0, 1, 97, 98, 99])
        #expect(near?.after == 160_000)
        #expect((far?.after ?? 0) >= 2 * 40 * 160_000)
        #expect(ping(IPv4Address(203, 0, 113, 9)) == nil)
    }

    @Test func `UDP is echoed by the host that is told to`() {
        var configuration = LocalNetwork.Configuration()
        let host = IPv4Address(198, 51, 100, 10)
        configuration.hosts[host] = [7: .echo, 9: .silent]
        let station = TestStation(configuration)
        station.udp([1, 2, 3], to: host, 7)
        station.udp([1, 2, 3], to: host, 9)
        station.udp([1, 2, 3], to: IPv4Address(203, 0, 113, 9), 7)
        station.run(seconds: 1)
        #expect(station.takeDatagrams() == [UDPDatagram(from: 7, to: 5000, [1, 2, 3])])
    }

    @Test func `NTP tells the scenario's time and simulated time, at every address`() throws {
        var configuration = LocalNetwork.Configuration()
        configuration.epoch = 1_767_225_600
        configuration.path = .init(latency: 0, bandwidth: 1 << 40)
        let station = TestStation(configuration)
        station.run(seconds: 2.5)
        let request = [UInt8(0x1B)] + [UInt8](repeating: 0, count: 39) + [9, 8, 7, 6, 5, 4, 3, 2]
        station.udp(request, from: 123, to: IPv4Address(203, 0, 113, 77), 123)
        station.run(seconds: 1)
        let answer = try #require(station.takeDatagrams().first).payload
        #expect(answer.count == 48)
        #expect(answer[0] == 0x1C && answer[1] == 1)
        #expect(Array(answer[24..<32]) == [9, 8, 7, 6, 5, 4, 3, 2])
        #expect(answer.bigWord(40) == 1_767_225_602 + 2_208_988_800)
        #expect(answer.bigWord(44) == 1 << 31)
    }
}
