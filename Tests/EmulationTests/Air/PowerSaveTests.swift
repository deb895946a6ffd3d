import Testing

@testable import ESP8266
@testable import Emulation

/// What an access point keeps for a station that dozes (IEEE 802.11-2016 11.2.3).
@Suite struct PowerSaveTests {
    private static let host = EUI48(0x02_00_00_00_00_99)
    private let station: WirelessStation

    init() {
        station = WirelessStation(WirelessStation.open())
        station.join()
        station.send(station.null(.powerManagement))
    }

    private func ethernet(to destination: EUI48, _ number: UInt8) -> [UInt8] {
        destination.bytes + Self.host.bytes + [8, 0, number]
    }

    private func give(_ numbers: [UInt8]) {
        for number in numbers { station.accessPoint.send(ethernet(to: station.address, number), at: station.now) }
    }

    private var map: TrafficIndicationMap? {
        let beacon = station.frames(.beacon).last.flatMap { BeaconBody($0.body) }
        return beacon?.elements.body(InformationElement.ID.tim).flatMap(TrafficIndicationMap.init)
    }

    @Test func `frames wait, the beacon says so, and null data fetches all of them`() {
        station.run(milliseconds: 150)
        #expect(map?.waiting == [])
        give([1, 2, 3])
        station.run(milliseconds: 150)
        #expect(station.received.isEmpty && map?.waiting == [1])
        station.send(station.null())
        station.run(milliseconds: 150)
        #expect(station.received.map { $0[14] } == [1, 2, 3] && map?.waiting == [])
    }

    @Test func `PS-Poll fetches one frame at a time, which says whether there are more`() {
        give([1, 2])
        station.run(milliseconds: 150)
        let bssid = station.accessPoint.configuration.bssid
        var poll = WirelessFrame(FrameControl(.psPoll), to: bssid, from: station.address, address3: bssid)
        poll.duration = 0xC001
        for expected in [1, 2] {
            #expect(station.send(bytes: poll.bytes))
            station.run(milliseconds: 10)
            #expect(station.received.count == expected)
        }
        #expect(station.frames(.data).map { $0.control.flags.contains(.moreData) } == [true, false])
        station.send(bytes: poll.bytes)
        station.run(milliseconds: 10)
        #expect(station.received.count == 2 && station.frames(.null).count == 1)
    }

    @Test func `group frames follow the beacon that announces them`() throws {
        for number in [1, 2] as [UInt8] {
            station.accessPoint.send(ethernet(to: .broadcast, number), at: station.now)
        }
        station.run(milliseconds: 110)
        #expect(map?.hasGroupTraffic == true)
        let last = station.heard.suffix(3).map(\.frame)
        #expect(last.map(\.control.kind) == [.beacon, .data, .data])
        #expect(last.map { $0.control.flags.contains(.moreData) } == [false, true, false])
        station.run(milliseconds: 110)
        #expect(map?.hasGroupTraffic == false && station.received.count == 2)
    }

    @Test func `with a DTIM period of three they wait for the third beacon`() {
        var configuration = WirelessStation.open()
        configuration.dtimPeriod = 3
        let station = WirelessStation(configuration)
        station.join()
        station.send(station.null(.powerManagement))
        station.accessPoint.send(ethernet(to: .broadcast, 1), at: station.now)
        station.run(milliseconds: 1000)
        let maps = station.heard.compactMap { heard -> UInt8? in
            guard heard.frame.control.kind == .beacon else { return nil }
            return BeaconBody(heard.frame.body)?.elements.body(InformationElement.ID.tim)?[0]
        }
        #expect(maps.prefix(7) == [0, 2, 1, 0, 2, 1, 0])
        let kinds = station.heard.map(\.frame.control.kind)
        let data = kinds.firstIndex(of: .data) ?? 0
        #expect(kinds[..<data].count { $0 == .beacon } == 4)
    }

    @Test func `a frame that was on its way when the station fell asleep waits too`() {
        station.send(station.null())
        give([1])
        station.send(station.null(.powerManagement))
        station.run(milliseconds: 90)
        #expect(station.received.isEmpty)
        station.send(station.null())
        station.run(milliseconds: 10)
        #expect(station.received.count == 1)
    }

    @Test func `no more than 64 frames wait, the oldest go`() {
        give((0..<100).map { UInt8($0) })
        station.send(station.null())
        station.run(milliseconds: 100)
        #expect(station.received.map { $0[14] } == (36..<100).map { UInt8($0) })
    }
}
