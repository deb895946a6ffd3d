import Testing
import TestSupport

@testable import ESP8266
@testable import Emulation

/// Stations and access points that send anything at any time. Bounded tables, no trap, and whoever behaves gets through.
@Suite struct AirFuzzTests {
    private static let rsn = SecurityElement(.rsn, group: .ccmp, pairwise: [.ccmp])

    /// A frame with some bytes changed, cut or with more behind it.
    private func mutated(_ good: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = good
        for _ in 0..<random.below(5) where !bytes.isEmpty {
            bytes[random.index(below: bytes.count)] = UInt8(truncatingIfNeeded: random.word())
        }
        switch random.below(8) {
        case 0: bytes = Array(bytes.prefix(random.index(below: bytes.count + 1)))
        case 1: bytes += (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
        default: break
        }
        return bytes
    }

    /// What a station sends to join and talk, without its address.
    private func stationFrames() -> [[UInt8]] {
        let station = WirelessStation(WirelessStation.secured(.wpa2))
        var frames: [[UInt8]] = []
        station.medium.observe { frame, direction, _ in
            if direction == .fromDevice { frames.append(frame.bytes) }
        }
        station.send(station.management(.probeRequest, InformationElement.ssid([]).bytes, to: .broadcast))
        station.join(security: Self.rsn)
        station.send(station.data(LLC.body(type: 0x0800, [1, 2, 3]), to: .broadcast))
        station.send(station.null(.powerManagement))
        station.send(station.management(.action, [3, 0, 1, 2, 16, 0, 0, 0, 0]))
        let bssid = station.accessPoint.configuration.bssid
        station.send(WirelessFrame(FrameControl(.psPoll), to: bssid, from: station.address, address3: bssid))
        station.send(station.management(.disassociation, [8, 0]))
        return frames
    }

    @Test(arguments: [VirtualAccessPoint.Security.open, .wpa2, .wpaAndWPA2])
    func `an access point outlives thousands of hostile stations`(security: VirtualAccessPoint.Security) {
        var random = SeededGenerator(state: Fuzz.seed)
        let good = stationFrames()
        #expect(good.count >= 9)
        var configuration = WirelessStation.secured(security)
        configuration.faults.vanishAt = nil
        let station = WirelessStation(configuration)
        for round in 0..<Fuzz.count(6000) {
            var bytes = mutated(good[random.index(below: good.count)], &random)
            // Many stations, now and then the same.
            if bytes.count >= 16, random.below(4) != 0 {
                bytes.replaceSubrange(10..<16, with: EUI48(0x02_00_00_00_00_00 | UInt64(random.below(5000))).bytes)
            }
            station.send(bytes: bytes)
            if random.below(3) == 0 { station.run(milliseconds: Int(random.below(4))) }
            if random.below(50) == 0 {
                let destination = station.accessPoint.stations.first?.address ?? .broadcast
                station.accessPoint.send(destination.bytes + station.address.bytes + [8, 0, 1], at: station.now)
                station.accessPoint.renewGroupKey(at: station.now)
            }
            let accessPoint = station.accessPoint
            #expect(accessPoint.stations.count <= VirtualAccessPoint.mostStations, "seed \(Fuzz.seed), round \(round)")
            #expect(station.medium.pending.count <= Medium.mostPending)
            #expect(accessPoint.stations.allSatisfy { $0.waiting.count <= BSSStation.mostWaiting })
        }
        station.run(milliseconds: 20_000)
        if security != .open { #expect(station.join(security: security == .wpa2 ? Self.rsn : Self.mixed)) }
    }

    private static let mixed = SecurityElement(.rsn, group: .tkip, pairwise: [.ccmp])

    @Test func `associated stations beyond the table are refused, those of before stay`() {
        let station = WirelessStation(WirelessStation.open())
        let bssid = station.accessPoint.configuration.bssid
        let elements = [InformationElement.ssid(Array("vesp".utf8))] + WirelessStation.elements
        let request = AssociationRequestBody(capabilities: .ess, listenInterval: 3, elements: elements).bytes
        let addresses = (0..<40).map { EUI48(0x02_00_00_00_01_00 | UInt64($0)) }
        // Whatever their address, the test's chip is all of them.
        station.air.onReceived = { _, _ in true }
        for address in addresses {
            for (kind, body) in [
                (FrameControl.Kind.authentication, AuthenticationBody(sequence: 1).bytes),
                (.associationRequest, request),
            ] {
                station.send(WirelessFrame(FrameControl(kind), to: bssid, from: address, address3: bssid, body: body))
                station.run(milliseconds: 5)
            }
        }
        #expect(station.accessPoint.stations.map(\.address) == Array(addresses[..<32]))
        #expect(station.accessPoint.stations.map(\.aid) == (1...32).map { $0 })
    }

    @Test func `a station outlives a hostile access point`() {
        var random = SeededGenerator(state: Fuzz.seed)
        let air = Air(), queue = EventQueue()
        let medium = Medium(air: air, queue: queue, seed: 1)
        let station = VirtualStation(.init(ssid: "vesp", passphrase: "virtual-esp8266"), on: medium, queue: queue)
        let good = accessPointFrames(for: station.configuration.address)
        #expect(good.count >= 8)
        air.onReceived = { _, _ in random.below(2) == 0 }
        station.start(at: 0)
        var now: Ticks = 0
        for round in 0..<Fuzz.count(6000) {
            let bytes = mutated(good[random.index(below: good.count)], &random)
            _ = air.onTransmitted(AirFrame(bytes: bytes, rate: .basic, channel: station.channel), now)
            if random.below(3) == 0 { now += Ticks(random.below(64_000_000)) }
            queue.fire(until: now)
            #expect(medium.pending.count <= Medium.mostPending, "seed \(Fuzz.seed), round \(round)")
            #expect(station.groupKeys.count <= 3)
        }
    }

    /// What an access point sends while a station joins.
    private func accessPointFrames(for address: EUI48) -> [[UInt8]] {
        let airs = [Air(), Air()], queue = EventQueue()
        let media = airs.map { Medium(air: $0, queue: queue, seed: 5) }
        let accessPoint = VirtualAccessPoint(WirelessStation.secured(.wpa2), on: media[0], queue: queue)
        let station = VirtualStation(.init(ssid: "vesp", passphrase: "virtual-esp8266"), on: media[1], queue: queue)
        airs[0].onReceived = { frame, at in airs[1].onTransmitted(frame, at) }
        airs[1].onReceived = { frame, at in airs[0].onTransmitted(frame, at) }
        var frames: [[UInt8]] = []
        media[0].observe { frame, direction, _ in if direction == .toDevice { frames.append(frame.bytes) } }
        station.onJoined = { at in
            accessPoint.send(address.bytes + EUI48.broadcast.bytes + [8, 0, 1], at: at)
            accessPoint.renewGroupKey(at: at)
            accessPoint.send(EUI48.broadcast.bytes + address.bytes + [8, 0, 1], at: at)
        }
        accessPoint.start(at: 0)
        station.start(at: 0)
        queue.fire(until: Clock.ticksPerSecond)
        accessPoint.sendAway(reason: 2, Clock.ticksPerSecond)
        queue.fire(until: 2 * Clock.ticksPerSecond)
        return frames
    }
}
