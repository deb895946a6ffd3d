import Testing

@testable import ESP8266
@testable import Emulation

/// A chip's place in the air taken by a test: it says what is sent and keeps what arrives.
final class WirelessStation {
    let air = Air()
    let queue = EventQueue()
    let medium: Medium
    let accessPoint: VirtualAccessPoint
    let address = EUI48(0x5C_CF_7F_00_00_01)
    var channel: Int
    /// Whether it acknowledges what is for it.
    var acknowledges = true
    /// Whether it answers the messages of a handshake.
    var answersHandshake = true
    private(set) var now: Ticks = 0
    /// What arrived, encrypted bodies in clear.
    private(set) var heard: [(frame: WirelessFrame, air: AirFrame, at: Ticks)] = []
    /// What reached the distribution system.
    private(set) var ethernet: [[UInt8]] = []
    private(set) var keys: PairwiseKeys?
    private(set) var groupKey: GroupKey?
    private var supplicant: Supplicant?
    private var sequence: UInt16 = 0
    private var packetNumber: UInt64 = 0
    private var passphrase: String?

    init(_ configuration: VirtualAccessPoint.Configuration, faults: Medium.Faults = Medium.Faults()) {
        medium = Medium(air: air, queue: queue, seed: 7, faults: faults)
        channel = configuration.channel
        accessPoint = VirtualAccessPoint(configuration, on: medium, queue: queue)
        air.onReceived = { [unowned self] frame, at in receive(frame, at) }
        accessPoint.onEthernet = { [unowned self] frame, _ in ethernet.append(frame) }
        accessPoint.start(at: 0)
    }

    static func open() -> VirtualAccessPoint.Configuration { VirtualAccessPoint.Configuration(ssid: "vesp") }

    static func secured(_ security: VirtualAccessPoint.Security) -> VirtualAccessPoint.Configuration {
        VirtualAccessPoint.Configuration(ssid: "vesp", passphrase: "virtual-esp8266", security: security)
    }

    private func receive(_ frame: AirFrame, _ at: Ticks) -> Bool {
        guard frame.channel == channel, var read = WirelessFrame(frame.bytes),
            read.receiver == address || read.receiver.isGroup
        else { return false }
        if read.control.flags.contains(.protected) { read.body = decrypted(read) ?? [] }
        heard.append((read, frame, at))
        if let message = LLC.payload(read.body, type: EAPOLKey.etherType) { answer(message) }
        return acknowledges && read.receiver == address
    }

    private func decrypted(_ frame: WirelessFrame) -> [UInt8]? {
        if frame.receiver.isGroup { return groupKey.flatMap { $0.cipher.open(frame, key: $0.key) { _ in true } } }
        return keys.flatMap { $0.cipher.open(frame, key: $0.temporal) { _ in true } }
    }

    private func answer(_ message: [UInt8]) {
        guard answersHandshake else { return }
        for action in supplicant?.receive(message) ?? [] {
            switch action {
            case .send(let answer): queue.schedule(at: now + 160_000) { [unowned self] _ in sendEAPOL(answer) }
            case .install(let new): queue.schedule(at: now + 160_001) { [unowned self] _ in keys = new }
            case .installGroup(let key): groupKey = key
            }
        }
    }

    private func sendEAPOL(_ message: [UInt8]) {
        send(data(LLC.body(type: EAPOLKey.etherType, message), to: accessPoint.configuration.bssid))
    }

    /// Lets time pass.
    func run(milliseconds: Int) {
        let end = now + Ticks(milliseconds) * 160_000
        while let next = queue.next, next <= end {
            now = next
            queue.fire(until: next)
        }
        now = end
    }

    /// Sends a frame, again until it is acknowledged; whether it was.
    @discardableResult
    func send(_ frame: WirelessFrame) -> Bool {
        var again = frame
        again.control.flags.insert(.retry)
        return send(bytes: frame.bytes) || !frame.receiver.isGroup && (1...7).contains { _ in send(bytes: again.bytes) }
    }

    @discardableResult
    func send(bytes: [UInt8]) -> Bool {
        air.onTransmitted(AirFrame(bytes: bytes, rate: .basic, channel: channel), now)
    }

    /// The next frame of a kind to the access point.
    func management(_ kind: FrameControl.Kind, _ body: [UInt8], to receiver: EUI48? = nil) -> WirelessFrame {
        let bssid = accessPoint.configuration.bssid
        var frame = WirelessFrame(
            FrameControl(kind),
            to: receiver ?? bssid,
            from: address,
            address3: receiver ?? bssid,
            body: body
        )
        frame.sequenceNumber = nextSequence()
        return frame
    }

    /// A data frame, encrypted once there are keys.
    func data(_ body: [UInt8], to destination: EUI48, _ flags: FrameControl.Flags = []) -> WirelessFrame {
        let bssid = accessPoint.configuration.bssid
        let control = FrameControl(.data, flags.union(.toDS))
        var frame = WirelessFrame(control, to: bssid, from: address, address3: destination, body: body)
        frame.sequenceNumber = nextSequence()
        guard let keys else { return frame }
        packetNumber += 1
        let sealed = keys.cipher.seal(frame, key: keys.temporal, number: packetNumber, keyID: 0)
        return WirelessFrame(sealed) ?? frame
    }

    func null(_ flags: FrameControl.Flags = []) -> WirelessFrame {
        let bssid = accessPoint.configuration.bssid
        var frame = WirelessFrame(FrameControl(.null, flags.union(.toDS)), to: bssid, from: address, address3: bssid)
        frame.sequenceNumber = nextSequence()
        return frame
    }

    private func nextSequence() -> UInt16 {
        sequence = (sequence + 1) & 0xFFF
        return sequence
    }

    /// What of a kind arrived.
    func frames(_ kind: FrameControl.Kind) -> [WirelessFrame] { heard.map(\.frame).filter { $0.control.kind == kind } }

    /// The Ethernet frames that arrived.
    var received: [[UInt8]] {
        heard.map(\.frame).filter { $0.control.kind.isData }.compactMap {
            LLC.ethernet($0.body, to: $0.destination, from: $0.source)
        }.filter { $0[12..<14] != [0x88, 0x8E] }
    }

    static let elements = InformationElement.rates([0x82, 0x84, 0x8B, 0x96, 12, 18, 24, 36, 48, 72, 96, 108])

    /// Authenticates and associates, and does the handshake when there is a passphrase. Whether it has keys then, or needs
    /// none.
    @discardableResult
    func join(
        security: SecurityElement? = nil,
        passphrase: String = "virtual-esp8266",
        _ more: [InformationElement] = []
    ) -> Bool {
        send(management(.authentication, AuthenticationBody(sequence: 1).bytes))
        run(milliseconds: 5)
        var elements = [InformationElement.ssid(Array("vesp".utf8))] + Self.elements + more
        if let security {
            elements.append(security.element)
            supplicant = Supplicant(
                own: security,
                master: WirelessHash.preSharedKey(passphrase: passphrase, ssid: Array("vesp".utf8)),
                station: address,
                authenticator: accessPoint.configuration.bssid,
                seed: 3
            )
        }
        let request = AssociationRequestBody(capabilities: .ess, listenInterval: 3, elements: elements)
        send(management(.associationRequest, request.bytes))
        run(milliseconds: 50)
        return accessPoint.station(address)?.state == .authorized
    }
}
