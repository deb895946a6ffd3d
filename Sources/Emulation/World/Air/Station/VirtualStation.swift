import ESP8266

/// A station for firmware that is an access point itself: it looks for the chip's network, joins it and carries Ethernet
/// frames both ways. It never dozes.
final class VirtualStation {
    /// The station and what it looks for.
    struct Configuration: Sendable {
        var ssid: String
        /// Empty for an open network.
        var passphrase = ""
        /// Locally administered.
        var address = EUI48(0x02_56_45_53_50_02)
        /// Strength at the chip, and at the station, in dBm (assumed: a room away).
        var rssi = -50
        /// Of nonces.
        var seed: UInt64 = 1

        init(ssid: String, passphrase: String = "") {
            self.ssid = ssid
            self.passphrase = passphrase
        }
    }

    /// Times of its software (assumed: those of wpa_supplicant and Linux' mac80211).
    enum Pace {
        /// On a channel of a scan.
        static let dwell = 110_000 * Clock.ticksPerMicrosecond
        /// From one scan to the next, and behind an association that ended.
        static let pause = 1_000_000 * Clock.ticksPerMicrosecond
        /// Until an authentication or association is tried again.
        static let answer = 200_000 * Clock.ticksPerMicrosecond
        /// Until the keys must be there.
        static let handshake = 10_000_000 * Clock.ticksPerMicrosecond
        /// Until an access point without beacons is gone.
        static let silence = 5_000_000 * Clock.ticksPerMicrosecond
        /// From a message of the handshake to its answer.
        static let reply = 2000 * Clock.ticksPerMicrosecond
    }

    enum State: Equatable {
        case idle
        case scanning
        case authenticating
        case associating
        case handshake
        case joined
    }

    /// Times that an authentication or association is asked for.
    static let mostTries = 3
    private static let channels = 1...13

    let configuration: Configuration
    let ssid: [UInt8]
    /// Pairwise master key of the passphrase; empty without one.
    let masterKey: [UInt8]
    let medium: Medium
    let queue: EventQueue
    var random: SplitMix64
    var state = State.idle
    var channel = 1
    /// The network it is in, or tries to get into.
    var network: Network?
    var supplicant: Supplicant?
    var keys: PairwiseKeys?
    var groupKeys: [(key: GroupKey, replays: ReplayFilter)] = []
    var sentNumber: UInt64 = 0
    var replays = ReplayFilter()
    var duplicates = DuplicateFilter()
    private var sequenceNumber: UInt16 = 0
    private var timer: EventHandle?
    private var lastBeacon: Ticks = 0

    /// Told of every Ethernet frame (destination, source, type, payload) for the station.
    var onEthernet: ([UInt8], Ticks) -> Void = { _, _ in }
    /// Told of every Ethernet frame that the access point has acknowledged.
    var onReached: ([UInt8], Ticks) -> Void = { _, _ in }
    /// Told that it may send data from now on.
    var onJoined: (Ticks) -> Void = { _ in }

    /// A network that beacons told of.
    struct Network: Equatable {
        var bssid: EUI48
        var channel: Int
        var rates: LinkRates
        var hasQoS: Bool
        var offered: [SecurityElement]
        /// What the station asks for; nil in an open network.
        var security: SecurityElement?
    }

    init(_ configuration: Configuration, on medium: Medium, queue: EventQueue) {
        self.configuration = configuration
        self.medium = medium
        self.queue = queue
        ssid = Array(configuration.ssid.utf8.prefix(32))
        random = SplitMix64(seed: configuration.seed)
        let passphrase = configuration.passphrase
        masterKey = passphrase.isEmpty ? [] : WirelessHash.preSharedKey(passphrase: passphrase, ssid: ssid)
    }

    /// Begins to look for the network.
    func start(at: Ticks) {
        guard state == .idle else { return }
        medium.listen { [unowned self] frame, at in hear(frame, at) }
        scan(channel: Self.channels.lowerBound, at)
    }

    private func scan(channel: Int, _ at: Ticks) {
        state = .scanning
        network = nil
        self.channel = channel
        let elements = [InformationElement.ssid(ssid)] + Self.ownRates
        transmit(management(.probeRequest, to: .broadcast, elements.bytes), rates: [.basic], at)
        let next = channel + 1
        wait(until: at + Pace.dwell) { [unowned self] at in
            guard Self.channels.contains(next) else { return pause(at) }
            scan(channel: next, at)
        }
    }

