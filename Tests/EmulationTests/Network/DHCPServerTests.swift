import ESP8266
import Testing

@testable import Emulation

@Suite struct DHCPServerTests {
    typealias Option = DHCPMessage.Option
    private static let hardware = TestStation.hardware
    private let router = IPv4Address(192, 168, 1, 1)
    private let first = IPv4Address(192, 168, 1, 100)

    /// A server that keeps what it learns.
    private final class Server {
        private var server: DHCPServer

        init(router: IPv4Address) {
            server = DHCPServer(network: IPv4Network(address: IPv4Address(192, 168, 1, 0), prefix: 24), router: router)
        }

        func answer(to message: DHCPMessage) -> DHCPMessage? { server.answer(to: message) }
    }

    private func server() -> Server { Server(router: router) }

    private func message(
        _ kind: DHCPMessage.Kind,
        _ hardware: EUI48 = Self.hardware,
        wants: IPv4Address? = nil,
        has: IPv4Address = .any
    ) -> DHCPMessage {
        var message = DHCPMessage(kind, isReply: false, transaction: 0x1234_5678, hardware: hardware)
        message.clientAddress = has
        if let wants { message.options.append((Option.requestedAddress, wants.bytes)) }
        return message
    }

    @Test func `discover, offer, request, acknowledgement`() throws {
        let server = server()
        let offer = try #require(server.answer(to: message(.discover)))
        #expect(offer.kind == .offer && offer.yourAddress == first && offer.transaction == 0x1234_5678)
        #expect(offer.address(Option.server) == router && offer.address(Option.router) == router)
        #expect(offer.address(Option.domainNameServer) == router)
        #expect(offer.address(Option.subnetMask) == IPv4Address(255, 255, 255, 0))
        let lease = try #require(server.answer(to: message(.request, wants: first)))
        #expect(lease.kind == .acknowledgement && lease.yourAddress == first)
        #expect(lease.options.contains { $0.code == Option.leaseTime && $0.value == [0, 1, 0x51, 0x80] })
        let other = try #require(server.answer(to: message(.discover, EUI48(2))))
        #expect(other.yourAddress == IPv4Address(192, 168, 1, 101))
    }

    @Test func `a station that restarts gets its address again, a wrong one is refused`() {
        let server = server()
        let kept = IPv4Address(192, 168, 1, 123)
        #expect(server.answer(to: message(.request, wants: kept))?.yourAddress == kept)
        #expect(server.answer(to: message(.request, wants: first))?.kind == .refusal)
        #expect(server.answer(to: message(.request, has: kept))?.kind == .acknowledgement)
        #expect(server.answer(to: message(.request, wants: IPv4Address(10, 0, 0, 1)))?.kind == .refusal)
        #expect(server.answer(to: message(.discover))?.yourAddress == kept)
    }

    @Test func `release frees an address, decline spoils it, inform gives none`() throws {
        let server = server()
        #expect(server.answer(to: message(.request, wants: first))?.kind == .acknowledgement)
        let information = try #require(server.answer(to: message(.inform, has: first)))
        #expect(information.kind == .acknowledgement && information.yourAddress == .any)
        #expect(information.address(Option.router) == router)
        #expect(!information.options.contains { $0.code == Option.leaseTime })
        #expect(server.answer(to: message(.release, has: first)) == nil)
        #expect(server.answer(to: message(.discover, EUI48(2)))?.yourAddress == first)
        #expect(server.answer(to: message(.decline, EUI48(2))) == nil)
        #expect(server.answer(to: message(.discover))?.yourAddress == IPv4Address(192, 168, 1, 101))
    }

    @Test func `a request to another server is left to it, and the pool has an end`() {
        let server = server()
        var request = message(.request, wants: first)
        request.options.append((Option.server, IPv4Address(192, 168, 1, 2).bytes))
        #expect(server.answer(to: request) == nil)
        for index in 0..<100 {
            #expect(server.answer(to: message(.discover, EUI48(1000 + UInt64(index)))) != nil)
        }
        #expect(server.answer(to: message(.discover, EUI48(2000))) == nil)
    }

    @Test func `a message survives its bytes`() throws {
        let discover = message(.discover, wants: first)
        let read = try #require(DHCPMessage(discover.bytes))
        #expect(read == discover && read.bytes.count >= 300)
        #expect(DHCPMessage(Array(discover.bytes.prefix(240))) == nil)
    }

    @Test func `the network answers at the station's address, and to nobody when told to be silent`() throws {
        let station = TestStation()
        func discover(_ station: TestStation) -> (frame: EthernetFrame, at: Ticks)? {
            let datagram = UDPDatagram(from: 68, to: 67, message(.discover).bytes)
            station.send(datagram.packet(from: .any, to: .broadcast), to: .broadcast, at: station.now)
            station.run(seconds: 1)
            return station.takeFrames().first
        }
        let (frame, at) = try #require(discover(station))
        #expect(frame.destination == Self.hardware && at == 160_000)
        let packet = try #require(IPv4Packet(frame.payload))
        #expect(packet.destination == first && packet.source == router)
        #expect(UDPDatagram(packet).flatMap { DHCPMessage($0.payload) }?.kind == .offer)
        var configuration = LocalNetwork.Configuration()
        configuration.answersDHCP = false
        #expect(discover(TestStation(configuration)) == nil)
    }
}
