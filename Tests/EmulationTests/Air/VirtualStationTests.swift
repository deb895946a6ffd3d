import Testing

@testable import ESP8266
@testable import Emulation

/// The virtual station and the virtual access point, each in the place of the other's chip.
@Suite struct VirtualStationTests {
    private static let host = EUI48(0x02_00_00_00_00_99)

    /// Two pieces of air: what one's medium sends to its chip is what the other's chip sends.
    private final class Link {
        let queue = EventQueue()
        let accessPoint: VirtualAccessPoint
        let station: VirtualStation
        var up: [[UInt8]] = []
        var down: [[UInt8]] = []
        var joinedAt: [Ticks] = []
        var now: Ticks = 0
        private let airs = [Air(), Air()]

        init(
            _ configuration: VirtualAccessPoint.Configuration,
            passphrase: String,
            faults: Medium.Faults = Medium.Faults()
        ) {
            let media = airs.map { [queue] in Medium(air: $0, queue: queue, seed: 5, faults: faults) }
            accessPoint = VirtualAccessPoint(configuration, on: media[0], queue: queue)
            let wanted = VirtualStation.Configuration(ssid: "vesp", passphrase: passphrase)
            station = VirtualStation(wanted, on: media[1], queue: queue)
            airs[0].onReceived = { [unowned self] frame, at in airs[1].onTransmitted(frame, at) }
            airs[1].onReceived = { [unowned self] frame, at in airs[0].onTransmitted(frame, at) }
            accessPoint.onEthernet = { [unowned self] frame, _ in up.append(frame) }
            station.onEthernet = { [unowned self] frame, _ in down.append(frame) }
            station.onJoined = { [unowned self] at in joinedAt.append(at) }
            accessPoint.start(at: 0)
            station.start(at: 0)
        }

        func run(milliseconds: Int) {
            now += Ticks(milliseconds) * 160_000
            queue.fire(until: now)
        }
    }

    @Test(arguments: [VirtualAccessPoint.Security.open, .wpa, .wpa2, .wpaAndWPA2], [1, 6, 13])
    func `a station finds the network on its channel, joins and talks both ways`(
        security: VirtualAccessPoint.Security,
        channel: Int
    ) {
        let passphrase = security == .open ? "" : "virtual-esp8266"
        var configuration = VirtualAccessPoint.Configuration(
            ssid: "vesp",
            passphrase: passphrase,
            security: security
        )
        configuration.channel = channel
        let link = Link(configuration, passphrase: passphrase)
        link.run(milliseconds: 3000)
        #expect(link.station.state == .joined && link.joinedAt.count == 1)
        #expect(link.station.keys?.cipher == [.wpa: .tkip, .wpa2: .ccmp, .wpaAndWPA2: .ccmp][security])
        let address = link.station.configuration.address
        let frames = (0..<20).map { [UInt8](repeating: UInt8($0), count: 70 * $0) }
        for payload in frames {
            link.station.send(Self.host.bytes + address.bytes + [8, 0] + payload, at: link.now)
            link.accessPoint.send(address.bytes + Self.host.bytes + [8, 0] + payload, at: link.now)
        }
        link.accessPoint.send(EUI48.broadcast.bytes + Self.host.bytes + [8, 6, 1], at: link.now)
        link.run(milliseconds: 200)
        #expect(link.up.map { $0.dropFirst(14) } == frames.map { $0[...] })
        #expect(link.down.dropLast().map { $0.dropFirst(14) } == frames.map { $0[...] })
        #expect(link.down.last == EUI48.broadcast.bytes + Self.host.bytes + [8, 6, 1])
    }

    @Test func `losses cost retransmissions, not data`() {
        let configuration = WirelessStation.secured(.wpa2)
        let faults = Medium.Faults(lossPermille: 200, busyPermille: 300)
        let link = Link(configuration, passphrase: "virtual-esp8266", faults: faults)
        link.run(milliseconds: 10_000)
        #expect(link.station.state == .joined)
        let address = link.station.configuration.address
        for number in 0..<200 {
            let frame = address.bytes + Self.host.bytes + [8, 0] + UInt16(number).bigEndianBytes
            link.accessPoint.send(frame, at: link.now)
            link.run(milliseconds: 20)
        }
        #expect(link.down.map { Int($0[14]) << 8 | Int($0[15]) } == Array(0..<200))
    }

    @Test func `a station that is sent away comes back`() {
        var configuration = WirelessStation.secured(.wpa2)
        configuration.faults.deauthentications = [.init(at: 5 * Clock.ticksPerSecond, reason: 2)]
        let link = Link(configuration, passphrase: "virtual-esp8266")
        link.run(milliseconds: 8000)
        #expect(link.joinedAt.count == 2)
        #expect(link.joinedAt[1] > 6 * Clock.ticksPerSecond)
    }

    @Test func `a station whose access point vanished looks for it again`() {
        let link = Link(WirelessStation.open(), passphrase: "")
        link.run(milliseconds: 3000)
        link.accessPoint.vanish(at: link.now)
        link.run(milliseconds: 4000)
        #expect(link.station.state == .joined)
        link.run(milliseconds: 8000)
        #expect(link.station.state == .scanning && link.joinedAt.count == 1)
    }

    @Test(arguments: [("", VirtualAccessPoint.Security.wpa2), ("password", .open)])
    func `a network of another kind is not joined`(passphrase: String, security: VirtualAccessPoint.Security) {
        let link = Link(WirelessStation.secured(security), passphrase: passphrase)
        link.run(milliseconds: 5000)
        #expect(link.accessPoint.stations.isEmpty && link.joinedAt.isEmpty)
    }

    @Test func `with another passphrase the handshake never ends well`() {
        let link = Link(WirelessStation.secured(.wpa2), passphrase: "something else")
        link.run(milliseconds: 20_000)
        #expect(link.joinedAt.isEmpty)
    }
}