    private func pause(_ at: Ticks) {
        wait(until: at + Pace.pause) { [unowned self] at in scan(channel: Self.channels.lowerBound, at) }
    }

    /// Forgets the network and looks for it again.
    func leave(_ at: Ticks) {
        (state, network, supplicant, keys, groupKeys) = (.idle, nil, nil, nil, [])
        pause(at)
    }

    /// One wait at a time: a new one takes the place of the last.
    func wait(until at: Ticks, _ action: @escaping (Ticks) -> Void) {
        queue.cancel(timer)
        timer = queue.schedule(at: at, action)
    }

    private func hear(_ frame: AirFrame, _ at: Ticks) -> Bool {
        guard frame.channel == channel, let received = WirelessFrame(frame.bytes) else { return false }
        let isForUs = received.receiver == configuration.address
        guard isForUs || received.receiver.isGroup else { return false }
        if received.control.kind.isManagement {
            receiveManagement(received, at)
        } else if received.control.kind.isData {
            receiveData(received, at)
        }
        return isForUs
    }

    /// A beacon or probe response: of the network that is looked for, or of the one it is in.
    func notice(_ frame: WirelessFrame, _ at: Ticks) {
        guard let body = BeaconBody(frame.body) else { return }
        if frame.transmitter == network?.bssid { lastBeacon = at }
        guard state == .scanning, body.elements.body(InformationElement.ID.ssid) == ssid,
            let network = Network(frame.transmitter, body, fallback: channel, passphrase: configuration.passphrase)
        else { return }
        self.network = network
        channel = network.channel
        lastBeacon = at
        authenticate(tries: 1, at)
    }

    /// Looks now and then whether the access point is still there.
    func watch(_ at: Ticks) {
        wait(until: at + Pace.silence) { [unowned self] at in
            at - lastBeacon > Pace.silence ? leave(at) : watch(at)
        }
    }

    func nextSequence() -> UInt16 {
        defer { sequenceNumber = (sequenceNumber + 1) & 0xFFF }
        return sequenceNumber
    }

    func management(_ kind: FrameControl.Kind, to receiver: EUI48, _ body: [UInt8]) -> WirelessFrame {
        var frame = WirelessFrame(
            FrameControl(kind),
            to: receiver,
            from: configuration.address,
            address3: receiver,
            body: body
        )
        frame.sequenceNumber = nextSequence()
        return frame
    }

    func transmit(
        _ frame: WirelessFrame,
        rates: [AirRate],
        _ at: Ticks,
        completion: @escaping (Bool, Ticks) -> Void = { _, _ in }
    ) {
        let bytes = frame.reserving(rates.first ?? .basic).bytes
        let transmission = Medium.Transmission(
            channel: channel,
            rssi: configuration.rssi,
            rates: rates,
            isAcknowledged: !frame.receiver.isGroup,
            frame: { _ in bytes },
            completion: completion
        )
        medium.send(transmission, at: at)
    }

    /// Its rates, those of 802.11b basic.
    static let ownRates = InformationElement.rates(VirtualAccessPoint.Mode.g.rates)
}

extension VirtualStation.Network {
    /// The network of a beacon; nil when it wants what the station has not: a passphrase, or none, or another cipher.
    init?(_ bssid: EUI48, _ body: BeaconBody, fallback: Int, passphrase: String) {
        self.bssid = bssid
        let named = body.elements.body(InformationElement.ID.dsParameter)?.first.map(Int.init) ?? fallback
        channel = (1...14).contains(named) ? named : fallback
        let hasHT = body.elements.body(InformationElement.ID.htCapabilities) != nil
        rates = LinkRates(body.elements.rates, VirtualAccessPoint.Mode.g.rates, hasHT: hasHT)
        hasQoS = body.elements.vendor(InformationElement.wmmPrefix) != nil
        offered = body.elements.compactMap(SecurityElement.init)
        guard body.capabilities.contains(.privacy) == !passphrase.isEmpty else { return nil }
        guard !passphrase.isEmpty else { return }
        let usable = offered.compactMap { offer -> SecurityElement? in
            guard let group = WirelessCipher(rawValue: offer.group),
                offer.keyManagement.contains(SecurityElement.preSharedKey),
                let pairwise = offer.pairwise.compactMap(WirelessCipher.init).max(by: { $0.rawValue < $1.rawValue })
            else { return nil }
            return SecurityElement(offer.kind, group: group, pairwise: [pairwise])
        }
        guard let chosen = usable.first(where: { $0.kind == .rsn }) ?? usable.first else { return nil }
        security = chosen
    }
}
