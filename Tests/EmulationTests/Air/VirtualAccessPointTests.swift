import Testing
import TestSupport

@testable import ESP8266
@testable import Emulation

@Suite struct VirtualAccessPointTests {
    private static let host = EUI48(0x02_00_00_00_00_99)

    private func ethernet(to destination: EUI48, from source: EUI48, _ payload: [UInt8]) -> [UInt8] {
        destination.bytes + source.bytes + [8, 0] + payload
    }

    @Test func `beacons come every 102.4 ms and say when they left`() throws {
        let station = WirelessStation(WirelessStation.open())
        station.run(milliseconds: 1000)
        let beacons = station.heard.filter { $0.frame.control.kind == .beacon }
        #expect(beacons.count == 10)
        for (index, beacon) in beacons.enumerated() {
            let body = try #require(BeaconBody(beacon.frame.body))
            let start = beacon.at - beacon.air.airTime
            #expect(start == Ticks(index) * 100 * VirtualAccessPoint.timeUnit)
            // 192 µs of preamble and 24 bytes at 1 Mbit/s.
            #expect(body.timestamp == start / 160 + 384)
            #expect(body.interval == 100)
            #expect(body.elements.body(InformationElement.ID.ssid) == Array("vesp".utf8))
            #expect(body.elements.body(InformationElement.ID.dsParameter) == [1])
        }
        #expect(Set(beacons.map(\.frame.sequenceNumber)).count == 10)
    }

    @Test func `a hidden network answers only who calls it by its name`() {
        var configuration = WirelessStation.open()
        configuration.isHidden = true
        let station = WirelessStation(configuration)
        let anybody = InformationElement.ssid([]).bytes, vesp = InformationElement.ssid(Array("vesp".utf8)).bytes
        #expect(!station.send(station.management(.probeRequest, anybody, to: .broadcast)))
        station.run(milliseconds: 20)
        #expect(station.frames(.probeResponse).isEmpty)
        station.send(station.management(.probeRequest, vesp, to: .broadcast))
        station.run(milliseconds: 20)
        #expect(station.frames(.probeResponse).count == 1)
        let beacon = station.frames(.beacon).first.flatMap { BeaconBody($0.body) }
        #expect(beacon?.elements.body(InformationElement.ID.ssid) == [])
    }

    @Test func `a station joins an open network and talks both ways`() {
        let station = WirelessStation(WirelessStation.open())
        #expect(station.join())
        #expect(station.accessPoint.station(station.address)?.aid == 1)
        let up = ethernet(to: Self.host, from: station.address, [1, 2, 3])
        #expect(station.send(station.data(LLC.body(up) ?? [], to: Self.host)))
        #expect(station.ethernet == [up])
        let down = ethernet(to: station.address, from: Self.host, [4, 5])
        station.accessPoint.send(down, at: station.now)
        station.run(milliseconds: 5)
        #expect(station.received == [down])
    }

    @Test(arguments: [
        (VirtualAccessPoint.Security.wpa2, SecurityElement(.rsn, group: .ccmp, pairwise: [.ccmp])),
        (.wpa, SecurityElement(.wpa, group: .tkip, pairwise: [.tkip])),
        (.wpaAndWPA2, SecurityElement(.rsn, group: .tkip, pairwise: [.ccmp])),
        (.wpaAndWPA2, SecurityElement(.rsn, group: .tkip, pairwise: [.tkip])),
        (.wpaAndWPA2, SecurityElement(.wpa, group: .tkip, pairwise: [.tkip])),
    ])
    func `a station with the passphrase gets keys, and data passes encrypted`(
        security: VirtualAccessPoint.Security,
        element: SecurityElement
    ) throws {
        let station = WirelessStation(WirelessStation.secured(security))
        #expect(station.join(security: element))
        let cipher = try #require(WirelessCipher(rawValue: element.pairwise[0]))
        #expect(station.keys?.cipher == cipher)
        #expect(station.groupKey?.cipher.rawValue == element.group)
        let up = ethernet(to: Self.host, from: station.address, [1, 2, 3])
        let frame = station.data(LLC.body(up) ?? [], to: Self.host)
        #expect(frame.control.flags.contains(.protected))
        station.send(frame)
        // The same packet number again is a replay, whatever the sequence number.
        var replay = frame
        replay.sequenceNumber += 7
        station.send(replay)
        #expect(station.ethernet == [up])
        let down = ethernet(to: station.address, from: Self.host, [4, 5])
        let all = ethernet(to: .broadcast, from: Self.host, [6])
        station.accessPoint.send(down, at: station.now)
        station.accessPoint.send(all, at: station.now)
        station.run(milliseconds: 10)
        #expect(station.received == [down, all])
        #expect(station.heard.suffix(2).allSatisfy { $0.frame.control.flags.contains(.protected) })
    }

