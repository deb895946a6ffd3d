import ESP8266

/// An access point of 802.11 frames: beacons, authentication, association, WPA2, and the way between its stations and the
/// distribution system, as unmodified firmware meets it.
final class VirtualAccessPoint {
    /// Times of the software of an access point.
    enum Pace {
        /// From a request to its answer in the transmit queue (assumed).
        static let answer = 300 * Clock.ticksPerMicrosecond
        /// From the association, or a message of the handshake, to the next message (assumed).
        static let handshake = 2000 * Clock.ticksPerMicrosecond
        /// Until the first message of a handshake is sent again, and every further one (assumed: hostapd's 100 ms, 1 s).
        static let firstTimeout = 100_000 * Clock.ticksPerMicrosecond
        static let timeout = 1_000_000 * Clock.ticksPerMicrosecond
        /// From one group key to the next (assumed: hostapd's 10 minutes of TKIP, a day of CCMP).
        static func groupKey(_ cipher: WirelessCipher) -> Ticks {
            (cipher == .tkip ? 600 : 86_400) * Clock.ticksPerSecond
        }
    }

    /// What comes of a message of a handshake that a station does not answer.
    enum Unanswered {
        /// It is sent again.
        case sentAgain
        /// The station is given up.
        case sentAway
    }

    /// A time unit of 1,024 µs (IEEE 802.11-2016 3.1).
    static let timeUnit = 1024 * Clock.ticksPerMicrosecond
    /// Stations it knows at most, associated or not.
    static let mostStations = 32

    let configuration: Configuration
    let medium: Medium
    let queue: EventQueue
    /// The name, at most 32 bytes.
    let ssid: [UInt8]
    let elements: [SecurityElement]
    /// Pairwise master key of the passphrase; empty for an open network.
    let masterKey: [UInt8]
    var random: SplitMix64
    var groupKey: GroupKey?
    /// In order of their arrival.
    var stations: [BSSStation] = []
    /// Group frames that wait for the next DTIM because somebody dozes.
    var waitingForDTIM: [[UInt8]] = []
    var isRunning = false
    private var startedAt: Ticks = 0
    private var sequenceNumber: UInt16 = 0
    private var beaconCount = 0
    private var isListening = false
    private var beaconTimer: EventHandle?
    var groupKeyTimer: EventHandle?

    /// Told of every Ethernet frame (destination, source, type, payload) that a station sends to the distribution system.
    var onEthernet: ([UInt8], Ticks) -> Void = { _, _ in }
    /// Told of every Ethernet frame that has reached its station, or was sent to all.
    var onReached: ([UInt8], Ticks) -> Void = { _, _ in }
    /// Told of everything that a station does not answer in time, and since when the answer is due.
    var onUnanswered: (Unanswered, _ since: Ticks, Ticks) -> Void = { _, _, _ in }
    /// Told of a station that may send data from now on.
    var onJoined: (EUI48, Ticks) -> Void = { _, _ in }

    init(_ configuration: Configuration, on medium: Medium, queue: EventQueue) {
        self.configuration = configuration
        self.medium = medium
        self.queue = queue
        ssid = Array(configuration.ssid.utf8.prefix(32))
        elements = configuration.security.elements
        random = SplitMix64(seed: configuration.seed)
        masterKey =
            elements.isEmpty ? [] : WirelessHash.preSharedKey(passphrase: configuration.passphrase, ssid: ssid)
        renewGroupKey()
    }

    /// Begins to beacon.
    func start(at: Ticks) {
        guard !configuration.faults.isAbsent, !isRunning else { return }
        appear(at: at)
        let faults = configuration.faults
        if let vanishAt = faults.vanishAt {
            queue.schedule(at: max(at, vanishAt)) { [unowned self] at in vanish(at: at) }
        }
        for fault in faults.deauthentications {
            queue.schedule(at: max(at, fault.at)) { [unowned self] at in sendAway(reason: fault.reason, at) }
        }
    }

    /// Is there from now on, and knows nobody.
    func appear(at: Ticks) {
        guard !isRunning else { return }
        isRunning = true
        startedAt = at
        if !isListening { medium.listen { [unowned self] frame, at in hear(frame, at) } }
        isListening = true
        beaconTimer = queue.schedule(at: at) { [unowned self] at in beacon(at) }
        scheduleGroupKey(at)
    }

    /// Falls silent: no beacon, no answer, no acknowledgement.
    func vanish(at: Ticks) {
        isRunning = false
        queue.cancel(beaconTimer)
        queue.cancel(groupKeyTimer)
        for station in stations { queue.cancel(station.handshakeTimer) }
        stations = []
        waitingForDTIM = []
    }

