import Foundation
import Record
import Reports
import Testing
import TestSupport

@testable import ESP8266
@testable import Emulation

/// Frames of the virtual access point and station, read by tshark: an independent reader, and an independent WPA.
@Suite(.timeLimit(.minutes(2))) struct AirDecryptionTests {
    private static let hasTshark = FileManager.default.fileExists(atPath: "/usr/bin/tshark")
    private static let password = "virtual-esp8266"
    private static let host = EUI48(0x02_00_00_00_00_99)
    private let folder: Scratch

    init() throws { folder = try Scratch() }

    /// A station joins, both say something, the group key changes, both say something again.
    private func capture(_ security: VirtualAccessPoint.Security) throws {
        let airs = [Air(), Air()], queue = EventQueue()
        let media = airs.map { Medium(air: $0, queue: queue, seed: 5) }
        let accessPoint = VirtualAccessPoint(
            .init(ssid: "vesp", passphrase: Self.password, security: security),
            on: media[0],
            queue: queue
        )
        let station = VirtualStation(
            .init(ssid: "vesp", passphrase: security == .open ? "" : Self.password),
            on: media[1],
            queue: queue
        )
        airs[0].onReceived = { frame, at in airs[1].onTransmitted(frame, at) }
        airs[1].onReceived = { frame, at in airs[0].onTransmitted(frame, at) }
        let recorder = AirRecorder(media[0])
        accessPoint.start(at: 0)
        station.start(at: 0)
        let second = Clock.ticksPerSecond
        queue.fire(until: 3 * second)
        #expect(station.state == .joined)
        for time in [3 * second, 4 * second] {
            let address = station.configuration.address
            station.send(Self.host.bytes + address.bytes + Self.arp(from: address), at: time)
            accessPoint.send(address.bytes + Self.host.bytes + Self.arp(from: Self.host), at: time)
            accessPoint.send(EUI48.broadcast.bytes + Self.host.bytes + Self.arp(from: Self.host), at: time)
            queue.fire(until: time + second / 2)
            accessPoint.renewGroupKey(at: time + second / 2)
            queue.fire(until: time + second)
        }
        accessPoint.sendAway(reason: 3, 5 * second)
        queue.fire(until: 6 * second)
        _ = try folder.file("air.pcap", AirCapture.bytes(recorder.air))
    }

    /// EtherType and request of ARP.
    private static func arp(from sender: EUI48) -> [UInt8] {
        [8, 6, 0, 1, 8, 0, 6, 4, 0, 1] + sender.bytes + [10, 0, 0, UInt8(truncatingIfNeeded: sender.bits)] + [
            0, 0, 0, 0, 0, 0, 10, 0, 0, 9,
        ]
    }

    private func tshark(_ filter: String, _ field: String) throws -> [String] {
        let line =
            "tshark -r air.pcap -o wlan.enable_decryption:TRUE "
            + "-o 'uat:80211_keys:\"wpa-pwd\",\"\(Self.password):vesp\"' -Y '\(filter)' -T fields -e \(field)"
        let result = try Tool.shell(line, in: folder.path)
        #expect(result.code == 0, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    private static func number(_ text: String) -> Int? {
        text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    }

    @Test(
        .enabled(if: hasTshark, "tshark is not installed: make test-deps"),
        arguments: [
            (VirtualAccessPoint.Security.open, 0, 0), (.wpa2, 4, 4), (.wpa, 4, 6), (.wpaAndWPA2, 4, 4),
        ]
    )
    func `tshark reads every frame, and with the password what is in them`(
        security: VirtualAccessPoint.Security,
        handshake: Int,
        groupMessages: Int
    ) throws {
        try capture(security)
        #expect(try tshark("_ws.malformed || wlan.fcs.bad_checksum || wlan.tag.data.undecoded", "frame.number") == [])
        let experts = try Tool.shell("tshark -r air.pcap -q -z expert,warn", in: folder.path)
        #expect(experts.code == 0 && experts.output.allSatisfy(\.isWhitespace), "\(experts.output)")
        let beacons = try tshark("wlan.fc.type_subtype == 8", "wlan.ssid")
        #expect(beacons.count > 50 && Set(beacons) == ["76657370"])
        let joining = "wlan.fc.type_subtype in {0, 1, 11, 12}"
        #expect(try tshark(joining, "wlan.fc.type_subtype").map(Self.number) == [11, 11, 0, 1, 12])
        let messages = try tshark("eapol", "wlan_rsna_eapol.keydes.msgnr")
        #expect(messages.prefix(4) == (handshake == 0 ? [] : ["1", "2", "3", "4"]))
        #expect(try tshark("eapol", "frame.number").count == handshake + groupMessages)
        let arps = try tshark("arp", "arp.src.hw_mac")
        // Twice up, down and to all. tshark 4.0 takes the group's cipher to be that of the pair.
        #expect(arps.count == (security == .wpaAndWPA2 ? 4 : 6), "\(arps)")
        let signals = try tshark("wlan.ta == 02:56:45:53:50:01", "radiotap.dbm_antsignal")
        #expect(Set(signals) == ["-50"])
    }
}

/// `--air-pcap` of firmware that nobody here wrote.
@Suite(.serialized, .timeLimit(.minutes(5)), .enabled(if: RealFirmware.isHere, "needs make test-firmware"))
struct AirCaptureOptionTests {
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/tshark"), "tshark is not installed"))
    func `MicroPython's handshake and what it says behind it can be read with the password`() throws {
        let folder = try Scratch()
        let connect =
            "import network; w=network.WLAN(network.STA_IF); w.active(True); w.connect('vesp','virtual-esp8266')"
        let scenario = """
            firmware: \(RealFirmware.folder)/micropython.bin
            time_limit_s: 9
            wifi: {channel: 6}
            serial: [{after: '>>> ', send: "\(connect)\\r"}]
            stop: {when: time}
            """
        let file = try folder.file("s.yml", scenario)
        let result = try Tool.run(["run", file, "--quiet", "--air-pcap", "\(folder.path)/air.pcap"])
        #expect(result.code == 0, "\(result.errors)")
        let options = "-o wlan.enable_decryption:TRUE -o 'uat:80211_keys:\"wpa-pwd\",\"virtual-esp8266:vesp\"'"
        func fields(_ filter: String, _ field: String) throws -> [String] {
            let line = "tshark -r air.pcap \(options) -Y '\(filter)' -T fields -e \(field)"
            return try Tool.shell(line, in: folder.path).output.split(separator: "\n").map(String.init)
        }
        #expect(try fields("eapol", "wlan_rsna_eapol.keydes.msgnr") == ["1", "2", "3", "4"])
        #expect(Set(try fields("eapol", "wlan_radio.channel")) == ["6"])
        #expect(try fields("dhcp", "dhcp.option.dhcp").contains("5"), "an acknowledged address")
        #expect(try fields("_ws.malformed", "frame.number") == [])
    }

    @Test func `the tool's own firmware has no radio`() throws {
        let result = try Tool.run(["run", "--air-pcap", "/tmp/air.pcap"])
        #expect(result.code == 64 && result.errors.contains("the tool's has no radio"))
    }
}
