import Testing
import TestSupport

@testable import Emulation

@Suite struct WirelessFrameTests {
    private let a = EUI48(0x02_00_00_00_00_01), b = EUI48(0x02_00_00_00_00_02), c = EUI48(0x02_00_00_00_00_03)

    @Test func `an address is read as it is written`() {
        #expect(EUI48(text: "5c:CF:7f:00:00:01") == EUI48(0x5C_CF_7F_00_00_01))
        for text in ["", "5c:cf:7f:00:00", "5c:cf:7f:00:00:01:02", "5c:cf:7f:00:00:1", "+5:cf:7f:00:00:01"] {
            #expect(EUI48(text: text) == nil, "\(text)")
        }
        #expect(EUI48.broadcast.isGroup && !a.isGroup)
        #expect(EUI48([1, 2, 3, 4, 5], at: 0) == nil && EUI48([1, 2, 3, 4, 5, 6], at: 1) == nil)
    }

    @Test func `every kind of frame is read as it was written`() {
        for kind in FrameControl.Kind.allCases where !kind.isControl || kind == .psPoll {
            for bits in UInt16(0)..<256 {
                let control = FrameControl(kind, FrameControl.Flags(rawValue: bits << 8))
                var frame = WirelessFrame(control, to: a, from: b, address3: c, body: [1, 2, 3])
                frame.duration = 0xC001
                if kind == .psPoll {
                    frame.address3 = EUI48(0)
                } else {
                    (frame.sequenceNumber, frame.fragment) = (4095, 3)
                    if kind.isData, bits & 3 == 3 { frame.address4 = c }
                    if frame.qos != nil { frame.qos = 5 }
                    if bits & 0x80 != 0, kind.isManagement || kind.hasQoSControl { frame.htControl = 0x1234_5678 }
                }
                #expect(WirelessFrame(frame.bytes) == frame, "\(kind) \(bits)")
                #expect(WirelessFrame(Array(frame.bytes.dropLast(frame.body.count + 1))) == nil)
            }
        }
    }

    @Test func `source and destination are where the DS bits say`() {
        func frame(_ flags: FrameControl.Flags) -> WirelessFrame {
            var frame = WirelessFrame(FrameControl(.data, flags), to: a, from: b, address3: c)
            frame.address4 = flags == [.toDS, .fromDS] ? EUI48.broadcast : nil
            return frame
        }
        #expect(frame([]).destination == a && frame([]).source == b)
        #expect(frame(.toDS).destination == c && frame(.toDS).source == b)
        #expect(frame(.fromDS).destination == a && frame(.fromDS).source == c)
        #expect(frame([.toDS, .fromDS]).destination == c && frame([.toDS, .fromDS]).source == .broadcast)
    }

    @Test func `elements are read up to the first that is cut`() {
        let elements: [InformationElement] = [.ssid(Array("vesp".utf8)), .channel(6), .htCapabilities, .wmmParameters]
        let bytes = elements.bytes
        #expect(InformationElement.list(bytes, from: 0) == elements)
        for cut in 0..<bytes.count {
            let read = InformationElement.list(Array(bytes[..<cut]), from: 0)
            #expect(elements.starts(with: read) && read.count < elements.count)
        }
        #expect(elements.vendor(InformationElement.wmmPrefix)?.count == 24)
        #expect(InformationElement(1, .init(repeating: 0, count: 300)).bytes.count == 257)
    }