    @Test func `clear data to a secured network goes nowhere`() {
        let station = WirelessStation(WirelessStation.secured(.wpa2))
        station.join(security: SecurityElement(.rsn, group: .ccmp, pairwise: [.ccmp]))
        let bssid = station.accessPoint.configuration.bssid
        let body = LLC.body(type: 0x0800, [1])
        var frame = WirelessFrame(FrameControl(.data, .toDS), to: bssid, from: station.address, address3: Self.host)
        frame.body = body
        #expect(station.send(frame))
        #expect(station.ethernet.isEmpty)
    }

    @Test func `with a wrong passphrase message 1 comes four times, then reason 15`() {
        let station = WirelessStation(WirelessStation.secured(.wpa2))
        let element = SecurityElement(.rsn, group: .ccmp, pairwise: [.ccmp])
        #expect(!station.join(security: element, passphrase: "something else"))
        station.run(milliseconds: 5000)
        let messages = station.heard.filter { LLC.payload($0.frame.body, type: EAPOLKey.etherType) != nil }
        #expect(messages.count == 4)
        let distances = zip(messages, messages.dropFirst()).map { ($1.at - $0.at + 800_000) / 1_600_000 }
        #expect(distances == [10, 100, 100])
        #expect(station.frames(.deauthentication).map(\.body) == [[15, 0]])
        #expect(station.accessPoint.station(station.address) == nil)
    }

    @Test(arguments: [true, false])
    func `a message that is not answered is told of when it is sent again; a wrong answer is one`(isSilent: Bool) {
        let station = WirelessStation(WirelessStation.secured(.wpa2))
        station.answersHandshake = !isSilent
        var outcomes: [VirtualAccessPoint.Unanswered] = [], since: Set<Ticks> = []
        station.accessPoint.onUnanswered = { outcome, start, at in
            outcomes.append(outcome)
            since.insert(start)
            #expect(at > start)
        }
        let element = SecurityElement(.rsn, group: .ccmp, pairwise: [.ccmp])
        station.join(security: element, passphrase: "something else")
        station.run(milliseconds: 5000)
        #expect(outcomes == (isSilent ? [.sentAgain, .sentAgain, .sentAgain, .sentAway] : []))
        #expect(since.count == (isSilent ? 1 : 0))
    }

    @Test func `Ethernet frames are told of when they have reached the station`() {
        let station = WirelessStation(WirelessStation.open())
        station.join()
        var reached: [[UInt8]] = []
        station.accessPoint.onReached = { frame, _ in reached.append(frame) }
        let single = station.address.bytes + Self.host.bytes + [8, 0, 1]
        let group = EUI48.broadcast.bytes + Self.host.bytes + [8, 0, 2]
        station.accessPoint.send(single, at: station.now)
        station.accessPoint.send(group, at: station.now)
        station.run(milliseconds: 10)
        #expect(reached == [single, group])
        station.acknowledges = false
        station.accessPoint.send(single, at: station.now)
        station.run(milliseconds: 100)
        #expect(reached == [single, group])
    }

    @Test func `a group key is renewed, and both are used until it is known`() {
        let station = WirelessStation(WirelessStation.secured(.wpa2))
        station.join(security: SecurityElement(.rsn, group: .ccmp, pairwise: [.ccmp]))
        #expect(station.groupKey?.id == 1)
        station.accessPoint.renewGroupKey(at: station.now)
        station.run(milliseconds: 50)
        #expect(station.groupKey?.id == 2)
        let all = ethernet(to: .broadcast, from: Self.host, [6])
        station.accessPoint.send(all, at: station.now)
        station.run(milliseconds: 10)
        #expect(station.received == [all])
    }

    @Test func `TKIP is spoken without 802_11n`() {
        let element = SecurityElement(.wpa, group: .tkip, pairwise: [.tkip])
        for security in [VirtualAccessPoint.Security.wpa, .wpaAndWPA2] {
            let station = WirelessStation(WirelessStation.secured(security))
            #expect(station.join(security: element, [.htCapabilities, .wmmInformation]))
            #expect(station.accessPoint.station(station.address)?.rates.hasHT == false)
            let beacon = station.frames(.beacon).first.flatMap { BeaconBody($0.body) }
            let hasHT = beacon?.elements.body(InformationElement.ID.htCapabilities) != nil
            #expect(hasHT == (security == .wpaAndWPA2))
        }
    }

    @Test func `TKIP's group key is renewed after ten minutes`() {
        let station = WirelessStation(WirelessStation.secured(.wpa))
        station.join(security: SecurityElement(.wpa, group: .tkip, pairwise: [.tkip]))
        #expect(station.groupKey?.id == 1)
        station.run(milliseconds: 601_000)
        #expect(station.groupKey?.id == 2 && station.accessPoint.station(station.address)?.state == .authorized)
    }

