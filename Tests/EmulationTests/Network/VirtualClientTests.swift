import ESP8266
import Testing

@testable import Emulation

@Suite struct VirtualClientTests {
    private final class Results {
        var all: [(number: Int, result: HTTPFetch.Result, at: Ticks)] = []
    }

    /// A station with a web server and `clients`, which has sent something as stations do.
    private func station(_ clients: [VirtualClient], address: IPv4Address? = nil) -> (TestStation, Results) {
        var configuration = LocalNetwork.Configuration()
        configuration.clients = clients
        let station = TestStation(configuration), results = Results()
        if let address { station.address = address }
        station.network.onFetched = { results.all.append(($0, $1, $2)) }
        station.tcp.onRequest = { local, _, _ in
            guard local.port == 80 else { return .refuse }
            return .accept(ServiceApplication(HTTPService(pages: ["/": "I am a device"])))
        }
        return (station, results)
    }

    private func announce(_ station: TestStation) {
        let request = ARPPacket(.request, from: TestStation.hardware, station.address, station.address)
        station.send(type: EthernetFrame.PayloadType.arp, request.bytes, to: .broadcast, at: station.now)
    }

    @Test func `a page is fetched once the station has an address, and not before its time`() {
        let client = VirtualClient(at: Clock.ticksPerSecond, address: nil, port: 80, host: nil, path: "/")
        let (station, results) = station([client])
        station.run(seconds: 5)
        #expect(results.all.isEmpty && station.frames.isEmpty)
        announce(station)
        station.run(seconds: 1)
        #expect(results.all.map(\.number) == [0])
        let expected = HTTPFetch.Result(status: 200, body: Array("I am a device".utf8), failure: nil)
        #expect(results.all.first?.result == expected)
        let (early, none) = self.station([client])
        announce(early)
        early.run(seconds: 0.9)
        #expect(none.all.isEmpty)
    }

    @Test func `a client joins the station's own access point`() throws {
        let address = IPv4Address(192, 168, 4, 1)
        let client = VirtualClient(at: 0, address: address, port: 80, host: nil, path: "/missing")
        let (station, results) = station([client], address: address)
        station.run(seconds: 3)
        #expect(results.all.first?.result.status == 404)
        let request = try #require(station.frames.first.flatMap { ARPPacket($0.frame.payload) })
        #expect(request.senderAddress == IPv4Address(192, 168, 4, 2))
        #expect(request.senderHardware == LocalNetwork.Configuration().visitorHardware)
        #expect(station.frames.allSatisfy { $0.frame.source == request.senderHardware })
    }

    @Test func `a closed port, and a station that does not answer`() {
        let closed = VirtualClient(at: 0, address: nil, port: 81, host: nil, path: "/")
        let (station, results) = station([closed])
        announce(station)
        station.run(seconds: 2)
        #expect(results.all.first?.result.failure == .ended(.refused))
        let (silent, none) = self.station([closed])
        announce(silent)
        silent.mangle = { _ in [] }
        silent.run(seconds: 300)
        #expect(none.all.first?.result.failure == .ended(.timedOut))
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true, HTTPFetch.Result(status: 200, body: [111, 107])),
        ("HTTP/1.0 302 Found\r\n\r\nok", true, HTTPFetch.Result(status: 302, body: [111, 107])),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", true,
            HTTPFetch.Result(status: 200, body: [111, 107], failure: .ended(.closed))
        ),
        ("", true, HTTPFetch.Result(status: nil, failure: .ended(.closed))),
        ("hello\r\n\r\n", true, HTTPFetch.Result(status: nil, failure: .malformed)),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", false,
            HTTPFetch.Result(status: 200, body: Array("2\r\nok\r\n0\r\n\r\n".utf8))
        ),
    ])
    func `an answer ends by its length, its last chunk or the connection`(
        answer: String,
        closes: Bool,
        expected: HTTPFetch.Result
    ) {
        final class Given: ByteService {
            var output: [UInt8]
            let closes: Bool
            var isClosed = false
            init(_ text: String, closes: Bool) { (output, self.closes) = (Array(text.utf8), closes) }
            func receive(_ bytes: [UInt8]) { isClosed = closes }
            func takeOutput() -> [UInt8] {
                defer { output = [] }
                return output
            }
        }
        let (station, results) = station([VirtualClient(at: 0, address: nil, port: 80, host: nil, path: "/")])
        station.tcp.onRequest = { _, _, _ in .accept(ServiceApplication(Given(answer, closes: closes))) }
        announce(station)
        station.run(seconds: 5)
        #expect(results.all.map(\.result) == [expected])
    }
}