    @Test func `a traffic indication map names the stations for which frames wait`() throws {
        for waiting in [[], [1], [7, 8], [2007], [1, 2007], [500, 501]] as [Set<Int>] {
            let map = TrafficIndicationMap(count: 1, period: 3, hasGroupTraffic: waiting.count == 1, waiting: waiting)
            #expect(TrafficIndicationMap(map.element.body) == map)
        }
        #expect(
            TrafficIndicationMap(count: 0, period: 1, hasGroupTraffic: true, waiting: []).element.body == [0, 1, 1, 0]
        )
        #expect(TrafficIndicationMap([0, 1, 0]) == nil)
    }

    @Test func `a security element is read as it is written, and with what may be missing`() throws {
        for kind in [SecurityElement.Kind.rsn, .wpa] {
            let element = SecurityElement(kind, group: .tkip, pairwise: [.ccmp, .tkip])
            #expect(SecurityElement(element.element) == element)
            let body = element.element.body
            for cut in 0..<body.count {
                // Cut where a field ends it is whole; elsewhere it may only be refused.
                _ = SecurityElement(InformationElement(element.element.id, Array(body[..<cut])))
            }
        }
        let short = try #require(SecurityElement(InformationElement(InformationElement.ID.rsn, [1, 0])))
        #expect(short.group == 4 && short.pairwise == [4] && short.keyManagement == [1])
        #expect(SecurityElement(InformationElement(InformationElement.ID.rsn, [2, 0])) == nil)
        #expect(SecurityElement(.ssid([])) == nil)
        let many = InformationElement(InformationElement.ID.rsn, [1, 0, 0, 0x0F, 0xAC, 4, 255, 255])
        #expect(SecurityElement(many) == nil)
    }

    @Test func `management bodies are read as they are written, and not when they are cut`() {
        let elements: [InformationElement] = [.ssid([1])]
        let beacon = BeaconBody(timestamp: 0x0123_4567_89AB_CDEF, interval: 100, capabilities: .ess, elements: elements)
        #expect(BeaconBody(beacon.bytes) == beacon && BeaconBody(Array(beacon.bytes.prefix(11))) == nil)
        let authentication = AuthenticationBody(algorithm: 1, sequence: 2, status: 3)
        #expect(
            AuthenticationBody(authentication.bytes) == authentication && AuthenticationBody([1, 2, 3, 4, 5]) == nil
        )
        for address in [nil, a] {
            let request = AssociationRequestBody(
                capabilities: .ess,
                listenInterval: 3,
                currentAccessPoint: address,
                elements: elements
            )
            #expect(AssociationRequestBody(request.bytes, isReassociation: address != nil) == request)
        }
        let response = AssociationResponseBody(capabilities: .privacy, status: 0, aid: 7, elements: elements)
        #expect(AssociationResponseBody(response.bytes) == response && AssociationResponseBody([0, 0, 0, 0, 1]) == nil)
        let request: [UInt8] = [3, 0, 9, 2, 16, 0, 0, 0x10, 0]
        #expect(BlockAckNegotiation(request: request)?.response(status: 37) == [3, 1, 9, 37, 0, 2, 16, 0, 0])
        #expect(BlockAckNegotiation(request: [3, 2, 9, 2, 16, 0, 0, 0, 0]) == nil)
    }

    @Test func `Ethernet frames pass as SNAP, with a bridge's tunnel where it is due`() {
        for type in [[8, 0], [0x86, 0xDD], [0x81, 0x37]] as [[UInt8]] {
            let ethernet = a.bytes + b.bytes + type + [1, 2]
            let body = LLC.body(ethernet) ?? []
            #expect(body[5] == (type == [0x81, 0x37] ? 0xF8 : 0))
            #expect(LLC.ethernet(body, to: a, from: b) == ethernet)
        }
        #expect(LLC.body(a.bytes + b.bytes + [0, 4, 1, 2, 3, 4]) == nil && LLC.body(a.bytes) == nil)
        #expect(LLC.ethernet([0xAA, 0xAA, 3, 0, 0, 0, 8], to: a, from: b) == nil)
    }

    @Test(arguments: [SecurityElement.Kind.rsn, .wpa], [KeyDescriptorVersion.md5RC4, .sha1AES])
    func `an EAPOL-Key frame is read as it was written, signed and encrypted`(
        kind: SecurityElement.Kind,
        version: KeyDescriptorVersion
    ) throws {
        let confirmation = [UInt8](0...15), encryption = [UInt8](16...31), secret = [UInt8](0..<22)
        var message = EAPOLKey(kind, version, [.pairwise, .ack], replayCounter: 0x0102_0304_0506_0708)
        message.nonce = [UInt8](0..<32)
        message.receiveSequence = 0xA1_B2C3_D4E5
        message.encrypt(secret, encryption, iv: [UInt8](repeating: 7, count: 16))
        let signed = message.signed(confirmation)
        let read = try #require(EAPOLKey(signed.bytes))
        #expect(read.bytes == signed.bytes && read.isSigned(confirmation) && !read.isSigned(encryption))
        #expect(read.receiveSequence == message.receiveSequence && read.replayCounter == message.replayCounter)
        #expect(read.decrypted(encryption)?.starts(with: secret) == true)
        // What follows the frame does not count, what is missing does.
        #expect(EAPOLKey(signed.bytes + [0, 0])?.isSigned(confirmation) == true)
        for cut in 0..<signed.bytes.count { #expect(EAPOLKey(Array(signed.bytes[..<cut])) == nil) }
    }

    @Test func `random bytes and random changes are read or refused, never more`() {
        var random = SeededGenerator(state: Fuzz.seed)
        let map = TrafficIndicationMap(count: 0, period: 1, hasGroupTraffic: false, waiting: [9])
        let security = SecurityElement(.rsn, group: .ccmp, pairwise: [.ccmp])
        let elements: [InformationElement] = [.ssid([1, 2]), map.element, security.element, .htCapabilities]
        let beacon = BeaconBody(timestamp: 1, interval: 100, capabilities: .ess, elements: elements)
        let good = WirelessFrame(FrameControl(.beacon), to: a, from: b, address3: c, body: beacon.bytes).bytes
        for _ in 0..<Fuzz.count(4000) {
            var bytes = good
            if random.below(2) == 0 { bytes = (0..<random.index(below: 120)).map { _ in UInt8(random.below(256)) } }
            for _ in 0..<random.below(6) where !bytes.isEmpty {
                bytes[random.index(below: bytes.count)] = UInt8(truncatingIfNeeded: random.word())
            }
            bytes = Array(bytes.prefix(random.index(below: bytes.count + 1)))
            Self.readEverything(bytes)
        }
    }

    private static func readEverything(_ bytes: [UInt8]) {
        if let frame = WirelessFrame(bytes) {
            // Nothing is made up: what is read can be written again.
            #expect(frame.bytes == bytes, "\(bytes)")
            readBody(frame.body)
        }
        readBody(bytes)
        _ = CCMP.open(bytes, key: [UInt8](0...15))
        _ = TKIP.open(bytes, key: [UInt8](0...31))
        _ = CCMP.seal(bytes, key: [UInt8](0...15))
        _ = TKIP.seal(bytes, key: [UInt8](0...31))
        _ = KeyWrap.unwrap(bytes, key: [UInt8](0...15))
    }

    private static func readBody(_ body: [UInt8]) {
        _ = BeaconBody(body)
        _ = AuthenticationBody(body)
        _ = AssociationRequestBody(body, isReassociation: true)
        _ = AssociationResponseBody(body)
        _ = BlockAckNegotiation(request: body)
        _ = EAPOLKey(body)
        _ = GroupKeyData.read(body)
        _ = LLC.ethernet(body, to: .broadcast, from: .broadcast)
        for element in InformationElement.list(body, from: 0) {
            _ = SecurityElement(element)
            _ = TrafficIndicationMap(element.body)
        }
    }
}
