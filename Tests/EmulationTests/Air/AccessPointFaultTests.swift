import Testing

@testable import ESP8266
@testable import Emulation

/// What may be wrong with an access point and the air.
@Suite struct AccessPointFaultTests {
    private static let rsn = SecurityElement(.rsn, group: .ccmp, pairwise: [.ccmp])
    private static let host = EUI48(0x02_00_00_00_00_99)

    private func station(
        _ security: VirtualAccessPoint.Security = .open,
        _ faults: (inout VirtualAccessPoint.Faults) -> Void
    ) -> WirelessStation {
        var configuration = security == .open ? WirelessStation.open() : WirelessStation.secured(security)
        faults(&configuration.faults)
        return WirelessStation(configuration)
    }

    @Test func `one that is absent is neither seen nor heard`() {
        let station = station { $0.isAbsent = true }
        #expect(!station.join())
        station.run(milliseconds: 1000)
        #expect(station.heard.isEmpty)
    }

    @Test func `one on another channel is not heard and does not hear`() {
        var configuration = WirelessStation.open()
        configuration.channel = 11
        let station = WirelessStation(configuration)
        station.channel = 6
        #expect(!station.send(station.management(.authentication, AuthenticationBody(sequence: 1).bytes)))
        station.run(milliseconds: 1000)
        #expect(station.heard.isEmpty)
        station.channel = 11
        #expect(station.join())
    }

    @Test func `it sends stations away when it is told, with the reason`() {
        let station = station {
            $0.deauthentications = [
                .init(at: Clock.ticksPerSecond, reason: 4), .init(at: 2 * Clock.ticksPerSecond, reason: 8),
            ]
        }
        station.join()
        station.run(milliseconds: 1200)
        #expect(station.frames(.deauthentication).map(\.body) == [[4, 0]])
        #expect(station.accessPoint.stations.isEmpty)
        #expect(station.join())
        station.run(milliseconds: 1000)
        #expect(station.frames(.deauthentication).map(\.body) == [[4, 0], [8, 0]])
    }

    @Test func `it vanishes at its time`() {
        let station = station { $0.vanishAt = Clock.ticksPerSecond }
        #expect(station.join())
        station.run(milliseconds: 2000)
        #expect(station.frames(.beacon).count == 10)
        #expect(!station.send(station.null()))
    }

    @Test(arguments: [10, 95, 250]) func `it vanishes and comes back, with as many beacons as ever, knowing nobody`(
        gone: Int
    ) {
        let station = WirelessStation(WirelessStation.open())
        #expect(station.join())
        station.accessPoint.vanish(at: station.now)
        let count = station.heard.count
        station.run(milliseconds: gone)
        #expect(station.heard.count == count && !station.send(station.null()))
        station.accessPoint.appear(at: station.now)
        station.accessPoint.appear(at: station.now)
        let beacons = station.frames(.beacon).count
        station.run(milliseconds: 2000)
        #expect((19...20).contains(station.frames(.beacon).count - beacons))
        #expect(station.accessPoint.stations.isEmpty)
        #expect(station.join())
    }

    @Test func `it vanishes in the middle of a handshake`() {
        let station = WirelessStation(WirelessStation.secured(.wpa2))
        station.send(station.management(.authentication, AuthenticationBody(sequence: 1).bytes))
        station.run(milliseconds: 5)
        let elements = [InformationElement.ssid(Array("vesp".utf8))] + WirelessStation.elements + [Self.rsn.element]
        let request = AssociationRequestBody(capabilities: .ess, listenInterval: 3, elements: elements)
        station.send(station.management(.associationRequest, request.bytes))
        station.run(milliseconds: 50)
        station.accessPoint.vanish(at: station.now)
        let count = station.heard.count
        #expect(count > 2)
        station.run(milliseconds: 5000)
        #expect(station.heard.count == count)
    }

    @Test func `beacons are missing for a while`() {
        let second = Clock.ticksPerSecond
        let station = station { $0.lostBeacons = [second..<3 * second] }
        station.run(milliseconds: 4000)
        let times = station.heard.map(\.at)
        #expect(times.count == 20 && !times.contains { (second + 1_000_000..<3 * second).contains($0) })
    }

    @Test func `it refuses associations with the status it is told`() {
        let station = station { $0.associationStatus = 17 }
        #expect(!station.join())
        #expect(station.frames(.associationResponse).map { AssociationResponseBody($0.body)?.status } == [17])
    }

    @Test func `frames get lost as often as is said, and are sent again`() {
        let station = WirelessStation(WirelessStation.open(), faults: Medium.Faults(lossPermille: 300))
        station.run(milliseconds: 102_400)
        let beacons = station.frames(.beacon).count
        #expect((650...750).contains(beacons), "\(beacons)")
        #expect(station.join())
        for number in 0..<100 {
            station.accessPoint.send(
                station.address.bytes + Self.host.bytes + [8, 0, UInt8(number)],
                at: station.now
            )
            station.run(milliseconds: 20)
        }
        // With an acknowledgement lost the same frame arrives twice, with the retry bit: a MAC drops it.
        var filter = DuplicateFilter()
        let data = station.frames(.data).filter { !filter.isDuplicate($0) }
        #expect(data.count >= 99 && data.count < station.frames(.data).count)
    }

    @Test func `on a busy channel frames take longer`() {
        func time(_ permille: Int) -> Ticks {
            let station = WirelessStation(WirelessStation.open(), faults: Medium.Faults(busyPermille: permille))
            station.join()
            let start = station.now
            for _ in 0..<50 {
                station.accessPoint.send(station.address.bytes + Self.host.bytes + [8, 0, 1], at: station.now)
            }
            station.run(milliseconds: 5000)
            return (station.heard.last { $0.frame.control.kind == .data }?.at ?? start) - start
        }
        let times = [0, 300, 600].map(time)
        #expect(times[1] > 2 * times[0] && times[2] > 2 * times[1], "\(times)")
        // Even then somebody gets a word in.
        let station = WirelessStation(WirelessStation.open(), faults: Medium.Faults(busyPermille: 2000))
        station.run(milliseconds: 5000)
        #expect((5...49).contains(station.frames(.beacon).count))
    }
}
