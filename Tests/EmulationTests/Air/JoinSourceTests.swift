import Testing

@testable import ESP8266
@testable import Emulation

/// The phases of a join, of the frames that a station exchanges with the access point.
@Suite struct JoinSourceTests {
    private let station: WirelessStation
    private let join: JoinSource
    private let phases: Noted

    private final class Noted {
        var all: [JoinSource.Phase?] = []
        var times: [Ticks] = []
    }

    private init(_ configuration: VirtualAccessPoint.Configuration, isSecured: Bool) {
        let phases = Noted()
        station = WirelessStation(configuration)
        join = JoinSource(bssid: configuration.bssid, isSecured: isSecured) { phase, at in
            phases.all.append(phase)
            phases.times.append(at)
        }
        self.phases = phases
        station.medium.observe { [join] frame, direction, at in join.take(frame, direction, at: at) }
        station.accessPoint.onJoined = { [join] address, at in join.joined(address, at: at) }
    }

    init() { self.init(WirelessStation.open(), isSecured: false) }

    private func probe(_ station: WirelessStation) {
        station.send(station.management(.probeRequest, InformationElement.ssid([]).bytes, to: .broadcast))
        station.run(milliseconds: 20)
    }

    @Test func `an open network has no key handshake`() {
        probe(station)
        #expect(station.join())
        #expect(phases.all == [.scan, .authentication, .association, .dhcp])
        #expect(phases.times == phases.times.sorted())
        join.addressed(station.address, at: station.now)
        #expect(phases.all.last == .connected)
    }

    @Test func `a secured network has one`() throws {
        let secured = Self(WirelessStation.secured(.wpa2), isSecured: true)
        probe(secured.station)
        let element = try #require(secured.station.accessPoint.elements.first)
        #expect(secured.station.join(security: element))
        #expect(secured.phases.all == [.scan, .authentication, .association, .keyHandshake, .dhcp])
    }

    @Test func `a handshake with another password gets no further`() throws {
        let secured = Self(WirelessStation.secured(.wpa2), isSecured: true)
        let element = try #require(secured.station.accessPoint.elements.first)
        secured.station.join(security: element, passphrase: "another-one")
        #expect(secured.phases.all == [.authentication, .association, .keyHandshake])
    }

    @Test func `a scan of a station that is joined is none, and a deauthentication ends everything`() {
        #expect(station.join())
        probe(station)
        #expect(phases.all.last == .dhcp)
        station.accessPoint.sendAway(reason: 3, station.now)
        station.run(milliseconds: 20)
        #expect(phases.all.last == .some(nil))
        probe(station)
        #expect(phases.all.last == .scan)
    }

    @Test func `the deauthentication before NONOS authenticates itself ends no scan`() {
        probe(station)
        station.send(station.management(.deauthentication, [3, 0]))
        #expect(phases.all == [.scan])
    }

    @Test func `a station of another network is nobody's concern, and a restart forgets`() {
        join.addressed(station.address, at: 0)
        join.joined(EUI48(0x02_00_00_00_00_09), at: 0)
        #expect(phases.all.isEmpty)
        #expect(station.join())
        join.restarted()
        join.addressed(station.address, at: station.now)
        #expect(phases.all.last == .dhcp)
    }

    @Test func `the network tells of a station that sends from an address in it, and of no probe`() {
        let station = TestStation()
        var told: [EUI48] = []
        station.network.onAddress = { address, _ in told.append(address) }
        let probe = ARPPacket(.request, from: TestStation.hardware, .any, station.address)
        station.send(type: EthernetFrame.PayloadType.arp, probe.bytes, at: 0)
        #expect(told.isEmpty)
        let announcement = ARPPacket(.request, from: TestStation.hardware, station.address, station.address)
        station.send(type: EthernetFrame.PayloadType.arp, announcement.bytes, at: 0)
        #expect(told == [TestStation.hardware])
    }
}