    @Test(arguments: [
        ([InformationElement](), StatusCode.invalidElement),
        ([SecurityElement(.rsn, group: .tkip, pairwise: [.ccmp]).element], StatusCode.invalidGroupCipher),
        ([SecurityElement(.rsn, group: .ccmp, pairwise: [.tkip]).element], StatusCode.invalidPairwiseCipher),
        ([InformationElement(48, [1, 0])], StatusCode.invalidKeyManagement),
    ])
    func `an association that does not fit is refused`(elements: [InformationElement], status: UInt16) {
        let station = WirelessStation(WirelessStation.secured(.wpa2))
        #expect(!station.join(elements))
        #expect(station.frames(.associationResponse).map { AssociationResponseBody($0.body)?.status } == [status])
    }

    @Test func `who is unknown is told so`() {
        let station = WirelessStation(WirelessStation.open())
        station.send(station.data(LLC.body(type: 0x0800, [1]), to: Self.host))
        station.run(milliseconds: 20)
        #expect(station.frames(.deauthentication).map(\.body) == [[6, 0]])
        station.send(station.management(.authentication, AuthenticationBody(sequence: 1).bytes))
        station.run(milliseconds: 20)
        station.send(station.data(LLC.body(type: 0x0800, [1]), to: Self.host))
        station.run(milliseconds: 20)
        #expect(station.frames(.deauthentication).map(\.body) == [[6, 0], [7, 0]])
    }

    @Test func `a frame that comes again with the retry bit is acknowledged and counted once`() {
        let station = WirelessStation(WirelessStation.open())
        station.join()
        var frame = station.data(LLC.body(type: 0x0800, [1]), to: Self.host)
        #expect(station.send(frame))
        frame.control.flags.insert(.retry)
        #expect(station.send(frame))
        #expect(station.ethernet.count == 1)
    }

    @Test func `a broadcast comes back to all stations`() {
        let station = WirelessStation(WirelessStation.open())
        station.join()
        let up = ethernet(to: .broadcast, from: station.address, [9])
        station.send(station.data(LLC.body(up) ?? [], to: .broadcast))
        station.run(milliseconds: 10)
        #expect(station.ethernet == [up])
        #expect(station.received == [up])
    }

    @Test func `a frame that nobody acknowledges is sent eight times with the retry bit and given up`() {
        let station = WirelessStation(WirelessStation.open())
        station.join()
        station.acknowledges = false
        let down = ethernet(to: station.address, from: Self.host, [4])
        station.accessPoint.send(down, at: station.now)
        station.run(milliseconds: 90)
        let sent = station.heard.filter { $0.frame.control.kind == .data }
        #expect(sent.count == 8)
        #expect(sent.map { $0.frame.control.flags.contains(.retry) } == [false] + [Bool](repeating: true, count: 7))
        #expect(Set(sent.map(\.frame.sequenceNumber)).count == 1)
        #expect(sent[0].air.rate.kilobitsPerSecond == 54_000 && sent[7].air.rate == .basic)
    }

    @Test func `a station with 802.11n gets QoS data and MCS 7, one of 802.11b 11 Mbit/s`() {
        let station = WirelessStation(WirelessStation.open())
        station.join([.htCapabilities, .wmmInformation])
        let down = ethernet(to: station.address, from: Self.host, [4])
        station.accessPoint.send(down, at: station.now)
        station.run(milliseconds: 5)
        #expect(station.heard.last?.frame.control.kind == .qosData)
        #expect(station.heard.last?.air.rate == AirRate(code: 23))

        var configuration = WirelessStation.open()
        configuration.mode = .b
        let old = WirelessStation(configuration)
        old.join([.htCapabilities, .wmmInformation])
        old.accessPoint.send(down, at: old.now)
        old.run(milliseconds: 5)
        #expect(old.heard.last?.frame.control.kind == .data)
        #expect(old.heard.last?.air.rate.kilobitsPerSecond == 11_000)
    }

    @Test func `the same seed gives the same bytes at the same times, another seed others`() {
        func trace(_ seed: UInt64) -> [String] {
            var configuration = WirelessStation.secured(.wpa2)
            configuration.seed = seed
            let station = WirelessStation(configuration, faults: Medium.Faults(lossPermille: 100, busyPermille: 200))
            station.join(security: SecurityElement(.rsn, group: .ccmp, pairwise: [.ccmp]))
            station.run(milliseconds: 2000)
            return station.heard.map { "\($0.at) \($0.air.bytes)" }
        }
        #expect(trace(1) == trace(1))
        #expect(trace(1) != trace(2))
    }
}