    /// The TSF timer in µs.
    func timer(_ at: Ticks) -> UInt64 { Clock.microseconds(at &- startedAt) }

    func station(_ address: EUI48) -> BSSStation? { stations.first { $0.address == address } }

    /// The sequence number of the next frame that is no QoS data (10.3.2.11.2).
    func nextSequence() -> UInt16 {
        defer { sequenceNumber = (sequenceNumber + 1) & 0xFFF }
        return sequenceNumber
    }

    private func hear(_ frame: AirFrame, _ at: Ticks) -> Bool {
        guard isRunning, frame.channel == configuration.channel, let received = WirelessFrame(frame.bytes) else {
            return false
        }
        let isForUs = received.receiver == configuration.bssid
        guard isForUs || received.receiver.isGroup, !received.transmitter.isGroup else { return false }
        if received.control.kind.isManagement {
            receiveManagement(received, at)
        } else if isForUs {
            receiveFromStation(received, at)
        }
        return isForUs
    }

    private func beacon(_ at: Ticks) {
        guard isRunning else { return }
        let period = max(1, configuration.dtimPeriod)
        let count = (period - beaconCount % period) % period
        beaconCount += 1
        if !configuration.faults.lostBeacons.contains(where: { $0.contains(at) }) {
            let groupFrames = count == 0 ? waitingForDTIM : []
            if count == 0 { waitingForDTIM = [] }
            let transmission = Medium.Transmission(
                channel: configuration.channel,
                rssi: configuration.rssi,
                rates: [.basic],
                isAcknowledged: false,
                isUrgent: true,
                frame: { [unowned self] at in
                    isRunning ? beaconFrame(at, dtimCount: count, hasGroupTraffic: !groupFrames.isEmpty) : nil
                }
            )
            medium.send(transmission, at: at)
            sendBehindBeacon(groupFrames, at)
        }
        let next = at + Ticks(max(1, configuration.beaconInterval)) * Self.timeUnit
        beaconTimer = queue.schedule(at: next) { [unowned self] at in beacon(at) }
    }

    private func beaconFrame(_ at: Ticks, dtimCount: Int, hasGroupTraffic: Bool) -> [UInt8] {
        let map = TrafficIndicationMap(
            count: UInt8(clamping: dtimCount),
            period: UInt8(clamping: max(1, configuration.dtimPeriod)),
            hasGroupTraffic: hasGroupTraffic,
            waiting: Set(stations.compactMap { $0.waiting.isEmpty ? nil : $0.aid })
        )
        let name: [UInt8] = configuration.isHidden ? [] : ssid
        let body = networkBody(at, name: name, map: map)
        return management(.beacon, to: .broadcast, body.bytes).bytes
    }

    /// Body of beacons and probe responses (9.3.3.3, 9.3.3.11), whose timestamp is the timer's value when its first bit
    /// leaves: 24 bytes of header at 1 Mbit/s behind the preamble (11.1.3.1).
    func networkBody(_ at: Ticks, name: [UInt8], map: TrafficIndicationMap?) -> BeaconBody {
        let rates = InformationElement.rates(configuration.mode.rates)
        var elements = [InformationElement.ssid(name), rates[0], .channel(configuration.channel)]
        if let map { elements.append(map.element) }
        if configuration.mode != .b { elements.append(.erp) }
        elements += rates.dropFirst()
        elements += self.elements.filter { $0.kind == .rsn }.map(\.element)
        if speaksHT { elements += [.htCapabilities, .htOperation(channel: configuration.channel)] }
        elements += self.elements.filter { $0.kind == .wpa }.map(\.element)
        if configuration.mode == .n { elements.append(.wmmParameters) }
        return BeaconBody(
            timestamp: timer(at + AirRate.basic.airTime(bytes: 24)),
            interval: UInt16(clamping: configuration.beaconInterval),
            capabilities: capabilities,
            elements: elements
        )
    }

    /// TKIP is not for stations of 802.11n (12.6.1.1.9): an access point with nothing else does not speak it.
    private var speaksHT: Bool { configuration.mode == .n && configuration.security != .wpa }

    var capabilities: CapabilityInformation {
        var capabilities: CapabilityInformation = [.ess, .shortPreamble]
        if !elements.isEmpty { capabilities.insert(.privacy) }
        if configuration.mode != .b { capabilities.insert(.shortSlot) }
        return capabilities
    }

    /// A management frame with the next sequence number.
    func management(_ kind: FrameControl.Kind, to receiver: EUI48, _ body: [UInt8]) -> WirelessFrame {
        let bssid = configuration.bssid
        var frame = WirelessFrame(FrameControl(kind), to: receiver, from: bssid, address3: bssid, body: body)
        frame.sequenceNumber = nextSequence()
        return frame
    }
}
